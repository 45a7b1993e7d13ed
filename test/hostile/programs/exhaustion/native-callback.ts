/**
 * Hands a built-in function to another as its callback: a million searches of 10 MB, with no function of a
 * program's in between, at which V8 would look at the time limit.
 *
 * @expect cell-lost
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const { includes } = Uint8Array.prototype;
    new Array(1_000_000).fill(1).forEach(includes, new Uint8Array(10_000_000));
  });
});

export default program;
