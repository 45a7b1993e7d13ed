/** Reads a program from its folder: the manifest, and every module that its entry leads to. */

import { dirname, join, relative, sep } from "node:path";
import { limits } from "../../limits.ts";
import { isInside } from "../paths.ts";
import type { Collected, Location, ModuleGraph, ModuleText, Place, Verdict } from "../protocol.ts";
import { checkProgram } from "./check.ts";
import { readText, realPath, TooLarge, Unreadable } from "./files.ts";
import { absentText, type Import, importsOf, quoted, unitModule } from "./imports.ts";
import { adapted } from "./packages.ts";
import type { Parsed } from "./parser.ts";
import { orRefusal, placeAt, Refusal } from "./refusal.ts";
import { refuseRequire, requireKey, requiresOf } from "./requires.ts";
import {
  extensionOf,
  extensions,
  type ImportKind,
  isData,
  isInPackage,
  type Resolved,
  Resolver,
  Unresolved,
} from "./resolve.ts";
import { checkNodes, moduleBreach } from "./rules.ts";
import { type Kind, parseModule } from "./typescript.ts";

class Collector {
  readonly #within: string;
  readonly #resolver: Resolver;
  readonly #modules: ModuleText[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #waiting: Resolved[] = [];
  #bytes = 0;

  constructor(within: string) {
    this.#within = within;
    this.#resolver = new Resolver(within);
  }

  /** @throws Refusal */
  collect(entry: string): Verdict | ModuleGraph {
    this.#numberOf({ path: entry, hasSideEffects: true });
    const first = this.#read(0);
    // As it stands it is a finished text: no bundler is needed, and its lines stay where they are.
    const { parsed, module } = first;
    if (this.#waiting.length === 1 && parsed?.kind === "module") {
      const only = module.imports.every(([specifier]) => specifier === unitModule);
      if (only && !first.exportsFrom) {
        const { file } = module;
        return inFile(file, () => verdictIn(file, checkProgram(parsed)));
      }
    }
    for (let number = 1; number < this.#waiting.length; number++) {
      const { path = "" } = this.#waiting[number] ?? {};
      if (absentPath.test(path)) this.#modules[number] = absentModule(path.replace(absentPath, ""));
      else this.#read(number);
    }
    return { kind: "modules", entry: parsed?.kind ?? "module", modules: this.#modules };
  }

  #numberOf(resolved: Resolved): number {
    const known = this.#numbers.get(resolved.path);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    if (number >= limits.programModules) {
      throw new Refusal("PROGRAM_LIMIT", `it has more than ${limits.programModules} modules`);
    }
    this.#numbers.set(resolved.path, number);
    this.#waiting.push(resolved);
    return number;
  }

  #read(number: number): ReadModule {
    const { path, hasSideEffects } = this.#waiting[number] ?? { path: "", hasSideEffects: true };
    const file = relative(this.#within, path).split(sep).join("/");
    return inFile(file, () => {
      const original = this.#text(path);
      if (isData(path)) return this.#readData(number, file, original);
      const language = /\.[cm]?ts$/i.test(path) ? "ts" : "js";
      const parsed = parseModule(original, language, kindOf(path));
      checkNodes(parsed, moduleBreach);
      const isPackage = isInPackage(relative(this.#within, path));
      const found = importsOf(parsed.root, parsed.text);
      const imports = this.#imports(parsed, found, { path, isPackage });
      const text = isPackage ? adapted(parsed) : parsed.text;
      const module = { file, text, language, hasSideEffects, imports: [...imports] } as const;
      this.#modules[number] = module;
      const exportsFrom = found.some(({ node }) => node.type !== "ImportDeclaration");
      return { module, parsed, exportsFrom };
    });
  }

  /** Data is no program by itself, but may be part of one. */
  #readData(number: number, file: string, original: string): ReadModule {
    // As Node reads it.
    const text = original.replace(/^\ufeff/, "");
    try {
      JSON.parse(text);
    } catch {
      throw new Refusal("PROGRAM_SOURCE", "it is not JSON");
    }
    const module = { file, text, language: "json", hasSideEffects: false, imports: [] } as const;
    this.#modules[number] = module;
    return { module, parsed: null, exportsFrom: false };
  }

  #text(path: string): string {
    const left = limits.programSourceBytes - this.#bytes;
    let text: string;
    try {
      text = readText(this.#within, path, Math.min(limits.programBytes, left));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      if (!(error instanceof TooLarge)) throw new Refusal("PROGRAM_FILE", error.message);
      const problem =
        left < limits.programBytes
          ? `its modules have more than ${limits.programSourceBytes} bytes together`
          : error.message;
      throw new Refusal("PROGRAM_LIMIT", problem);
    }
    this.#bytes += Buffer.byteLength(text);
    return text;
  }

  /** The modules that one names. A package may require, in a function that nobody calls, what is absent. */
  #imports(
    parsed: Parsed,
    found: readonly Import[],
    { path, isPackage }: Importer,
  ): ReadonlyMap<string, number | null> {
    const { text, kind } = parsed;
    const imports = new Map<string, number | null>();
    for (const { specifier, node } of found) {
      if (imports.has(specifier)) continue;
      imports.set(
        specifier,
        this.#target(specifier, path, () => placeAt(text, node.source.start)),
      );
    }
    if (!isPackage && kind === "module") refuseRequire(parsed);
    for (const { specifiers, start } of requiresOf(parsed)) {
      const place = (): Place => placeAt(text, start);
      if (specifiers === null && !isPackage) {
        throw new Refusal("PROGRAM_FORBIDDEN", "require of what is not written out", place());
      }
      for (const specifier of specifiers ?? []) {
        const key = requireKey(specifier);
        if (!imports.has(key)) imports.set(key, this.#required(specifier, path, place, isPackage));
      }
    }
    return imports;
  }

  /** The number of a module that is required. */
  #required(
    specifier: string,
    path: string,
    place: () => Place,
    isPackage: boolean,
  ): number | null {
    try {
      return this.#target(specifier, path, place, "require");
    } catch (error) {
      const isAbsent = error instanceof Refusal && error.code === "PROGRAM_IMPORT";
      if (!isPackage || !isAbsent) throw error;
      return this.#absent(specifier);
    }
  }

  /** The number of a module that throws when it is required. */
  #absent(specifier: string): number {
    const path = `absent:${specifier}`;
    const known = this.#numbers.get(path);
    if (known !== undefined) return known;
    return this.#numberOf({ path, hasSideEffects: true });
  }

  #target(
    specifier: string,
    importer: string,
    place: () => Place,
    how: ImportKind = "import",
  ): number | null {
    if (specifier === unitModule) return null;
    try {
      return this.#numberOf(this.#resolver.resolve(specifier, importer, how));
    } catch (error) {
      if (error instanceof Refusal) throw new Refusal(error.code, error.message, place());
      if (!(error instanceof Unresolved || error instanceof Unreadable)) throw error;
      throw new Refusal("PROGRAM_IMPORT", `${quoted(specifier)}: ${error.message}`, place());
    }
  }
}

