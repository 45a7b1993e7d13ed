/**
 * Lists the keys of a long text, one for each of its characters. Copying and `for in` do the same.
 *
 * @expect process-killed
 * @slow
 * @crossing 250
 * @memory 16
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    unit.log(String(Object.keys("x".repeat(2 ** 28)).length));
  });
});

export default program;
