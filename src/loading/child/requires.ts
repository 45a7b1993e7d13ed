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
  /** All that it may be; null if that is not written out. */
  readonly specifiers: readonly string[] | null;
  /** Offset in the text. */
  readonly start: number;
}

function isRequire(node: AnyNode): boolean {
  return node.type === "Identifier" && node.name === "require";
}

/** Of what may be one of several texts: more than anybody writes. */
const mostTexts = 64;

/** The texts that an expression may be, as far as the bundler can tell: it looks for a module of each. */
function textsOf(node: AnyNode | undefined, depth = 0): readonly string[] | null {
  if (depth > mostTexts) return null;
  switch (node?.type) {
    case "Literal":
      return typeof node.value === "string" ? [node.value] : null;
    case "TemplateLiteral": {
      const [only, ...rest] = node.quasis;
      const text = rest.length === 0 ? only?.value.cooked : undefined;
      return typeof text === "string" ? [text] : null;
    }
    case "ConditionalExpression":
      return either(textsOf(node.consequent, depth + 1), textsOf(node.alternate, depth + 1));
    default:
      return null;
  }
}

function either(
  a: readonly string[] | null,
  b: readonly string[] | null,
): readonly string[] | null {
  return a === null || b === null || a.length + b.length > mostTexts ? null : [...a, ...b];
}

function requireIn(node: AnyNode): Require | null {
  switch (node.type) {
    case "CallExpression": {
      if (!isRequire(node.callee)) return null;
      const [only, ...rest] = node.arguments;
      return { specifiers: rest.length === 0 ? textsOf(only) : null, start: node.start };
    }
    case "NewExpression":
      return isRequire(node.callee) ? { specifiers: null, start: node.start } : null;
    case "MemberExpression":
      return isRequire(node.object) ? { specifiers: null, start: node.start } : null;
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
