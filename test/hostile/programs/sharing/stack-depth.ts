/**
 * Tells a secret by how deep a function can recurse: both units run the same machine code, and V8
 * makes its frames smaller once either of them has called it often.
 *
 * @expect holds
 * @twin
 * @open the stack's depth shows how far shared code has been optimised
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { attack } from "../../verdict.ts";

let depth = 0;

function descend(most: number): number {
  depth++;
  return most === 0 ? 0 : descend(most - 1) + 1;
}

function measure(): number {
  depth = 0;
  try {
    descend(Infinity);
  } catch {
    return depth;
  }
  return depth;
}

const program: Program = defineProgram((unit) => {
  let before = 0;
  // At the start, before anybody knows a secret.
  if (role(unit) === "low") before = measure();
  attack(unit, (verdict, { secret }) => {
    if (role(unit) === "high") {
      if (typeof secret === "string") for (let i = 0; i < 40_000; i++) descend(100);
      return;
    }
    const after = measure();
    verdict.expect(`the stack holds ${before} frames, then ${after}`, after === before);
  });
});

export default program;
