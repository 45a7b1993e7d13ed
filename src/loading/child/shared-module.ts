/**
 * Which programs have nothing at the top of their modules that could change: only functions, classes
 * without static state, numbers, texts and frozen literals. Their body is run once for all their units
 * rather than once for each, and frozen: units then share closures and classes, which takes less
 * memory and lets the engine compile one of each.
 *
 * Whatever is not recognised counts as something that could change.
 */

import type {
  AnyNode,
  CallExpression,
  Class,
  Expression,
  Function as FunctionNode,
  SpreadElement,
  Statement,
} from "acorn";
import { leavesOf } from "./names.ts";
import { nodesOf } from "./nodes.ts";
import type { Parsed } from "./parser.ts";

/** Of what is declared; deeper than anybody writes. */
const mostDepth = 64;

const constants: readonly string[] = ["undefined", "NaN", "Infinity"];

/** A function that returns what it is given, such as `defineProgram`. */
function isIdentity({ params, body, generator }: FunctionNode): boolean {
  const [param] = params;
  if (generator || params.length !== 1 || param?.type !== "Identifier") return false;
  const [only, ...rest] = body.type === "BlockStatement" ? body.body : [];
  return (
    rest.length === 0 &&
    only?.type === "ReturnStatement" &&
    only.argument?.type === "Identifier" &&
    only.argument.name === param.name
  );
}

/**
 * Arithmetic on what is written out: an identifier may name an object, whose conversion runs code.
 * Not on big integers, which takes as long and as much memory as the author likes.
 */
function isNumber(expression: Expression, depth: number): boolean {
  if (depth > mostDepth) return false;
  switch (expression.type) {
    case "Literal":
      return expression.regex === undefined && expression.bigint === undefined;
    case "UnaryExpression":
      return expression.operator !== "delete" && isNumber(expression.argument, depth + 1);
    case "BinaryExpression":
      return (
        expression.left.type !== "PrivateIdentifier" &&
        isNumber(expression.left, depth + 1) &&
        isNumber(expression.right, depth + 1)
      );
    default:
      return false;
  }
}

/** What a module's top level declares, as far as it cannot change. */
class Declarations {
  /** With those that return what they are given. */
  readonly names = new Set<string>();
  /** Of classes: once these are frozen, no assignment gives an object derived from them its own. */
  readonly methods = new Set<string>();
  readonly #identities = new Set<string>();

  /** @param imported names of functions that return what they are given */
  constructor(imported: readonly string[]) {
    for (const name of imported) {
      this.names.add(name);
      this.#identities.add(name);
    }
  }

  /** @returns whether all of it is such that it cannot change */
  add(statement: Statement): boolean {
    switch (statement.type) {
      case "EmptyStatement":
        return true;
      case "FunctionDeclaration":
        this.names.add(statement.id.name);
        if (isIdentity(statement)) this.#identities.add(statement.id.name);
        return true;
      case "ClassDeclaration":
        this.names.add(statement.id.name);
        return this.#isFixedClass(statement);
      case "VariableDeclaration":
        return statement.declarations.every(({ id, init }) => {
          if (id.type !== "Identifier" || !init) return false;
          this.names.add(id.name);
          return this.#isFixed(init, 0);
        });
      default:
        return false;
    }
  }

