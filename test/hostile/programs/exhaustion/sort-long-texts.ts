/**
 * Sorts texts that differ in their last character, which V8 compares by itself.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const texts = ["a", "b", "c", "d"].map((end) => "x".repeat(2 ** 20) + end);
    const list = Array.from({ length: 2 ** 18 }, (_, at) => texts[(at * 7_919) % 4]);
    unit.log(String(list.sort().length));
  });
});

export default program;
