/**
 * Recurses without end in a handler.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

function recurse(depth: number): number {
  return recurse(depth + 1) + 1;
}

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => unit.log(String(recurse(0))));
  // A stack that ends inside builtins, which call back.
  unit.subscribe({ part: "type", equals: "again" }, () => {
    const fold = (): number => [1].map(fold).length;
    fold();
  });
  unit.subscribe({ part: "type", equals: "late" }, () => {
    const nested: unknown = JSON.parse("[".repeat(200_000) + "]".repeat(200_000));
    JSON.stringify(nested);
  });
});

export default program;
