/** The imports of a module, and the module `cordon/unit`, which is the one that a finished text may import. */

import type {
  ExportAllDeclaration,
  ExportNamedDeclaration,
  ImportDeclaration,
  Literal,
  Program,
} from "acorn";
import { placeAt, Refusal } from "./refusal.ts";

/** Characters of a specifier in a message. */
const mostQuoted = 120;

export const unitModule = "cordon/unit";

/** All of it that is there when a program runs; the rest are types. */
export const unitModuleText = "export function defineProgram(program) { return program; }\n";

type WithSource = (ImportDeclaration | ExportNamedDeclaration | ExportAllDeclaration) & {
  readonly source: Literal;
};

function hasSource(node: Program["body"][number]): node is WithSource {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return true;
    case "ExportNamedDeclaration":
      return Boolean(node.source);
    default:
      return false;
  }
}

export interface Import {
  readonly specifier: string;
  readonly node: WithSource;
}

/** @throws Refusal PROGRAM_IMPORT if an import has attributes */
export function importsOf(root: Program, text: string): readonly Import[] {
  return root.body.filter(hasSource).map((node) => {
    const { value } = node.source;
    const specifier = typeof value === "string" ? value : "";
    if (node.attributes.length > 0) {
      const problem = `${quoted(specifier)} with attributes: only modules of code can be imported`;
      throw new Refusal("PROGRAM_IMPORT", problem, placeAt(text, node.source.start));
    }
    return { specifier, node };
  });
}

/** A specifier in a message, not longer than leaves room for why it is refused. */
export function quoted(specifier: string): string {
  return `"${specifier.length > mostQuoted ? `${specifier.slice(0, mostQuoted)}…` : specifier}"`;
}

/** A module that throws when it is required: what a package asks for and is not there, such as one of Node's. */
export function absentText(specifier: string): string {
  const problem = `UNIT_MODULE: ${quoted(specifier)} is not there for units`;
  return `if (exports) throw new Error(${JSON.stringify(problem)});`;
}