  /** @param depth how deep it is in what is declared: how deep that nests is its author's choice */
  #isFixed(expression: Expression | SpreadElement, depth: number): boolean {
    if (depth > mostDepth) return false;
    switch (expression.type) {
      case "Literal":
        return expression.regex === undefined;
      case "TemplateLiteral":
        return expression.expressions.length === 0;
      case "UnaryExpression":
      case "BinaryExpression":
        return isNumber(expression, depth);
      case "Identifier":
        return this.names.has(expression.name) || constants.includes(expression.name);
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        return true;
      case "ClassExpression":
        return this.#isFixedClass(expression);
      case "CallExpression":
        return this.#isFixedCall(expression, depth + 1);
      default:
        return false;
    }
  }

  #isFixedClass({ superClass, body }: Class): boolean {
    if (superClass && !(superClass.type === "Identifier" && this.names.has(superClass.name))) {
      return false;
    }
    return body.body.every((member) => {
      if (member.type === "StaticBlock" || member.computed) return false;
      if (member.type === "PropertyDefinition") {
        // A constructor that returns any object would have it given a private field, frozen or not.
        return !member.static && !(superClass && member.key.type === "PrivateIdentifier");
      }
      // No property leads to the function of a private method, so that nothing freezes it.
      if (member.key.type === "PrivateIdentifier") return false;
      if (member.key.type === "Identifier") this.methods.add(member.key.name);
      return true;
    });
  }

  /** `defineProgram(…)`, and `Object.freeze` of a literal. */
  #isFixedCall({ callee, arguments: given }: CallExpression, depth: number): boolean {
    const [only, ...rest] = given;
    if (only === undefined || rest.length > 0) return false;
    if (callee.type === "Identifier") {
      return this.#identities.has(callee.name) && this.#isFixed(only, depth);
    }
    const isFreeze =
      callee.type === "MemberExpression" &&
      !callee.computed &&
      callee.object.type === "Identifier" &&
      callee.object.name === "Object" &&
      callee.property.type === "Identifier" &&
      callee.property.name === "freeze";
    return isFreeze && !this.names.has("Object") && this.#isFixedLiteral(only, depth);
  }

  #isFixedLiteral(expression: Expression | SpreadElement, depth: number): boolean {
    if (expression.type === "ArrayExpression") {
      return expression.elements.every((item) => item !== null && this.#isFixed(item, depth));
    }
    return (
      expression.type === "ObjectExpression" &&
      expression.properties.every(
        (property) =>
          property.type === "Property" &&
          property.kind === "init" &&
          !property.computed &&
          this.#isFixed(property.value, depth),
      )
    );
  }
}

/** The name that an assignment to `target` would change something of; undefined if it has none. */
function rootName(target: AnyNode): string | undefined {
  let node = target;
  while (node.type === "MemberExpression") node = node.object;
  return node.type === "Identifier" ? node.name : undefined;
}

/** The name of the property that an assignment to `target` sets, if it is written out. */
function propertyName(target: AnyNode): string | undefined {
  if (target.type !== "MemberExpression" || target.computed) return undefined;
  return target.property.type === "Identifier" ? target.property.name : undefined;
}

/** The places that a node assigns to. */
function* targetsOf(node: AnyNode): IterableIterator<AnyNode> {
  if (node.type === "AssignmentExpression") yield* leavesOf(node.left);
  if (node.type === "UpdateExpression") yield node.argument;
  if (node.type === "UnaryExpression" && node.operator === "delete") yield node.argument;
  if (node.type === "ForInStatement" || node.type === "ForOfStatement") yield* leavesOf(node.left);
}

/** Of these every unit has its own. */
function isEachUnitsOwn(name: string): boolean {
  return name === "arguments" || name === "globalThis";
}

/**
 * Lists the names that a program's top level declares, if none can change; null if one could.
 *
 * @param statements those of the top level, without exports
 * @param imported names of functions that return what they are given
 */
export function fixedDeclarations(
  parsed: Parsed,
  statements: readonly Statement[],
  imported: readonly string[],
): readonly string[] | null {
  const declarations = new Declarations(imported);
  if (!statements.every((statement) => declarations.add(statement))) return null;
  const { names, methods } = declarations;
  for (const node of nodesOf(parsed)) {
    // Arrow functions at the top would share those of the function that the bundle becomes.
    if (node.type === "Identifier" && isEachUnitsOwn(node.name)) return null;
    for (const target of targetsOf(node)) {
      // A variable of the same name further inside is taken for it, too: that costs speed only.
      const name = rootName(target);
      if (name !== undefined && names.has(name)) return null;
      const property = propertyName(target);
      if (property !== undefined && methods.has(property)) return null;
    }
  }
  return [...names];
}
