/** Finds the module that an import names: in the program's folder, and nowhere else. */

import { dirname, join, relative } from "node:path";
import { exports, imports, legacy } from "resolve.exports";
import { limits } from "../../limits.ts";
import { isInside } from "../paths.ts";
import { isFolder, readText, realPath, TooLarge } from "./files.ts";

/** Says why an import is refused; the importer knows where. */
export class Unresolved extends Error {
  override readonly name = "Unresolved";
}

export interface Resolved {
  /** Real path. */
  readonly path: string;
  readonly hasSideEffects: boolean;
}

/** In the order in which they are tried. */
export const extensions = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"] as const;
/** TypeScript writes the extension of what it will be compiled to. */
const compiledFrom: ReadonlyMap<string, string> = new Map([
  [".js", ".ts"],
  [".mjs", ".mts"],
  [".cjs", ".cts"],
]);

const packageName = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*/i;
/** How a module asks for another: packages may have two forms. */
export type ImportKind = "import" | "require";

/** Names of entries in a package's own description, the best first. */
const entries = {
  import: { conditions: ["import", "module", "default"], fields: ["module", "main"] },
  require: { conditions: ["require", "module", "default"], fields: ["main", "module"] },
} as const;

export function extensionOf(path: string): string | undefined {
  const lower = path.toLowerCase();
  return extensions.find((extension) => lower.endsWith(extension));
}

/** Whether it is of a package that the program's author installed. */
export function isInPackage(path: string): boolean {
  return path.split(/[/\\]/).includes("node_modules");
}

export function isData(path: string): boolean {
  return path.toLowerCase().endsWith(".json");
}

