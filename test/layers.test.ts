import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What each layer may import besides itself. Arrows go one way. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "src/errors.ts": [],
  "src/limits.ts": [],
  "src/esbuild.ts": [],
  "src/label": [],
  "src/crypto": [],
  "src/operator": [],
  "src/query": ["src/crypto", "src/operator"],
  "src/event": ["src/errors.ts", "src/limits.ts", "src/label"],
  "src/unit": ["src/errors.ts", "src/label", "src/event"],
  "src/dispatch": ["src/errors.ts", "src/limits.ts", "src/label", "src/event", "src/unit"],
  "isolation/wire": ["src/event"],
  "isolation/kernel": [
    "src/errors.ts",
    "src/limits.ts",
    "src/label",
    "src/event",
    "src/unit",
    "src/dispatch",
    "isolation/wire",
  ],
  "isolation/realm": ["src/limits.ts", "src/event", "src/unit", "isolation/kernel"],
  "isolation/cell": ["src/errors.ts", "src/esbuild.ts"],
  "isolation/heap": ["src/errors.ts", "isolation/cell", "isolation/kernel", "isolation/realm"],
  "src/loading": ["src/errors.ts", "src/esbuild.ts", "src/limits.ts", "src/unit"],
  "src/platform": [
    "src/errors.ts",
    "src/limits.ts",
    "src/label",
    "src/event",
    "src/unit",
    "src/dispatch",
    "isolation/cell",
    "isolation/wire",
  ],
  "src/streams": [
    "src/errors.ts",
    "src/label",
    "src/event",
    "src/unit",
    "src/loading",
    "src/platform",
    "src/operator",
    "src/query",
  ],
  "src/index.ts": [
    "src/errors.ts",
    "src/limits.ts",
    "src/label",
    "src/event",
    "src/unit",
    "src/loading",
    "src/platform",
  ],
  units: ["src/unit", "src/operator"],
};

/** Layers that run inside a cell, where there is no Node. */
const withoutNode = [
  "src/operator",
  "src/label",
  "src/event",
  "src/dispatch",
  "isolation/wire",
  "isolation/kernel",
  "isolation/realm",
  "units",
];

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function layerOf(file: string): string | undefined {
  return Object.keys(allowed).find((layer) => file === layer || file.startsWith(`${layer}/`));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s+"([^"]+)"/g)].map(([, name = ""]) => name);
}

const files = ["src", "isolation", "units"]
  .flatMap(sources)
  .filter((file) => layerOf(file) !== undefined);

describe("arrows between layers go one way", () => {
  test("every layer has files", () => {
    const layers = new Set(files.map(layerOf));
    expect(Object.keys(allowed).filter((layer) => !layers.has(layer))).toEqual([]);
  });

  test.each(files)("%s imports only what its layer may", (file) => {
    const layer = layerOf(file) ?? "";
    const wrong = importsOf(file)
      .filter((name) => name.startsWith("."))
      .map((name) => layerOf(relative(root, resolve(root, dirname(file), name))) ?? name)
      .filter((target) => target !== layer && !allowed[layer]?.includes(target));
    expect(wrong).toEqual([]);
  });

  test.each(files.filter((file) => withoutNode.some((layer) => file.startsWith(`${layer}/`))))(
    "%s imports nothing of Node's",
    (file) => {
      expect(importsOf(file).filter((name) => name.startsWith("node:"))).toEqual([]);
    },
  );
});
