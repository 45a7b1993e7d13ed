/**
 * From a finished text to the body of a function. Everything that only a module may hold is replaced in
 * place, so that lines stay where they are.
 */

import type {
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  Expression,
  ImportDeclaration,
  Statement,
} from "acorn";
import { assert } from "../../errors.ts";
import type { Verdict } from "../protocol.ts";
import { applyEdits, blank, type Edit, endsOf } from "./edits.ts";
import { importsOf, quoted, unitModule } from "./imports.ts";
import { topNames, usesOf } from "./names.ts";
import { nodesOf } from "./nodes.ts";
import { sourceName } from "./packages.ts";
import type { Parsed } from "./parser.ts";
import { placeAt, Refusal, unnamed } from "./refusal.ts";
import { checkNodes } from "./rules.ts";
import { fixedDeclarations } from "./shared-module.ts";

const passed: readonly string[] = ["globalThis", sourceName];

/** Characters of `export`. */
const exportLength = 6;

/** The words `export default` with what stands between them. */
function exportDefault(text: string, start: number): string {
  const words = /export(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*default/y;
  words.lastIndex = start;
  const [found = ""] = words.exec(text) ?? [];
  assert(found !== "", "a default export has these words");
  return found;
}

/** All names of variables, and of properties that are written out. */
function namesIn(parsed: Parsed): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(parsed)) if (node.type === "Identifier") names.add(node.name);
  return names;
}

/** As long as `export default` when it is declared, and no name that the program has. */
function freshName(parsed: Parsed): string {
  const taken = namesIn(parsed);
  let number = 0;
  while (taken.has(`$${String(number).padStart(6, "0")}`)) number++;
  return `$${String(number).padStart(6, "0")}`;
}

class Body {
  readonly #parsed: Parsed;
  readonly #edits: Edit[] = [];
  /** Declared before the text, on its first line. */
  readonly #declared: string[] = [];
  readonly #imported: string[] = [];
  readonly #statements: Statement[] = [];
  #result: string | null = null;
  #hasNamespace = false;

  constructor(parsed: Parsed) {
    this.#parsed = parsed;
    const { root, text, commentLike } = parsed;
    if (text.startsWith("#!")) this.#replace(0, 2, "//");
    // A function's body knows comments of HTML, and a module does not: what was checked would not be run.
    for (const at of commentLike) this.#replace(at, at + 1, "< ");
    this.#refuseImports();
    this.#giveGlobals();
    for (const node of root.body) {
      switch (node.type) {
        case "ImportDeclaration":
          this.#import(node);
          break;
        case "ExportDefaultDeclaration":
          this.#exportDefault(node);
          break;
        case "ExportNamedDeclaration":
          this.#exportNamed(node);
          break;
        case "ExportAllDeclaration":
          break;
        default:
          this.#statements.push(node);
      }
    }
  }

  finish(): Verdict {
    const { text } = this.#parsed;
    const result = this.#result;
    if (result === null) throw new Refusal("PROGRAM_DEFAULT", "");
    const fixed = this.#hasNamespace
      ? null
      : fixedDeclarations(this.#parsed, this.#statements, this.#imported);
    const returned = fixed === null ? result : `[${[result, ...fixed].join(", ")}]`;
    const edited = applyEdits(text, this.#edits);
    return {
      kind: "checked",
      body: `"use strict";${this.#declared.join("")}${edited}\nreturn ${returned};`,
      isShared: fixed !== null,
      files: [unnamed],
      table: null,
      names: [],
      uses: usesOf(this.#parsed),
    };
  }

  #replace(start: number, end: number, by: string): void {
    this.#edits.push({ start, end, by });
  }

  /** Leaves an empty statement: without one, the lines before and after could become one expression. */
  #blank(start: number, end: number): void {
    this.#replace(start, end, `;${blank(this.#parsed.text.slice(start + 1, end))}`);
  }

  #refuseImports(): void {
    const { root, text } = this.#parsed;
    for (const { specifier, node } of importsOf(root, text)) {
      if (specifier === unitModule && node.type === "ImportDeclaration") continue;
      const how = node.type === "ImportDeclaration" ? "" : "to export it: ";
      const problem = `${quoted(specifier)}, ${how}a program given as one text imports "${unitModule}" only`;
      throw new Refusal("PROGRAM_IMPORT", problem, placeAt(text, node.source.start));
    }
  }

