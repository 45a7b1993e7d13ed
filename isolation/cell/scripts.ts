/** The trusted scripts of a cell, bundled once a process from this repository's own modules. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** The same module, compiled or not: the package ships JavaScript, the repository runs TypeScript. */
function modulePath(relative: string): string {
  const path = fileURLToPath(new URL(relative, import.meta.url));
  return existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.js`;
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [modulePath(entry)],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "exported",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import", "default"],
    target: "esnext",
    legalComments: "none",
    minifyWhitespace: true,
    keepNames: false,
    logLevel: "error",
  });
  const text = outputFiles[0]?.text ?? "";
  // In a function, so that nothing of it becomes a global; a copy, because exports are getters.
  return `(() => { "use strict"; ${text}\nreturn { ...exported }; })()`;
}

let kernel: string | undefined;
let realm: string | undefined;

export function kernelScript(): string {
  kernel ??= bundle("../kernel/main");
  return kernel;
}

export function realmScript(): string {
  realm ??= bundle("../realm/main");
  return realm;
}
