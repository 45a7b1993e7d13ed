/** Reads a program from its folder: the manifest, and every module that its entry leads to. */

import { dirname, join, relative, sep } from "node:path";
import { limits } from "../../limits.ts";
import { isInside } from "../paths.ts";
import type { Collected, Location, ModuleGraph, ModuleText, Verdict } from "../protocol.ts";
import { checkProgram } from "./check.ts";
import { readText, realPath, TooLarge, Unreadable } from "./files.ts";
import { type Import, importsOf, quoted, unitModule } from "./imports.ts";
import type { Parsed } from "./parser.ts";
import { orRefusal, placeAt, Refusal } from "./refusal.ts";
import { type Resolved, Resolver, Unresolved, extensionOf } from "./resolve.ts";
import { checkNodes, moduleBreach } from "./rules.ts";
import { parseModule } from "./typescript.ts";

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
    if (this.#waiting.length === 1) {
      const only = first.module.imports.every(([specifier]) => specifier === unitModule);
      if (only && !first.exportsFrom) {
        return inFile(first.module.file, () => checkProgram(first.parsed));
      }
    }
    for (let number = 1; number < this.#waiting.length; number++) this.#read(number);
    return { kind: "modules", modules: this.#modules };
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

  #read(number: number): { module: ModuleText; parsed: Parsed; exportsFrom: boolean } {
    const { path, hasSideEffects } = this.#waiting[number] ?? { path: "", hasSideEffects: true };
    const file = relative(this.#within, path).split(sep).join("/");
    return inFile(file, () => {
      const original = this.#text(path);
      const language = /\.m?ts$/.test(path) ? "ts" : "js";
      const parsed = parseModule(original, language);
      const { text, root } = parsed;
      checkNodes(parsed, moduleBreach);
      const imports = new Map<string, number | null>();
      const found = importsOf(root, text);
      for (const it of found) {
        if (!imports.has(it.specifier)) imports.set(it.specifier, this.#target(it, path, text));
      }
      const module = { file, text, language, hasSideEffects, imports: [...imports] } as const;
      this.#modules.push(module);
      const exportsFrom = found.some(({ node }) => node.type !== "ImportDeclaration");
      return { module, parsed, exportsFrom };
    });
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

  #target({ specifier, node }: Import, importer: string, text: string): number | null {
    if (specifier === unitModule) return null;
    try {
      return this.#numberOf(this.#resolver.resolve(specifier, importer));
    } catch (error) {
      const place = placeAt(text, node.source.start);
      if (error instanceof Refusal) throw new Refusal(error.code, error.message, place);
      if (!(error instanceof Unresolved || error instanceof Unreadable)) throw error;
      throw new Refusal("PROGRAM_IMPORT", `${quoted(specifier)}: ${error.message}`, place);
    }
  }
}

function inFile<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw error instanceof Refusal ? error.in(file) : error;
  }
}

function readManifest(folder: string, file: string): unknown {
  try {
    const real = realPath(folder, file);
    if (real === null) throw new Refusal("PROGRAM_FILE", "there is no such file");
    const text = readText(folder, real, limits.manifestBytes);
    // Some editors begin a file with a byte order mark, which is not JSON.
    const manifest: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    // It has to be written once more for the host, which V8 does by recursion.
    JSON.stringify(manifest);
    return manifest;
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
      const manifest = readManifest(dirname(file), file);
      head = { manifest };
      entry = entryOf(dirname(file), manifest);
    }
    if (extensionOf(entry) === undefined) {
      throw new Refusal("PROGRAM_FILE", "it is no module (.ts, .mts, .js, .mjs)");
    }
    return new Collector(within).collect(entry);
  });
  return { head, found };
}

export function collectPrograms(programs: readonly Location[]): readonly Collected[] {
  return programs.map(collect);
}
