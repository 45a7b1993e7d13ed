/**
 * The trusted scripts of a cell. The build bundles them from this repository's own modules; where
 * nothing is built, each process does.
 */

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { constants, createContext, Script } from "node:vm";
import { buildSync } from "../../src/esbuild.ts";

// No asm.js: V8 would compile it to WebAssembly, outside any limit, and warn of it on standard output.
// Before the first script is compiled, as compiled code is for one set of flags.
setFlagsFromString("--no-validate-asm");

/** In a cell there is one kernel, one realm of arrays, and a realm for each program. */
export type ScriptName = "kernel" | "arrays" | "realm";

export const scriptNames: readonly ScriptName[] = ["kernel", "arrays", "realm"];

type Scripts = Readonly<Record<ScriptName, string>>;

export function prebuiltPath(name: ScriptName, kind: "js" | "code"): string {
  return fileURLToPath(new URL(`scripts/${name}.${kind}`, import.meta.url));
}

/** The same module, compiled or not: the package ships JavaScript, the repository runs TypeScript. */
function modulePath(relative: string): string {
  const path = fileURLToPath(new URL(relative, import.meta.url));
  return existsSync(`${path}.ts`) ? `${path}.ts` : `${path}.js`;
}

/** All in one run of esbuild, which starts a process for each. */
function bundle(): Scripts {
  const { outputFiles } = buildSync({
    entryPoints: {
      kernel: modulePath("../kernel/main"),
      arrays: modulePath("../realm/arrays"),
      realm: modulePath("../realm/main"),
    },
    outdir: "/",
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
  // In a function, so that nothing of it becomes a global; a copy, because exports are getters.
  const text = (name: ScriptName): string => {
    const file = outputFiles.find(({ path }) => path.endsWith(`${name}.js`));
    return `(() => { "use strict"; ${file?.text ?? ""}\nreturn { ...exported }; })()`;
  };
  return { kernel: text("kernel"), arrays: text("arrays"), realm: text("realm") };
}

function prebuilt(): Scripts | undefined {
  if (!existsSync(prebuiltPath("kernel", "js"))) return undefined;
  const text = (name: ScriptName): string => readFileSync(prebuiltPath(name, "js"), "utf8");
  return { kernel: text("kernel"), arrays: text("arrays"), realm: text("realm") };
}

let scripts: Scripts | undefined;

export function scriptText(name: ScriptName): string {
  scripts ??= prebuilt() ?? bundle();
  return scripts[name];
}

/** V8 takes compiled code only for a script of the same name. */
export function scriptFile(name: ScriptName): string {
  return `cordon:${name}`;
}

/** What the build compiled; undefined where nothing is built. As much to be trusted as the text. */
export function prebuiltCode(name: ScriptName): ArrayBuffer | undefined {
  const path = prebuiltPath(name, "code");
  if (!existsSync(path)) return undefined;
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}

/**
 * A script compiled with every function that it calls when it runs: an isolate that is given this
 * need not compile them itself, which is half of what a realm costs. To know them the script runs
 * once here, in a context of its own, which is dropped.
 */
export function compileScript(name: ScriptName): ArrayBuffer {
  const script = new Script(scriptText(name), { filename: scriptFile(name) });
  script.runInContext(createContext(constants.DONT_CONTEXTIFY));
  const { buffer, byteOffset, byteLength } = script.createCachedData();
  return buffer.slice(byteOffset, byteOffset + byteLength);
}
