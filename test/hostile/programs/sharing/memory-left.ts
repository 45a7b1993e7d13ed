/**
 * Tells a secret by how much memory is left in the cell: an array buffer that is too large can be
 * caught, and how large that is depends on what the neighbours keep.
 *
 * @expect holds
 * @slow
 * @twin
 * @open the largest array buffer shows what the cell's other units keep
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { attack } from "../../verdict.ts";

const mebibyte = 2 ** 20;

function largestMiB(): number {
  let low = 0;
  let high = 256;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    try {
      low = new ArrayBuffer(middle * mebibyte).byteLength / mebibyte;
    } catch {
      high = middle;
    }
  }
  return low;
}

const program: Program = defineProgram((unit) => {
  let before = 0;
  if (role(unit) === "low") before = largestMiB();
  const kept: unknown[] = [];
  attack(unit, (verdict, { secret }) => {
    if (role(unit) === "high") {
      if (typeof secret === "string") kept.push(new ArrayBuffer(20 * mebibyte));
      return;
    }
    const after = largestMiB();
    verdict.expect(`there were ${before} MiB, then ${after}`, Math.abs(before - after) < 8);
  });
});

export default program;
