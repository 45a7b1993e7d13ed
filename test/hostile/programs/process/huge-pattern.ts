/**
 * Compiles a pattern of so many alternatives that V8 runs out of stack of its own: the process dies.
 *
 * @expect process-killed
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    unit.log(String(new RegExp("a|".repeat(1_500_000)).test("b")));
  });
});

export default program;
