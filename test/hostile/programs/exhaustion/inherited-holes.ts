/**
 * Calls methods on an array of holes that inherits from a long chain: each hole is looked for in all of it,
 * so that four million elements are 8 * 10^10 look-ups, and V8 does not look at the time limit. The bound on
 * other lists than arrays does not count what they inherit from either.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    let chain: object = Array.prototype;
    for (let i = 0; i < 20_000; i++) chain = Object.create(chain);
    const holes: unknown[] = [];
    holes.length = 4_000_000;
    Object.setPrototypeOf(holes, chain);
    // Also: copyWithin, sort, join, concat, toReversed, unshift, shift, splice, forEach, toSpliced.
    holes.reverse();
  });
});

export default program;
