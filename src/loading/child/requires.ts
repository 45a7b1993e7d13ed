/** Uses of `require`: what CommonJS modules import with. */

import type { AnyNode } from "acorn";
import { declaredNames } from "./names.ts";
import { nodesOf } from "./nodes.ts";
import type { Parsed } from "./parser.ts";
import { placeAt, Refusal } from "./refusal.ts";

/** How a module's imports are told from what it requires: the two may lead to different modules. */
export function requireKey(specifier: string): string {
  return `require ${specifier}`;
}

export interface Require {
  /** Null if it is not written out. */
  readonly specifier: string | null;
  /** Offset in the text. */
  readonly start: number;
}

function isRequire(node: AnyNode): boolean {
  return node.type === "Identifier" && node.name === "require";
}

function textOf(node: AnyNode | undefined): string | null {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

function requireIn(node: AnyNode): Require | null {
  switch (node.type) {
    case "CallExpression": {
      if (!isRequire(node.callee)) return null;
      const [only, ...rest] = node.arguments;
      return { specifier: rest.length === 0 ? textOf(only) : null, start: node.start };
    }
    case "NewExpression":
      return isRequire(node.callee) ? { specifier: null, start: node.start } : null;
    case "MemberExpression":
      return isRequire(node.object) ? { specifier: null, start: node.start } : null;
    default:
      return null;
  }
}

/** All that a module requires, in the order of its text; a `require` of its own is another function. */
export function requiresOf(parsed: Parsed): readonly Require[] {
  const found: Require[] = [];
  for (const node of nodesOf(parsed)) {
    const it = requireIn(node);
    if (it !== null) found.push(it);
  }
  if (found.length === 0 || declaredNames(parsed).has("require")) return [];
  return found.sort((a, b) => a.start - b.start);
}

/** @throws Refusal PROGRAM_FORBIDDEN for the first one */
export function refuseRequire(parsed: Parsed): void {
  const [first] = requiresOf(parsed);
  if (first === undefined) return;
  throw new Refusal("PROGRAM_FORBIDDEN", "require", placeAt(parsed.text, first.start));
}
