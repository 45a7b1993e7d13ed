/**
 * Flattens an array that holds one with billions of holes.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const holes: unknown[] = [];
    holes.length = 2 ** 32 - 1;
    unit.log(String([holes].flat().length));
  });
});

export default program;
