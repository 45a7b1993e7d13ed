/**
 * Asks where it was loaded from, and for more modules by relative paths.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const meta: object = import.meta;
    verdict.expect("import.meta tells something", Reflect.ownKeys(meta).length === 0);
    verdict.throws("require", () => Reflect.get(meta, "require")("node:fs"));
  });
});

export default program;
