/** Builds the platform from its sources, also with changes to them: the sources themselves stay. */

import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { HeapCell } from "../../../isolation/heap/heap-cell.ts";
import type { Kernel } from "../../../isolation/kernel/kernel.ts";
import type { loadProgram } from "../../../isolation/realm/membrane.ts";
import type { CordonError } from "../../../src/errors.ts";
import type { limits } from "../../../src/limits.ts";
import type { tagId } from "../../../src/label/index.ts";
import type { Platform } from "../../../src/platform/platform.ts";

/** What a build exports. */
export interface Build {
  readonly Platform: typeof Platform;
  readonly HeapCell: typeof HeapCell;
  readonly Kernel: typeof Kernel;
  readonly loadProgram: typeof loadProgram;
  readonly CordonError: typeof CordonError;
  readonly limits: typeof limits;
  readonly tagId: typeof tagId;
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
export { limits } from "./src/limits.ts";
export { tagId } from "./src/label/index.ts";
`;

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

export async function buildPlatform(changes: readonly Change[] = []): Promise<Build> {
  const seen = new Set<string>();
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, sourcefile: join(root, "entry.ts"), loader: "ts" },
    plugins: [changing(changes, seen)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "esnext",
    logLevel: "error",
  });
  for (const { file } of changes) {
    if (!seen.has(file)) throw new Error(`${file} is not part of the platform`);
  }
  const text = outputFiles[0]?.text ?? "";
  const url = `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`;
  return (await import(/* @vite-ignore */ url)) as Build;
}
