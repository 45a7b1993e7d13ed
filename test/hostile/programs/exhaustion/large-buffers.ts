/**
 * Fills its cell's memory with buffers, which are not on V8's heap.
 *
 * @expect fault
 * @memory 16
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const kept: Uint8Array[] = [];
    for (;;) kept.push(new Uint8Array(2 ** 20).fill(1));
  });
});

export default program;
