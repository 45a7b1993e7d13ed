/**
 * Fills its cell's memory with small objects.
 *
 * @expect cell-lost
 * @slow
 * @memory 16
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const kept: object[] = [];
    for (;;) kept.push({ a: 1, b: 2 });
  });
});

export default program;
