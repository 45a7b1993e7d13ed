/** Where esbuild is: the process that runs it may read nothing else. */

import { createRequire } from "node:module";

export interface Bundler {
  readonly module: string;
  /** Its program; undefined where its package is laid out otherwise, and it looks for it itself. */
  readonly binary: string | undefined;
}

let found: Bundler | undefined;

export function findBundler(): Bundler {
  if (found !== undefined) return found;
  const module = createRequire(import.meta.url).resolve("esbuild");
  const file = process.platform === "win32" ? "esbuild.exe" : "bin/esbuild";
  try {
    const name = `@esbuild/${process.platform}-${process.arch}/${file}`;
    found = { module, binary: createRequire(module).resolve(name) };
  } catch {
    found = { module, binary: undefined };
  }
  return found;
}
