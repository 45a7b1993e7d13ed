/**
 * Sorts with a comparison that takes for ever: the loops are those of builtins.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const long = Array.from({ length: 100_000 }, (_, i) => i);
    const slow = (a: number, b: number): number => long.reduce((sum) => sum, a - b);
    unit.log(String(long.toSorted(slow).length));
  });
});

export default program;
