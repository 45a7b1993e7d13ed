/** Builds the platform from its sources, also with changes to them: the sources themselves stay. */

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions, type Plugin } from "esbuild";
import type { CellTimedOut } from "../../../isolation/cell/cell.ts";
import type { IsolateCell } from "../../../isolation/cell/isolate-cell.ts";
import type { HeapCell } from "../../../isolation/heap/heap-cell.ts";
import type { Kernel } from "../../../isolation/kernel/kernel.ts";
import type { loadProgram } from "../../../isolation/realm/membrane.ts";
import type { CordonError } from "../../../src/errors.ts";
import type { tagId } from "../../../src/label/index.ts";
import type { limits } from "../../../src/limits.ts";
import type { Platform } from "../../../src/platform/platform.ts";

/** What a build exports. */
export interface Build {
  readonly Platform: typeof Platform;
  readonly HeapCell: typeof HeapCell;
  readonly Kernel: typeof Kernel;
  readonly loadProgram: typeof loadProgram;
  readonly CordonError: typeof CordonError;
  readonly CellTimedOut: typeof CellTimedOut;
  readonly limits: typeof limits;
  readonly tagId: typeof tagId;
}

/** The same with cells in isolates, whose scripts are changed, too. */
export interface IsolatedBuild extends Build {
  readonly IsolateCell: typeof IsolateCell;
}

/** One change to one file: the text must be there, once. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

const entry = `
export { Platform } from "./src/platform/platform.ts";
export { HeapCell } from "./isolation/heap/heap-cell.ts";
export { Kernel } from "./isolation/kernel/kernel.ts";
export { loadProgram } from "./isolation/realm/membrane.ts";
export { CordonError } from "./src/errors.ts";
export { CellTimedOut } from "./isolation/cell/cell.ts";
export { limits } from "./src/limits.ts";
export { tagId } from "./src/label/index.ts";
`;

const isolated = `${entry}
export { IsolateCell } from "./isolation/cell/isolate-cell.ts";
`;

/** Where a test says what the clocks of the host's thread show. */
const clocked: Change = {
  file: "src/platform/cells.ts",
  from: "= new Patience();",
  to: "= new Patience((globalThis as { cordonClocks?: Clocks }).cordonClocks);",
};

function changed(text: string, { file, from, to }: Change): string {
  const count = text.split(from).length - 1;
  if (count !== 1) throw new Error(`${file} holds ${count} times, not once: ${from}`);
  return text.replace(from, () => to);
}

/** Applies the changes while esbuild reads; says which files it saw. */
function changing(changes: readonly Change[], seen: Set<string>): Plugin {
  return {
    name: "changing",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path);
        const own = changes.filter((it) => it.file === file);
        if (own.length === 0) return undefined;
        seen.add(file);
        return { contents: own.reduce(changed, readFileSync(path, "utf8")), loader: "ts" };
      });
    },
  };
}

/** What a module of a text cannot import by name. */
const required: Plugin = {
  name: "required",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^isolated-vm$/ }, ({ path }) => ({ path, namespace: "required" }));
    onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `import { createRequire } from "node:module";
export default createRequire(${JSON.stringify(join(root, "package.json"))})("${path}");`,
    }));
  },
};

async function bundle(options: BuildOptions): Promise<readonly string[]> {
  const { outputFiles = [] } = await build({
    absWorkingDir: root,
    bundle: true,
    write: false,
    target: "esnext",
    logLevel: "silent",
    ...options,
  });
  return outputFiles.map(({ text }) => text);
}

async function bundleModule(contents: string, plugins: readonly Plugin[]): Promise<unknown> {
  const [text = ""] = await bundle({
    stdin: { contents, resolveDir: root, sourcefile: join(root, "entry.ts"), loader: "ts" },
    plugins: [...plugins],
    format: "esm",
    platform: "node",
  });
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  return import(/* @vite-ignore */ url);
}

function demandSeen(changes: readonly Change[], seen: ReadonlySet<string>): void {
  for (const { file } of changes) {
    if (!seen.has(file)) throw new Error(`${file} is not part of the platform`);
  }
}

export async function buildPlatform(changes: readonly Change[] = []): Promise<Build> {
  const seen = new Set<string>();
  const built = (await bundleModule(entry, [changing([clocked, ...changes], seen)])) as Build;
  demandSeen(changes, seen);
  return built;
}

/** One script of a cell, as `isolation/cell/scripts.ts` bundles it, from changed sources. */
async function bundleScript(file: string, plugin: Plugin): Promise<string> {
  const [text = ""] = await bundle({
    entryPoints: [join(root, file)],
    plugins: [plugin],
    format: "iife",
    globalName: "exported",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import", "default"],
  });
  return `(() => { "use strict"; ${text}\nreturn { ...exported }; })()`;
}

export async function buildIsolated(changes: readonly Change[] = []): Promise<IsolatedBuild> {
  const seen = new Set<string>();
  const plugin = changing(changes, seen);
  const texts = {
    kernel: await bundleScript("isolation/kernel/main.ts", plugin),
    arrays: await bundleScript("isolation/realm/arrays.ts", plugin),
    realm: await bundleScript("isolation/realm/main.ts", plugin),
  };
  const scripts: readonly Change[] = [
    {
      file: "isolation/cell/scripts.ts",
      from: "scripts ??= prebuilt() ?? bundle();",
      to: `scripts ??= ${JSON.stringify(texts)};`,
    },
    {
      file: "isolation/cell/scripts.ts",
      from: 'const path = prebuiltPath(name, "code");',
      to: 'if (name !== null) return undefined; const path = prebuiltPath(name, "code");',
    },
  ];
  const plugins = [changing([clocked, ...changes, ...scripts], seen), required];
  const built = (await bundleModule(isolated, plugins)) as IsolatedBuild;
  demandSeen(changes, seen);
  return built;
}