  /** Names for what is passed to the function that the body becomes. */
  #giveGlobals(): void {
    const names = namesIn(this.#parsed);
    const own = topNames(this.#parsed.root);
    for (const [at, name] of passed.entries()) {
      // Where a block of the program's declares it with `var`, that is the same variable.
      if (names.has(name) && !own.has(name)) this.#declared.push(`var ${name} = arguments[${at}];`);
    }
  }

  #import(node: ImportDeclaration): void {
    for (const specifier of node.specifiers) {
      const { name } = specifier.local;
      if (specifier.type === "ImportNamespaceSpecifier") {
        this.#hasNamespace = true;
        this.#declared.push(
          `const ${name} = { __proto__: null, defineProgram: (program) => program };`,
        );
      } else if (specifier.type === "ImportDefaultSpecifier") {
        const problem = `the default of "${unitModule}", which has none`;
        throw new Refusal("PROGRAM_IMPORT", problem, placeAt(this.#parsed.text, specifier.start));
      } else {
        const { imported } = specifier;
        const original = imported.type === "Identifier" ? imported.name : imported.value;
        // Other names are those of types.
        if (original !== "defineProgram") continue;
        this.#declared.push(`const ${name} = (program) => program;`);
        this.#imported.push(name);
      }
    }
    this.#blank(node.start, node.end);
  }

  #exportNamed(node: ExportNamedDeclaration): void {
    if (node.declaration) {
      this.#statements.push(node.declaration);
      this.#blank(node.start, node.start + exportLength);
      return;
    }
    for (const { local, exported } of node.specifiers) {
      const name = exported.type === "Identifier" ? exported.name : exported.value;
      if (name === "default" && local.type === "Identifier") this.#result = local.name;
    }
    this.#blank(node.start, node.end);
  }

  #exportDefault(node: ExportDefaultDeclaration): void {
    const { declaration } = node;
    const isDeclaration =
      declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration";
    if (isDeclaration && declaration.id) {
      this.#result = declaration.id.name;
      this.#statements.push(declaration);
      this.#blank(node.start, declaration.start);
      return;
    }
    const name = freshName(this.#parsed);
    this.#result = name;
    const words = exportDefault(this.#parsed.text, node.start);
    const ends = endsOf(words);
    // As long as what it replaces, unless that is written on several lines.
    const padding = blank(words).slice(`const ${name}=`.length);
    const by = `const ${name}=${ends === "" ? padding : ends}`;
    this.#replace(node.start, node.start + words.length, by);
    if (isDeclaration) this.#replace(declaration.end, declaration.end, ";");
    this.#statements.push(variable(name, expressionOf(declaration)));
  }
}

/** A function or class without a name is an expression where it is given one. */
function expressionOf(declaration: ExportDefaultDeclaration["declaration"]): Expression {
  switch (declaration.type) {
    case "FunctionDeclaration":
      return { ...declaration, type: "FunctionExpression", id: null };
    case "ClassDeclaration":
      return { ...declaration, type: "ClassExpression", id: null };
    default:
      return declaration;
  }
}

function variable(name: string, init: Expression): Statement {
  const { start, end } = init;
  const id = { type: "Identifier", name, start, end } as const;
  const declarations = [{ type: "VariableDeclarator" as const, id, init, start, end }];
  return { type: "VariableDeclaration", kind: "const", declarations, start, end };
}

/** @throws Refusal PROGRAM_DEFAULT, PROGRAM_FORBIDDEN, PROGRAM_IMPORT, PROGRAM_LIMIT */
export function checkProgram(parsed: Parsed): Verdict {
  checkNodes(parsed);
  return new Body(parsed).finish();
}