interface ReadModule {
  readonly module: ModuleText;
  /** Null of data. */
  readonly parsed: Parsed | null;
  readonly exportsFrom: boolean;
}

interface Importer {
  /** Real path. */
  readonly path: string;
  readonly isPackage: boolean;
}

/** The kind of a module, as far as its name says. */
function kindOf(path: string): Kind {
  if (/\.c[jt]s$/i.test(path)) return "commonjs";
  return /\.m[jt]s$/i.test(path) ? "module" : "either";
}

const absentPath = /^absent:/;

function absentModule(specifier: string): ModuleText {
  const text = absentText(specifier);
  return { file: specifier, text, language: "js", hasSideEffects: true, imports: [] };
}

/** A verdict on a module that is a program by itself. */
function verdictIn(file: string, verdict: Verdict): Verdict {
  const uses = verdict.uses.map(({ name, place }) => ({ name, place: { ...place, file } }));
  return { ...verdict, files: [file], uses };
}

function inFile<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw error instanceof Refusal ? error.in(file) : error;
  }
}

interface ManifestText {
  readonly manifest: unknown;
  readonly json: string;
}

function readManifest(folder: string, file: string): ManifestText {
  try {
    const real = realPath(folder, file);
    if (real === null) throw new Refusal("PROGRAM_FILE", "there is no such file");
    const text = readText(folder, real, limits.manifestBytes);
    // Some editors begin a file with a byte order mark, which is not JSON.
    const manifest: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    // Written here, and as a text: V8 may do that by recursion.
    return { manifest, json: JSON.stringify(manifest) };
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal("MANIFEST", "it nests too deeply");
    if (error instanceof SyntaxError) throw new Refusal("MANIFEST", "it is not JSON");
    if (error instanceof Unreadable) throw new Refusal("PROGRAM_FILE", error.message);
    throw error;
  }
}

/** The entry that a manifest names, as far as it can be told before the host has looked at the rest. */
function entryOf(folder: string, manifest: unknown): string {
  const isObject = typeof manifest === "object" && manifest !== null && "program" in manifest;
  const program: unknown = isObject ? manifest.program : undefined;
  if (typeof program !== "string" || program === "") {
    throw new Refusal("MANIFEST", "program: it names no module");
  }
  const path = join(folder, program);
  if (!isInside(folder, path) || /[\p{Cc}]/u.test(program)) {
    throw new Refusal("MANIFEST", "program: it leaves the folder of the manifest");
  }
  try {
    const real = realPath(folder, path);
    if (real === null)
      throw new Refusal("PROGRAM_FILE", "the manifest names a file that is not there");
    return real;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Refusal("MANIFEST", "program: it leaves the folder of the manifest");
  }
}

function collect({ file, isManifest, within }: Location): Collected {
  let head: Collected["head"] = null;
  const found = orRefusal(() => {
    let entry = file;
    if (isManifest) {
      const { manifest, json } = readManifest(dirname(file), file);
      head = { manifest: json };
      entry = entryOf(dirname(file), manifest);
    }
    if (extensionOf(entry) === undefined) {
      throw new Refusal("PROGRAM_FILE", `it is no module (${extensions.join(", ")})`);
    }
    return new Collector(within).collect(entry);
  });
  return { head, found };
}

export function collectPrograms(programs: readonly Location[]): readonly Collected[] {
  return programs.map(collect);
}
