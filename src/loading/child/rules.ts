/** Syntax that a program may not hold, wherever it stands. */

import type { AnyNode } from "acorn";
import { limits } from "../../limits.ts";
import type { RefusalCode } from "../protocol.ts";
import { nodesOf } from "./nodes.ts";
import type { Parsed } from "./parser.ts";
import { placeAt, Refusal } from "./refusal.ts";

interface Breach {
  readonly code: RefusalCode;
  readonly problem: string;
}

function forbidden(problem: string): Breach {
  return { code: "PROGRAM_FORBIDDEN", problem };
}

/** One list for this parser; as deep as it is long for others. */
function listBreach(length: number): Breach | null {
  if (length <= limits.programDepth) return null;
  const problem = `a list of expressions has more than ${limits.programDepth} of them`;
  return { code: "PROGRAM_LIMIT", problem };
}

/**
 * Of each module before it is bundled: code that would come from elsewhere while the program runs, even
 * where nothing reaches it, and what is too much for the bundler.
 */
export function moduleBreach(node: AnyNode): Breach | null {
  switch (node.type) {
    case "ImportExpression":
      return forbidden("a dynamic import");
    case "SequenceExpression":
      return listBreach(node.expressions.length);
    case "ExpressionStatement":
      // V8 makes WebAssembly of it: compiled outside any time limit, in memory that no limit counts.
      return node.directive === "use asm" ? forbidden('the directive "use asm"') : null;
    default:
      return null;
  }
}

function breachOf(node: AnyNode): Breach | null {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.async ? forbidden("an async function") : null;
    case "AwaitExpression":
      return forbidden("await");
    case "ForOfStatement":
      return node.await ? forbidden("await") : null;
    case "VariableDeclaration":
      return node.kind === "await using" ? forbidden("await") : null;
    case "MetaProperty":
      return node.meta.name === "import" ? forbidden("import.meta") : null;
    default:
      return moduleBreach(node);
  }
}

/**
 * Refuses the first node, in the order of the text, that breaks a rule.
 *
 * @throws Refusal PROGRAM_FORBIDDEN, PROGRAM_LIMIT
 */
export function checkNodes(
  parsed: Parsed,
  breach: (node: AnyNode) => Breach | null = breachOf,
): void {
  let first: { readonly at: number; readonly found: Breach } | null = null;
  for (const node of nodesOf(parsed)) {
    const found = breach(node);
    if (found !== null && (first === null || node.start < first.at)) {
      first = { at: node.start, found };
    }
  }
  if (first === null) return;
  const { code, problem } = first.found;
  throw new Refusal(code, problem, placeAt(parsed.text, first.at));
}
