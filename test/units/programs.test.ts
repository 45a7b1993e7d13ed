/** What every program in `units/` owes the platform, and the reader. */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

const api = normalize("src/unit/index.ts");

const folders = readdirSync("units", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("manifest.json"))
  .map((file) => join("units", dirname(file)));

interface Manifest {
  readonly name: string;
  readonly program: string;
  readonly children?: readonly string[];
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
}

/** The files that a program consists of, found by its own imports. */
function sourcesOf(file: string, found: Map<string, string> = new Map()): Map<string, string> {
  if (found.has(file) || file === api) return found;
  const text = readFileSync(file, "utf8");
  found.set(file, text);
  for (const [, clause = "", from = ""] of text.matchAll(/^import ([^;]*?) from "([^"]+)";/gms)) {
    expect(from, `${file} imports only files of units/ and the unit API`).toMatch(/^\./);
    const target = join(dirname(file), from);
    if (target === api) expect(valuesImported(clause)).toEqual(expectedValues(file));
    else sourcesOf(target, found);
  }
  return found;
}

/** Names that an import brings in at run time. */
function valuesImported(clause: string): readonly string[] {
  if (clause.startsWith("type ")) return [];
  const names = clause.replace(/[{}\s]+/g, " ").split(",");
  return names
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "));
}

function expectedValues(file: string): readonly string[] {
  return file.endsWith("program.ts") ? ["defineProgram"] : [];
}

/** What a realm does not have, or has only to refuse. */
const absent =
  /\b(Date|Math\.random|Promise|async|await|Proxy|console|WeakRef|FinalizationRegistry|eval|Function|Intl|Temporal|SharedArrayBuffer|Atomics|WebAssembly|process|globalThis|import\()/;

function withoutCommentsAndTexts(text: string): string {
  return text
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\/\/[^\n]*/g, "")
    .replace(/"[^"\n]*"/g, '""');
}

describe.each(folders)("%s", (folder) => {
  const manifest = manifestOf(folder);

  test("its manifest names it, its program and children that exist", () => {
    expect(folder.endsWith(manifest.name)).toBe(true);
    const names = folders.map((other) => manifestOf(other).name);
    expect(names.filter((name) => name === manifest.name)).toHaveLength(1);
    for (const child of manifest.children ?? []) expect(names).toContain(child);
  });

  test("its default export is a program", async () => {
    const module: unknown = await import(pathToFileURL(resolve(folder, manifest.program)).href);
    expect(module).toMatchObject({ default: expect.any(Function) });
  });

  test("it imports nothing but its own modules and pure ones, and uses nothing that realms lack", () => {
    for (const [file, text] of sourcesOf(join(folder, manifest.program))) {
      const isOwn = file.startsWith(folder) || dirname(file) === dirname(folder);
      expect(isOwn || dirname(file) === "src/operator", file).toBe(true);
      expect(withoutCommentsAndTexts(text).match(absent)?.[0], file).toBeUndefined();
    }
  });

  test("its modules keep no state of their own: that belongs to each unit", () => {
    for (const [file, text] of sourcesOf(join(folder, manifest.program))) {
      expect(text.match(/^(export )?(let|var) .*/m)?.[0], file).toBeUndefined();
    }
  });
});
