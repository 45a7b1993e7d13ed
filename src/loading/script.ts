/**
 * The script of the processes that read programs: one text, so that they need read nothing. The build
 * bundles it from this repository's own modules; where nothing is built, each process of the host does.
 */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSync } from "../esbuild.ts";

export function prebuiltPath(): string {
  return fileURLToPath(new URL("script.txt", import.meta.url));
}

function bundle(): string {
  const path = fileURLToPath(new URL("child/main", import.meta.url));
  const { outputFiles } = buildSync({
    entryPoints: [existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.js`],
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    mainFields: ["module", "main"],
    target: "es2024",
    legalComments: "none",
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}

let script: string | undefined;

export function scriptText(): string {
  script ??= existsSync(prebuiltPath()) ? readFileSync(prebuiltPath(), "utf8") : bundle();
  return script;
}
