/** From the text of a module, TypeScript or JavaScript, to its syntax tree. */

import { stripTypeScriptTypes } from "node:module";
import type { Place } from "../protocol.ts";
import { declaredNames } from "./names.ts";
import { nodesOf } from "./nodes.ts";
import { type ModuleKind, type Parsed, parseJavaScript } from "./parser.ts";
import { Refusal } from "./refusal.ts";

export type Language = "js" | "ts";

const unsupported = "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX";
const invalid = "ERR_INVALID_TYPESCRIPT_SYNTAX";

/** Node says where an error is in the lines that it puts before the stack: `:line`, text, carets. */
function placeOf(error: Error, text: string): Place | null {
  const [, digits = ""] = /^[^\n]{0,200}:(\d{1,7})\n/.exec(error.stack ?? "") ?? [];
  const line = Number(digits);
  if (line < 1 || line > text.length + 1) return null;
  const [, indent = ""] = /\n( *)\^+\n/.exec(error.stack ?? "") ?? [];
  return { file: "", line, column: indent.length + 1 };
}

/**
 * Puts the semicolons back that ended what is blank now. Where people write none, one that begins the next
 * line ends a type, and without it that line would go on with the statement before the type.
 */
function withSemicolons(text: string, blanked: string): string {
  if (blanked.length !== text.length)
    throw new Refusal("PROGRAM_SOURCE", "it cannot be stripped of types");
  const isBlank = (at: number): boolean => blanked[at] !== text[at];
  const kept: string[] = [];
  let from = 0;
  for (let at = text.indexOf(";"); at !== -1; at = text.indexOf(";", at + 1)) {
    if (!isBlank(at)) continue;
    const rest = /\S/g;
    rest.lastIndex = at + 1;
    const next = rest.exec(text)?.index ?? text.length;
    // One within a type goes with it.
    if (next < text.length && isBlank(next)) continue;
    kept.push(blanked.slice(from, at), ";");
    from = at + 1;
  }
  return kept.join("") + blanked.slice(from);
}

/** Replaces types by blanks, so that every line and column stays where it is. */
function withoutTypes(text: string): string {
  try {
    // Node's parser would leave a byte order mark out, and move all that follows.
    const marked = text.replace(/^\ufeff/, " ");
    return withSemicolons(marked, stripTypeScriptTypes(marked));
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Refusal) throw error;
    const code = "code" in error ? error.code : undefined;
    if (code === invalid || code === unsupported) {
      throw new Refusal("PROGRAM_SOURCE", error.message, placeOf(error, text));
    }
    // The parser is WebAssembly without a bound on nesting: it runs out of its stack.
    throw new Refusal("PROGRAM_LIMIT", "it nests too deeply to be parsed");
  }
}

/** Which of the two kinds a module is, as far as its name and its package say. */
export type Kind = ModuleKind | "either";

/**
 * Parses a module. Where its name leaves the kind open, a text without `import` and `export` that names
 * `require`, `module` or `exports`, or is not strict, is CommonJS. A text that is JavaScript, and has no `<` before a `>`, means the same in TypeScript:
 * for it the parser of TypeScript is not needed, which takes longer to start than all else.
 *
 * @throws Refusal PROGRAM_SOURCE, PROGRAM_LIMIT
 */
export function parseModule(text: string, language: Language, kind: Kind = "module"): Parsed {
  if (!text.isWellFormed()) {
    throw new Refusal("PROGRAM_SOURCE", "it has a surrogate without its other half");
  }
  if (kind !== "either") return parseAs(text, language, kind);
  let strict: Parsed;
  try {
    strict = parseAs(text, language, "module");
  } catch (error) {
    const sloppy = error instanceof Refusal ? parsedIfSloppy(text, language) : null;
    if (sloppy === null) throw error;
    return sloppy;
  }
  return isCommonJs(strict) ? parseAs(text, language, "commonjs") : strict;
}

function parseAs(text: string, language: Language, kind: ModuleKind): Parsed {
  if (language === "js") return parseJavaScript(text, kind);
  try {
    const parsed = parseJavaScript(text, kind);
    if (!parsed.hasAngles) return parsed;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "PROGRAM_SOURCE") throw error;
  }
  return parseJavaScript(withoutTypes(text), kind);
}

/** What is wrong with a module of the other kind is said in its terms. */
function parsedIfSloppy(text: string, language: Language): Parsed | null {
  try {
    return parseAs(text, language, "commonjs");
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const commonJsNames: readonly string[] = ["exports", "module", "require"];

function isCommonJs(parsed: Parsed): boolean {
  const isModule = parsed.root.body.some(
    ({ type }) => type.startsWith("Import") || type.startsWith("Export"),
  );
  if (isModule) return false;
  const declared = declaredNames(parsed);
  for (const node of nodesOf(parsed)) {
    if (node.type !== "Identifier" || declared.has(node.name)) continue;
    if (commonJsNames.includes(node.name)) return true;
  }
  return false;
}
