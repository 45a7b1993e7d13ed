/**
 * Counts how deep a function can recurse, before and after V8 had time to optimise it on another
 * thread: what a unit can count must not depend on how fast the machine is.
 *
 * @expect holds
 * @open the depth of the stack shows how far V8 has optimised
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

let depth = 0;

function descend(a: number, b: number, c: number, most: number): number {
  depth++;
  const x = a + 1;
  const y = b * 2;
  const z = c - 1;
  const sum = x + y + z;
  return most === 0 ? sum : descend(x, y, z, most - 1) + x * y + z * sum;
}

function measure(): number {
  depth = 0;
  try {
    descend(1, 2, 3, Infinity);
  } catch {
    return depth;
  }
  return depth;
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const before = measure();
    for (let i = 0; i < 60_000; i++) descend(1, 2, 3, 50);
    const after = measure();
    verdict.expect(`the stack holds ${before} frames, then ${after}`, after === before);
  });
});

export default program;
