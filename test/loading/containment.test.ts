/** Whatever an import names and wherever links lead: nothing outside the folder is ever read. */

import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { sep } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CordonError, loadProgram } from "../../src/index.ts";
import { readText, Unreadable } from "../../src/loading/child/files.ts";
import { Resolver, Unresolved } from "../../src/loading/child/resolve.ts";
import { canary, logging, Plugin } from "./plugin.ts";

/** A folder with a link of every kind, also in the place of packages and of what describes them. */
function maze(): Plugin {
  const word = `export const word = "inside";\n`;
  const plugin = new Plugin({
    "word.ts": word,
    "a/word.ts": word,
    "a/b/index.ts": word,
    "node_modules/words/index.js": word,
    "node_modules/out/package.json": `{ "main": "../../../secret.js" }`,
    "node_modules/exported/package.json": `{ "exports": { ".": "./../../../secret.js", "./*": "./*" } }`,
    "node_modules/linked/package.json": `{ "main": "secret.js" }`,
  });
  const links: readonly (readonly [to: string, name: string])[] = [
    ["..", "up"],
    ["../..", "a/up"],
    ["../secret.ts", "secret.ts"],
    [`${plugin.around}/secret.ts`, "a/secret.ts"],
    ["../secret", "index.ts"],
    ["a", "inside"],
    ["loop", "loop"],
    ["/", "root"],
    ["../../..", "node_modules/around"],
    ["../../../secret.js", "node_modules/linked/secret.js"],
    ["../../../secret", "node_modules/words/package.json"],
  ];
  mkdirSync(plugin.path("node_modules/@own"), { recursive: true });
  for (const [to, name] of links) symlinkSync(to, plugin.path(name));
  return plugin;
}

const plugin = maze();
const folder = realpathSync.native(plugin.folder);

/** Steps on the way, and what may stand at its end. */
const steps = [
  "..",
  "..",
  ".",
  "",
  "a",
  "b",
  "up",
  "inside",
  "loop",
  "root",
  "node_modules",
  "plugin",
];
const ends = [
  ...["word", "word.ts", "word.js", "index.ts", "a", "b", "", "..", "words", "out", "exported"],
  ...["secret", "secret.ts", "secret.js", "linked", "around", "@own", "cordon", "unit", "%2e%2e"],
  ...["..\\", "etc/passwd", "tmp"],
];
/** More of them lead somewhere. */
const prefixes = [
  ...["./", "./", "./", "../", "../", "", "", "words/", "exported/"],
  ...["/", "//", "file://", "file:", "node:", "data:", "cordon/unit/", "~/"],
];
const suffixes = [...["", "", "", "", ".js", ".ts"], ...["?", "?a.js", "#a", "/", "\u0000", "\n"]];

const specifiers = fc
  .tuple(
    fc.constantFrom(...prefixes),
    fc.array(fc.constantFrom(...steps), { maxLength: 4 }),
    fc.constantFrom(...ends),
    fc.constantFrom(...suffixes),
  )
  .map(([prefix, way, end, suffix]) => prefix + [...way, end].join("/") + suffix);

test("the resolver finds only what is inside, and what is read there is not from outside", () => {
  let found = 0;
  const resolve = (specifier: string): void => {
    try {
      const importer = `${folder}${sep}a${sep}word.ts`;
      const { path } = new Resolver(folder).resolve(specifier, importer);
      expect(path.startsWith(`${folder}${sep}`)).toBe(true);
      expect(realpathSync.native(path)).toBe(path);
      expect(readText(folder, path, 1_000)).not.toContain(canary);
      found++;
    } catch (error) {
      if (!(error instanceof Unresolved || error instanceof Unreadable)) throw error;
      expect(error.message).not.toContain(canary);
    }
  };
  fc.assert(fc.property(specifiers, resolve), { numRuns: 10_000 });
  expect(found, "some are granted").toBeGreaterThan(20);
});

test("nor does a program hold it, or a message", () => {
  fc.assert(
    fc.property(specifiers, (specifier) => {
      const quoted = JSON.stringify(specifier);
      plugin.write({
        "program.ts": logging("typeof it", `import * as it from ${quoted};\nexport { it };`),
      });
      let said: string;
      try {
        said = loadProgram(plugin.path("program.ts")).body;
      } catch (error) {
        if (!(error instanceof CordonError)) throw error;
        expect(error.code).not.toBe("LOADER");
        said = error.message;
      }
      expect(said).not.toContain(canary);
      // Of the files that paths to the root reach.
      expect(said).not.toContain("root:x:0");
    }),
    { numRuns: Number(process.env["CORDON_LOADS"] ?? 40) },
  );
});