interface Package {
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export class Resolver {
  /** Real path of the folder that nothing may leave. */
  readonly #within: string;
  readonly #manifests = new Map<string, Package["manifest"]>();

  constructor(within: string) {
    this.#within = within;
  }

  /**
   * @param importer real path of the module that imports
   * @throws Unresolved, Unreadable
   */
  resolve(specifier: string, importer: string, how: ImportKind = "import"): Resolved {
    if (specifier.length > limits.specifier) {
      throw new Unresolved(`it is longer than ${limits.specifier} characters`);
    }
    if (/[\\\p{Cc}]/u.test(specifier)) throw new Unresolved("it is no path");
    if (specifier.startsWith("#")) return this.#internal(specifier, importer, how);
    if (/[?#]/.test(specifier)) throw new Unresolved("it has a suffix");
    if (/^\.\.?(?:\/|$)/.test(specifier)) {
      return { path: this.#file(join(dirname(importer), specifier)), hasSideEffects: true };
    }
    if (specifier.startsWith("/")) throw new Unresolved("it is an absolute path");
    if (specifier.startsWith("node:")) {
      throw new Unresolved("it is a module of Node's, which is not there for units");
    }
    if (/^[a-z][a-z0-9+.-]*:/i.test(specifier)) throw new Unresolved("it is a URL");
    return this.#inPackage(specifier, importer, how);
  }

  /** The first module that a path may mean. */
  #file(path: string, isEntry = false): string {
    if (!isInside(this.#within, path)) throw new Unresolved("it is outside the program's folder");
    const extension = extensionOf(path);
    const source = extension === undefined ? undefined : compiledFrom.get(extension);
    const candidates = [
      path,
      ...(extension !== undefined && source !== undefined
        ? [path.slice(0, -extension.length) + source]
        : []),
      ...extensions.map((it) => path + it),
      ...extensions.map((it) => join(path, `index${it}`)),
    ];
    for (const candidate of candidates) {
      if (!isInside(this.#within, candidate)) continue;
      const real = realPath(this.#within, candidate);
      if (real === null || isFolder(real)) continue;
      if (extensionOf(real) !== undefined) return real;
      // Data beside a program may be the operator's.
      if (isData(real) && isInPackage(relative(this.#within, real))) return real;
      const known = extensions.join(", ");
      throw new Unresolved(`it is no module of TypeScript or JavaScript (${known})`);
    }
    const entry = isEntry ? null : this.#entryOfFolder(path);
    if (entry !== null) return this.#file(entry, true);
    throw new Unresolved("there is no such module in the program's folder");
  }

  /** Packages have folders with a description of their own, which names a module. */
  #entryOfFolder(path: string): string | null {
    const folder = realPath(this.#within, path);
    if (folder === null || !isFolder(folder)) return null;
    const entry = legacy(this.#manifest(folder), { fields: [...entries.import.fields] });
    return typeof entry === "string" ? join(folder, entry) : null;
  }

  /** A name that a package gives to a module of its own, or to another package. */
  #internal(specifier: string, importer: string, how: ImportKind): Resolved {
    const found = this.#packageOf(importer);
    if (found === null) throw new Unresolved("no package.json above the module names it");
    const { folder, manifest } = found;
    const target = mapped(() =>
      imports(manifest, specifier, { conditions: entries[how].conditions, unsafe: true }),
    );
    if (target === undefined) throw new Unresolved("the package.json above does not name it");
    if (!target.startsWith("./")) return this.#inPackage(target, importer, how);
    return { path: this.#file(join(folder, target)), hasSideEffects: true };
  }

  /** The package that a module is part of. */
  #packageOf(importer: string): Package | null {
    for (let at = dirname(importer); isInside(this.#within, at); at = dirname(at)) {
      if (realPath(this.#within, join(at, "package.json")) !== null) {
        return { folder: at, manifest: this.#manifest(at) };
      }
      if (at === dirname(at)) break;
    }
    return null;
  }

  #inPackage(specifier: string, importer: string, how: ImportKind): Resolved {
    const [name] = packageName.exec(specifier) ?? [];
    const rest = name === undefined ? "" : specifier.slice(name.length);
    if (name === undefined || (rest !== "" && !rest.startsWith("/"))) {
      throw new Unresolved("it is no name of a package");
    }
    if (name === "cordon") throw new Unresolved('programs import "cordon/unit" only');
    const found = this.#findPackage(name, importer);
    if (found === null) {
      throw new Unresolved("the program's own node_modules has no such package");
    }
    const { folder, manifest } = found;
    const hasSideEffects = manifest["sideEffects"] !== false;
    return { path: this.#file(join(folder, entryOf(name, rest, manifest, how))), hasSideEffects };
  }

  #findPackage(name: string, importer: string): Package | null {
    for (let at = dirname(importer); isInside(this.#within, at); at = dirname(at)) {
      const folder = realPath(this.#within, join(at, "node_modules", name));
      if (folder !== null && isFolder(folder)) return { folder, manifest: this.#manifest(folder) };
      if (at === dirname(at)) break;
    }
    return null;
  }

  #manifest(folder: string): Package["manifest"] {
    const known = this.#manifests.get(folder);
    if (known !== undefined) return known;
    const path = realPath(this.#within, join(folder, "package.json"));
    let manifest: unknown = {};
    if (path !== null) {
      try {
        manifest = JSON.parse(readText(this.#within, path, limits.packageBytes));
      } catch (error) {
        if (error instanceof TooLarge) throw new Unresolved(`its package.json: ${error.message}`);
        if (!(error instanceof SyntaxError)) throw error;
        throw new Unresolved("the package.json of its package is not JSON");
      }
    }
    if (!isRecord(manifest)) throw new Unresolved("the package.json of its package is no object");
    this.#manifests.set(folder, manifest);
    return manifest;
  }
}

/** The path, within its package, of what a specifier names. */
function entryOf(
  name: string,
  rest: string,
  manifest: Package["manifest"],
  how: ImportKind,
): string {
  const { conditions, fields } = entries[how];
  if (manifest["exports"] === undefined || manifest["exports"] === null) {
    if (rest !== "") return `.${rest}`;
    const entry = legacy(manifest, { fields: [...fields] });
    return typeof entry === "string" ? entry : "./index.js";
  }
  // The library asks for the name of the package in what it is given.
  const found = mapped(() =>
    exports({ ...manifest, name }, `.${rest}`, { conditions, unsafe: true }),
  );
  if (found?.startsWith("./") !== true) {
    throw new Unresolved("its package does not export it to modules");
  }
  return found;
}

/** The library throws for what is not named, and for what it cannot make sense of. */
function mapped(find: () => readonly unknown[] | void): string | undefined {
  try {
    const found = find()?.[0];
    return typeof found === "string" ? found : undefined;
  } catch {
    return undefined;
  }
}
