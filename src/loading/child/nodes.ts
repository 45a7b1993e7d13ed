/** Walks syntax trees of hostile programs. */

import type { AnyNode } from "acorn";
import { limits } from "../../limits.ts";
import type { Parsed } from "./parser.ts";
import { placeAt, Refusal } from "./refusal.ts";

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}

/**
 * Every node of a tree. Without recursion: how deep a program nests is its author's choice.
 *
 * @throws Refusal PROGRAM_LIMIT if the tree is too deep for those who walk it by recursion
 */
export function* nodesOf({ root, text }: Parsed): IterableIterator<AnyNode> {
  const waiting: unknown[] = [root];
  const depths: number[] = [0];
  while (waiting.length > 0) {
    const next = waiting.pop();
    const depth = depths.pop() ?? 0;
    if (Array.isArray(next)) {
      for (const item of next) {
        waiting.push(item);
        depths.push(depth);
      }
    } else if (isNode(next)) {
      if (depth > limits.programDepth) {
        const problem = `an expression or statement is more than ${limits.programDepth} levels deep`;
        throw new Refusal("PROGRAM_LIMIT", problem, placeAt(text, next.start));
      }
      yield next;
      for (const value of Object.values(next)) {
        if (typeof value !== "object") continue;
        waiting.push(value);
        depths.push(depth + 1);
      }
    }
  }
}
