/**
 * Adapts the modules of packages, whose authors know nothing of units. Their asynchronous functions, which
 * many have and few programs call, throw when they are called. Their `Math.random` and `Date.now` are
 * `unit.random` and `unit.now`. A program's own modules are refused instead, or told what to use.
 */

import type { AnyNode, ArrowFunctionExpression, FunctionExpression } from "acorn";
import { assert } from "../../errors.ts";
import { applyEdits, type Edit, endsOf } from "./edits.ts";
import { declaredNames } from "./names.ts";
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

/** Between the parameters of an arrow function and its body: comments there may hold an arrow, too. */
const toArrow = /(?:[^=/]|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*=>/y;

/** @param at where the word `async` stands */
function bodyEdit(
  text: string,
  node: FunctionExpression | ArrowFunctionExpression,
  at: number,
): Edit {
  const { body } = node;
  if (body.type === "BlockStatement") {
    const by = `{ ${refusal};${endsOf(text.slice(body.start, body.end))} }`;
    return { start: body.start, end: body.end, by };
  }
  // An expression may stand in brackets, which are not in the tree.
  toArrow.lastIndex = node.params.at(-1)?.end ?? at + word.length;
  assert(toArrow.test(text), "an arrow function has an arrow");
  const start = toArrow.lastIndex;
  return { start, end: node.end, by: `{ ${refusal};${endsOf(text.slice(start, node.end))} }` };
}

interface AsyncFunction {
  readonly node: FunctionExpression | ArrowFunctionExpression;
  /** Where the word that says so may stand. */
  readonly from: number;
  /** Whether it is a member of a class that begins with the word. */
  readonly beginsMember: boolean;
}

/** Functions that are asynchronous. */
function* asyncFunctions(parsed: Parsed): IterableIterator<AsyncFunction> {
  const named = new Map<AnyNode, Pick<AsyncFunction, "from" | "beginsMember">>();
  for (const node of nodesOf(parsed)) {
    if (node.type === "MethodDefinition") {
      named.set(node.value, { from: node.start, beginsMember: !node.static });
    }
    if (node.type === "Property" && node.method) {
      named.set(node.value, { from: node.start, beginsMember: false });
    }
    const isFunction =
      node.type === "FunctionDeclaration" ||
      node.type === "FunctionExpression" ||
      node.type === "ArrowFunctionExpression";
    if (isFunction && node.async) {
      const { from, beginsMember } = named.get(node) ?? { from: node.start, beginsMember: false };
      yield { node: node as AsyncFunction["node"], from, beginsMember };
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

/** What `arguments[1]` of a program's body has, by what packages call it. */
const sources: ReadonlyMap<string, string> = new Map([
  ["Math.random", "random"],
  ["Date.now", "now"],
]);

/** How the body of a program names where packages get chance and time from. */
export const sourceName = "$unitSource";

/** The name of a property, also in brackets. */
function keyOf(property: AnyNode, computed: boolean): string | undefined {
  if (!computed && property.type === "Identifier") return property.name;
  return property.type === "Literal" && typeof property.value === "string"
    ? property.value
    : undefined;
}

/** Replaces `Math.random`. A pattern that takes `Math` apart is given one with another `random`. */
function sourceEdit(node: AnyNode): Edit | null {
  if (node.type === "MemberExpression") {
    const { object, property, computed, start, end } = node;
    if (object.type !== "Identifier") return null;
    const source = sources.get(`${object.name}.${keyOf(property, computed) ?? ""}`);
    return source === undefined ? null : { start, end, by: `${sourceName}.${source}` };
  }
  const isPattern = node.type === "VariableDeclarator" && node.id.type === "ObjectPattern";
  if (!isPattern || node.init?.type !== "Identifier") return null;
  const { name, start, end } = node.init;
  const given = [...sources].filter(([written]) => written.startsWith(`${name}.`));
  if (given.length === 0) return null;
  const own = given.map(([, source]) => `${source}: ${sourceName}.${source}`).join(", ");
  return { start, end, by: `{ __proto__: ${name}, ${own} }` };
}

function sourceEdits(parsed: Parsed): readonly Edit[] {
  const edits: Edit[] = [];
  for (const node of nodesOf(parsed)) {
    const edit = sourceEdit(node);
    if (edit !== null) edits.push(edit);
  }
  if (edits.length === 0) return [];
  const declared = declaredNames(parsed);
  return declared.has("Math") || declared.has("Date") ? [] : edits;
}

/** The text of a package's module as programs run it. */
export function adapted(parsed: Parsed): string {
  const { text } = parsed;
  const edits = [...sourceEdits(parsed)];
  for (const { node, from, beginsMember } of asyncFunctions(parsed)) {
    const at = wordAt(text, from);
    if (at === -1) continue;
    // Where people write no semicolons, a field before would go on with `*` and `[`.
    const by = beginsMember ? ";".padEnd(word.length) : " ".repeat(word.length);
    edits.push({ start: at, end: at + word.length, by }, bodyEdit(text, node, at));
  }
  return applyEdits(text, outermost(edits));
}
