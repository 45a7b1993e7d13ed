/**
 * Compiles a pattern of twenty million alternatives.
 *
 * @expect process-killed
 * @memory 16
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    unit.log(String(new RegExp("a|".repeat(20_000_000)).test("b")));
  });
});

export default program;
