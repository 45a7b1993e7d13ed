/** Loading programs: from a file or a text to one checked function body without imports. */

import { readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type AnyNode, parse, type Program, type Statement } from "acorn";
import type { BuildFailure, BuildOptions } from "esbuild";
import { CordonError } from "../errors.ts";
import { buildSync } from "../esbuild.ts";
import { limits } from "../limits.ts";
import { parseManifest } from "../unit/manifest.ts";
import type { BundledProgram } from "../unit/program.ts";
import { fixedDeclarations, nodesOf } from "./shared-module.ts";

/** The module that programs import `defineProgram` from, compiled or not. */
function unitModule(): string {
  const path = fileURLToPath(new URL("../unit/api", import.meta.url));
  return existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.js`;
}

const BUILD: BuildOptions = {
  bundle: true,
  write: false,
  metafile: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  target: "es2024",
  charset: "utf8",
  legalComments: "none",
  logLevel: "silent",
};

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function bundle(name: string, options: BuildOptions): string {
  try {
    const { outputFiles, metafile } = buildSync({
      ...BUILD,
      alias: { "cordon/unit": unitModule() },
      ...options,
    });
    for (const input of Object.keys(metafile?.inputs ?? {})) {
      // A program must not carry off the operator's data files.
      if (!/\.[cm]?[jt]s$/.test(input)) {
        throw new CordonError("PROGRAM_FORBIDDEN", {
          name,
          what: `the file ${input}`,
          where: "an import",
        });
      }
    }
    return outputFiles?.[0]?.text ?? "";
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const [first] = error.errors;
    const location = first?.location;
    const where = location ? `${location.file}:${location.line}:${location.column + 1}` : name;
    throw new CordonError("PROGRAM_SOURCE", { name, problem: first?.text ?? "unknown", where });
  }
}

function forbidden(node: AnyNode): string | null {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return node.async ? "an async function" : null;
    case "AwaitExpression":
      return "await";
    case "ForOfStatement":
      return node.await ? "await" : null;
    case "ImportExpression":
      return "a dynamic import";
    case "MetaProperty":
      return node.meta.name === "import" ? "import.meta" : null;
    default:
      return null;
  }
}

function checkSyntax(name: string, root: Program): void {
  for (const node of nodesOf(root)) {
    const what = forbidden(node);
    if (what === null) continue;
    const where = `line ${node.loc?.start.line ?? "?"} of the bundle`;
    throw new CordonError("PROGRAM_FORBIDDEN", { name, what, where });
  }
}

function parseModule(name: string, text: string): Program {
  try {
    return parse(text, { ecmaVersion: "latest", sourceType: "module", locations: true });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CordonError("PROGRAM_SOURCE", { name, problem, where: "the position named" });
  }
}

function isStatement(node: Program["body"][number]): node is Statement {
  return !node.type.startsWith("Export") && !node.type.startsWith("Import");
}

/** What the bundle exports as default: the bundler puts all exports at its end, by name. */
function defaultExport({ body }: Program): string {
  for (const node of body) {
    if (node.type !== "ExportNamedDeclaration") continue;
    for (const { local, exported } of node.specifiers) {
      const isDefault = exported.type === "Identifier" && exported.name === "default";
      if (isDefault && local.type === "Identifier") return local.name;
    }
  }
  return "undefined";
}

/** @throws CordonError PROGRAM_SIZE, PROGRAM_SOURCE, PROGRAM_FORBIDDEN */
function checked(name: string, text: string, children: readonly string[]): BundledProgram {
  const size = Buffer.byteLength(text);
  if (size > limits.programBytes) {
    throw new CordonError("PROGRAM_SIZE", { name, size, limit: limits.programBytes });
  }
  const root = parseModule(name, text);
  checkSyntax(name, root);
  const statements = root.body.filter(isStatement);
  const fixed = fixedDeclarations(root, statements);
  const result = defaultExport(root);
  // A module's text without its exports is the body of a function.
  const declared = root.body
    .filter((node) => isStatement(node))
    .map(({ start, end }) => text.slice(start, end));
  const returned = fixed === null ? result : `[${[result, ...fixed].join(", ")}]`;
  const body = ['"use strict";', ...declared, `return ${returned};`].join("\n");
  const isShared = fixed !== null;
  return Object.freeze({ name, body, isShared, children: Object.freeze([...children]) });
}

function readText(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > limits.programBytes) {
      throw new CordonError("PROGRAM_SIZE", { name: file, size, limit: limits.programBytes });
    }
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof CordonError) throw error;
    const problem = error instanceof Error ? error.message : String(error);
    throw new CordonError("PROGRAM_FILE", { file, problem });
  }
}

function bundleFile(name: string, file: string, children: readonly string[]): BundledProgram {
  readText(file);
  return checked(name, bundle(name, { entryPoints: [resolve(file)] }), children);
}

/**
 * Loads a program from a folder with a `manifest.json`, from a manifest, or from a module alone
 * (TypeScript or JavaScript), which is then named after its file and has no children.
 *
 * @throws CordonError PROGRAM_FILE, PROGRAM_SOURCE, PROGRAM_FORBIDDEN, PROGRAM_SIZE, MANIFEST
 */
export function loadProgram(path: string): BundledProgram {
  const extension = extname(path);
  if (extension === ".ts" || extension === ".js" || extension === ".mjs") {
    return bundleFile(basename(path, extension), path, []);
  }
  const file = extension === ".json" ? path : join(path, "manifest.json");
  let input: unknown;
  try {
    input = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof CordonError) throw error;
    throw new CordonError("MANIFEST", { name: file, problem: "it is not JSON" });
  }
  const manifest = parseManifest(input, file);
  return bundleFile(manifest.name, join(dirname(file), manifest.program), manifest.children);
}

/**
 * Makes a program of a module's text (TypeScript).
 *
 * @throws CordonError PROGRAM_SOURCE, PROGRAM_FORBIDDEN, PROGRAM_SIZE
 * @example programFromSource("echo", `import { defineProgram } from "cordon/unit"; …`)
 */
export function programFromSource(
  name: string,
  source: string,
  children: readonly string[] = [],
): BundledProgram {
  const size = Buffer.byteLength(source);
  if (size > limits.programBytes) {
    throw new CordonError("PROGRAM_SIZE", { name, size, limit: limits.programBytes });
  }
  const stdin = { contents: source, loader: "ts", sourcefile: `${name}.ts` } as const;
  return checked(name, bundle(name, { stdin }), children);
}
