/** Loading programs: from a file or a text to one checked function body without imports. */

import { readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
import type { BuildFailure, BuildOptions } from "esbuild";
import { CordonError } from "../errors.ts";
import { buildSync } from "../esbuild.ts";
import { limits } from "../limits.ts";
import { parseManifest } from "../unit/manifest.ts";
import type { BundledProgram } from "../unit/program.ts";

/** The module that programs import `defineProgram` from, compiled or not. */
function unitModule(): string {
  const path = fileURLToPath(new URL("../unit/api", import.meta.url));
  return existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.js`;
}

const BUILD: BuildOptions = {
  bundle: true,
  write: false,
  metafile: true,
  format: "iife",
  globalName: "exported",
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
    return `"use strict";\n${outputFiles?.[0]?.text ?? ""}\nreturn exported.default;`;
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const [first] = error.errors;
    const location = first?.location;
    const where = location ? `${location.file}:${location.line}:${location.column + 1}` : name;
    throw new CordonError("PROGRAM_SOURCE", { name, problem: first?.text ?? "unknown", where });
  }
}

interface SyntaxNode {
  readonly type: string;
  readonly loc?: { readonly start: { readonly line: number } } | null | undefined;
  readonly async?: boolean;
  readonly await?: boolean;
}

function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}

function forbidden(node: SyntaxNode): string | null {
  if (node.async === true) return "an async function";
  if (node.type === "AwaitExpression" || node.await === true) return "await";
  if (node.type === "ImportExpression") return "a dynamic import";
  if (node.type === "MetaProperty" && "meta" in node && isNode(node.meta)) {
    if ("name" in node.meta && node.meta.name === "import") return "import.meta";
  }
  return null;
}

/** Walks without recursion: how deep a program nests is its author's choice. */
function checkSyntax(name: string, root: SyntaxNode): void {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) {
      for (const item of next) waiting.push(item);
    } else if (isNode(next)) {
      const what = forbidden(next);
      if (what !== null) {
        const where = `line ${next.loc?.start.line ?? "?"} of the bundle`;
        throw new CordonError("PROGRAM_FORBIDDEN", { name, what, where });
      }
      for (const value of Object.values(next)) if (typeof value === "object") waiting.push(value);
    }
  }
}

/** @throws CordonError PROGRAM_SIZE, PROGRAM_SOURCE, PROGRAM_FORBIDDEN */
function checked(name: string, body: string, children: readonly string[]): BundledProgram {
  const size = Buffer.byteLength(body);
  if (size > limits.programBytes) {
    throw new CordonError("PROGRAM_SIZE", { name, size, limit: limits.programBytes });
  }
  let root: SyntaxNode;
  try {
    root = parse(body, {
      ecmaVersion: "latest",
      sourceType: "script",
      allowReturnOutsideFunction: true,
      locations: true,
    });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CordonError("PROGRAM_SOURCE", { name, problem, where: "the position named" });
  }
  checkSyntax(name, root);
  return Object.freeze({ name, body, children: Object.freeze([...children]) });
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
