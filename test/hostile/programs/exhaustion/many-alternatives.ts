/**
 * Compiles a pattern of very many alternatives, during which V8 does not look at the time.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 * @memory 256
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    unit.log(String(new RegExp("a|".repeat(600_000)).test("b")));
  });
});

export default program;
