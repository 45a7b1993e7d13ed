/** Names that a program's text declares, and globals that it uses. */

import type { AnyNode, Program } from "acorn";
import { insteadOf } from "../../unit/globals.ts";
import type { Use } from "../protocol.ts";
import { nodesOf } from "./nodes.ts";
import type { Parsed } from "./parser.ts";
import { placeAt } from "./refusal.ts";

/** The places that a pattern binds or assigns: it is taken apart. */
export function* leavesOf(pattern: AnyNode): IterableIterator<AnyNode> {
  const waiting: (AnyNode | null)[] = [pattern];
  while (waiting.length > 0) {
    const next = waiting.pop();
    switch (next?.type) {
      case "ArrayPattern":
        for (const element of next.elements) waiting.push(element);
        break;
      case "ObjectPattern":
        for (const property of next.properties) waiting.push(property);
        break;
      case "Property":
        waiting.push(next.value);
        break;
      case "AssignmentPattern":
        waiting.push(next.left);
        break;
      case "RestElement":
        waiting.push(next.argument);
        break;
      default:
        if (next) yield next;
    }
  }
}

/** What a node declares, if it declares anything. */
function bindingsOf(node: AnyNode): readonly (AnyNode | null | undefined)[] {
  switch (node.type) {
    case "VariableDeclarator":
      return [node.id];
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [node.id, ...node.params];
    case "ClassDeclaration":
    case "ClassExpression":
      return [node.id];
    case "CatchClause":
      return [node.param];
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return [node.local];
    default:
      return [];
  }
}

/** Every name that is declared anywhere: such a name may mean something else than the global. */
export function declaredNames(parsed: Parsed): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodesOf(parsed)) {
    for (const binding of bindingsOf(node)) {
      if (!binding) continue;
      for (const leaf of leavesOf(binding)) if (leaf.type === "Identifier") names.add(leaf.name);
    }
  }
  return names;
}

function topStatement(statement: Program["body"][number]): AnyNode {
  if (statement.type === "ExportNamedDeclaration" && statement.declaration) {
    return statement.declaration;
  }
  return statement.type === "ExportDefaultDeclaration" ? statement.declaration : statement;
}

/** Names that the top level of a module declares, but for `var` in its blocks. */
export function topNames({ body }: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of body) {
    const node = topStatement(statement);
    const declared =
      node.type === "VariableDeclaration"
        ? node.declarations.map(({ id }) => id)
        : node.type === "ImportDeclaration"
          ? node.specifiers.map(({ local }) => local)
          : node.type === "FunctionDeclaration" || node.type === "ClassDeclaration"
            ? [node.id]
            : [];
    for (const it of declared) {
      if (!it) continue;
      for (const leaf of leavesOf(it)) if (leaf.type === "Identifier") names.add(leaf.name);
    }
  }
  return names;
}

/** The global that a node calls, or takes something of; a name alone is only looked for. */
function globalOf(node: AnyNode): string | undefined {
  switch (node.type) {
    case "CallExpression":
    case "NewExpression":
      return node.callee.type === "Identifier" ? node.callee.name : undefined;
    case "MemberExpression": {
      if (node.object.type !== "Identifier") return undefined;
      const { name } = node.object;
      const { property } = node;
      const key = !node.computed && property.type === "Identifier" ? property.name : "";
      // For `instanceof` and the like, which work.
      if (key === "prototype") return undefined;
      return name === "Math" ? `Math.${key}` : name;
    }
    default:
      return undefined;
  }
}

/** Globals that the program uses and units do without, each where it is used first. */
export function usesOf(parsed: Parsed): readonly Use[] {
  const declared = declaredNames(parsed);
  const first = new Map<string, number>();
  for (const node of nodesOf(parsed)) {
    const name = globalOf(node);
    if (name === undefined || !Object.hasOwn(insteadOf, name)) continue;
    if (declared.has(name.split(".")[0] ?? "")) continue;
    const at = first.get(name);
    if (at === undefined || node.start < at) first.set(name, node.start);
  }
  return [...first].map(([name, at]) => ({ name, place: placeAt(parsed.text, at) }));
}
