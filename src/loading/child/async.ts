/**
 * Takes the place of asynchronous functions in packages: many have some that the program never calls.
 * In a program's own modules they are refused.
 */

import type { AnyNode, ArrowFunctionExpression, FunctionExpression } from "acorn";
import { applyEdits, type Edit, endsOf } from "./edits.ts";
import { nodesOf } from "./nodes.ts";
import type { Parsed } from "./parser.ts";

const refusal =
  'throw new Error("UNIT_ASYNC: an async function cannot run in a unit: nothing runs after a handler has returned")';

const word = "async";

/** Where the word `async` stands: a method has it before its name. */
function wordAt(text: string, from: number): number {
  // Comments may stand between, and hold the word.
  const before = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/|static)*/y;
  before.lastIndex = from;
  before.exec(text);
  return text.startsWith(word, before.lastIndex) ? before.lastIndex : -1;
}

function bodyEdit(text: string, node: { readonly body: AnyNode } & AnyNode): Edit {
  const { body } = node;
  if (body.type === "BlockStatement") {
    const by = `{ ${refusal};${endsOf(text.slice(body.start, body.end))} }`;
    return { start: body.start, end: body.end, by };
  }
  // An expression may stand in brackets, which are not in the tree.
  const start = text.lastIndexOf("=>", body.start) + "=>".length;
  return { start, end: node.end, by: `{ ${refusal};${endsOf(text.slice(start, node.end))} }` };
}

/** Functions that are asynchronous, and where the word that says so may stand. */
function* asyncFunctions(
  parsed: Parsed,
): IterableIterator<readonly [FunctionExpression | ArrowFunctionExpression, number]> {
  const named = new Map<AnyNode, number>();
  for (const node of nodesOf(parsed)) {
    if (node.type === "MethodDefinition") named.set(node.value, node.start);
    if (node.type === "Property" && node.method) named.set(node.value, node.start);
    const isFunction =
      node.type === "FunctionDeclaration" ||
      node.type === "FunctionExpression" ||
      node.type === "ArrowFunctionExpression";
    if (isFunction && node.async) {
      yield [node as FunctionExpression | ArrowFunctionExpression, named.get(node) ?? node.start];
    }
  }
}

/** Those within the body of another go with it. */
function outermost(edits: readonly Edit[]): readonly Edit[] {
  let end = 0;
  return edits
    .toSorted((a, b) => a.start - b.start)
    .filter((edit) => {
      if (edit.start < end) return false;
      ({ end } = edit);
      return true;
    });
}

/** The text with asynchronous functions that throw when they are called; null if it has none. */
export function withoutAsync(parsed: Parsed): string | null {
  const { text } = parsed;
  const edits: Edit[] = [];
  for (const [node, from] of asyncFunctions(parsed)) {
    const at = wordAt(text, from);
    const edit = bodyEdit(text, node);
    if (at === -1) continue;
    edits.push({ start: at, end: at + word.length, by: " ".repeat(word.length) }, edit);
  }
  if (edits.length === 0) return null;
  return applyEdits(text, outermost(edits));
}
