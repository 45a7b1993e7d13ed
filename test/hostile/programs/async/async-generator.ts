/**
 * Waits in a generator method of an object.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const source = {
    async *values(): AsyncGenerator<number> {
      yield 1;
    },
  };
  unit.log(typeof source.values().next().then);
});

export default program;
