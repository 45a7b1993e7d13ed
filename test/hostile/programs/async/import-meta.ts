/**
 * Asks where it was loaded from, and for more modules by relative paths.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const meta: object = import.meta;
  unit.log(`BROKEN ${Reflect.ownKeys(meta).join()}`);
});

export default program;
