/** A program in a folder: which modules become part of it, and which do not. */

import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { limits, loadProgram, loadPrograms } from "../../src/index.ts";
import { refusal } from "../platform/refusal.ts";
import { canary, type Files, logging, manifest, Plugin } from "./plugin.ts";
import { logged } from "./run-body.ts";

/** What the refused folder's program would be, and what else is there. */
function folderWith(program: string, files: Files = {}): Plugin {
  return new Plugin({ "manifest.json": manifest(), "program.ts": program, ...files });
}

function packageFiles(name: string, description: object, files: Files): Files {
  const at = `node_modules/${name}`;
  return Object.fromEntries([
    [`${at}/package.json`, JSON.stringify({ name, ...description })],
    ...Object.entries(files).map(([file, text]) => [`${at}/${file}`, text]),
  ]);
}

const word = `export const word = "ran";\n`;

describe("a folder is loaded", () => {
  test.each<readonly [what: string, from: string, files: Files]>([
    ["a module beside it", "./word.ts", { "word.ts": word }],
    ["a module in a folder below", "./a/b/word.ts", { "a/b/word.ts": word }],
    ["without an extension", "./word", { "word.ts": word }],
    ["with that of what it is compiled to", "./word.js", { "word.ts": word }],
    ["JavaScript", "./word.mjs", { "word.mjs": word }],
    ["a path that leaves it and comes back", "../plugin/word.ts", { "word.ts": word }],
    ["a folder's index", "./a", { "a/index.ts": word }],
    [
      "modules that import each other",
      "./a.ts",
      {
        "a.ts": `import { b } from "./b.ts";\nexport const word = "r" + b();\n`,
        "b.ts": `import * as a from "./a.ts";\nexport const b = () => (typeof a === "object" ? "an" : "");\n`,
      },
    ],
    [
      "from below and up again",
      "./a/b.ts",
      { "a/b.ts": `export { word } from "../word.ts";\n`, "word.ts": word },
    ],
    [
      "an interface, imported like a value",
      "./a.ts",
      {
        "a.ts": `import { Word } from "./types.ts";\nexport const word: Word = "ran";\n`,
        "types.ts": `export type Word = string;\n`,
      },
    ],
    [
      "cordon/unit, handed on",
      "./a.ts",
      {
        "a.ts": `import { defineProgram } from "cordon/unit";\nexport const word = defineProgram(() => {}) ? "ran" : "";\n`,
      },
    ],
    [
      "a package's exports",
      "words",
      packageFiles(
        "words",
        { exports: { ".": { require: "./no.cjs", import: "./lib/es.js" } }, main: "./no.cjs" },
        { "lib/es.js": word },
      ),
    ],
    [
      "a package's subpath by pattern",
      "@own/words/some/word",
      packageFiles(
        "@own/words",
        { exports: { "./*": "./lib/*.js" } },
        { "lib/some/word.js": word },
      ),
    ],
    [
      "a package's module",
      "words",
      packageFiles("words", { module: "es.js", main: "no.js" }, { "es.js": word }),
    ],
    ["a package's main", "words", packageFiles("words", { main: "es" }, { "es.js": word })],
    ["a package's index", "words", packageFiles("words", {}, { "index.js": word })],
    ["a package's file", "words/lib/word.js", packageFiles("words", {}, { "lib/word.js": word })],
    [
      "a package of a package",
      "words",
      {
        ...packageFiles("words", {}, { "index.js": `export * from "inner";\n` }),
        ...packageFiles("words/node_modules/inner", {}, { "index.js": word }),
      },
    ],
  ])("%s", (_what, from, files) => {
    const plugin = folderWith(logging("word", `import { word } from "${from}";`), files);
    const program = loadProgram(plugin.folder);
    expect(program.name).toBe("plugin");
    expect(logged(program)).toEqual(["ran"]);
  });

  test("by a manifest that begins with a byte order mark", () => {
    const plugin = folderWith(logging(`"ran"`), { "manifest.json": `\ufeff${manifest()}` });
    expect(logged(loadProgram(plugin.folder))).toEqual(["ran"]);
  });

  test("by its manifest, with its children, or as a module alone", () => {
    const plugin = folderWith(logging(`"ran"`), { "manifest.json": manifest({ children: ["a"] }) });
    const program = loadProgram(plugin.path("manifest.json"));
    expect(program.children).toEqual(["a"]);
    expect(logged(program)).toEqual(["ran"]);
    const alone = loadProgram(plugin.path("program.ts"));
    expect([alone.name, alone.children, logged(alone)]).toEqual(["program", [], ["ran"]]);
  });

  test("links that stay in it", () => {
    const plugin = folderWith(logging("word", `import { word } from "words";`), {
      "real/index.js": word,
    });
    mkdirSync(plugin.path("node_modules"));
    symlinkSync("../real", plugin.path("node_modules/words"));
    expect(logged(loadProgram(plugin.folder))).toEqual(["ran"]);
  });

  test("by a link of the operator's to it", () => {
    const plugin = folderWith(logging("word", `import { word } from "./word.ts";`), {
      "word.ts": word,
    });
    const link = join(plugin.around, "link");
    symlinkSync(plugin.folder, link);
    expect(logged(loadProgram(link))).toEqual(["ran"]);
    const module = join(plugin.around, "module.ts");
    symlinkSync(plugin.path("program.ts"), module);
    expect(logged(loadProgram(module))).toEqual(["ran"]);
  });

  test("within another folder that the operator names", () => {
    const plugin = folderWith(logging("secret", `import { secret } from "../secret.ts";`));
    expect(refusal(() => loadProgram(plugin.folder)).code).toBe("PROGRAM_IMPORT");
    const program = loadProgram(plugin.folder, { within: plugin.around });
    expect(logged(program)).toEqual([canary]);
  });

  test("several of one owner at once, as one by one", () => {
    const one = folderWith(logging("word", `import { word } from "./word.ts";`), {
      "word.ts": word,
    });
    const other = folderWith(logging(`"other"`), { "manifest.json": manifest({ name: "other" }) });
    const both = loadPrograms([one.folder, other.folder, one.path("program.ts")]);
    expect(both).toEqual([
      loadProgram(one.folder),
      loadProgram(other.folder),
      loadProgram(one.path("program.ts")),
    ]);
    expect(loadPrograms([])).toEqual([]);
  });

  test("code of a package that nothing uses is left out", () => {
    const text = `${word}export function* later() {}\nexport const wait = () => import.meta;\n`;
    const files = packageFiles("words", { sideEffects: false }, { "index.js": text });
    const plugin = folderWith(logging("word", `import { word } from "words";`), files);
    expect(logged(loadProgram(plugin.folder))).toEqual(["ran"]);
    plugin.write({ "program.ts": logging("wait", `import { wait } from "words";`) });
    const { code, message } = refusal(() => loadProgram(plugin.folder));
    expect(code).toBe("PROGRAM_FORBIDDEN");
    expect(message, "the author's position").toMatch(/node_modules\/words\/index\.js:3:\d/);
  });
});

/** What imports are tried on. */
const clutter: Files = {
  "word.ts": word,
  "data.json": `{}`,
  "style.css": ``,
  "notes.txt": ``,
  "a.node": ``,
  "empty/none": ``,
  ...packageFiles("leads-out", { exports: { ".": "../../../secret.ts" } }, {}),
  ...packageFiles("file-out", { main: "../../../secret.ts" }, {}),
  ...packageFiles(
    "closed",
    { exports: { ".": "./index.js" } },
    { "index.js": word, "inner.js": word },
  ),
  "node_modules/broken/package.json": `{`,
  "node_modules/list/package.json": `[]`,
  "node_modules/large/package.json": " ".repeat(limits.packageBytes + 1),
};

describe("a folder is refused", () => {
  test.each([
    ["a path out of it", `import "../secret.ts";`, "outside"],
    ["a long way out", `import "./${"../".repeat(40)}etc/passwd";`, "outside"],
    ["an absolute path", `import "/etc/passwd";`, "absolute"],
    ["a file URL", `import "file:///etc/passwd";`, "URL"],
    ["a data URL", `import "data:text/javascript,1";`, "URL"],
    ["another URL", `import "https://example.org/a.js";`, "URL"],
    ["what another URL exports", `export * from "https://example.org/a.js";`, "URL"],
    ["a module of Node's", `import "node:fs";`, "module of Node"],
    ["a module of Node's without its scheme", `import "fs";`, "no such package"],
    ["a package that is installed elsewhere", `import "isolated-vm";`, "no such package"],
    ["the platform", `import "cordon";`, "cordon/unit"],
    ["the platform's unit, and on", `import "cordon/unit/../../secret.ts";`, "cordon/unit"],
    ["a suffix", `import "./word.ts?a";`, "suffix"],
    ["a fragment", `import "./word.ts#a";`, "suffix"],
    ["an import of its package's without a package", `import "#a";`, "no package.json"],
    ["attributes", `import a from "./data.json" with { type: "json" };`, "attributes"],
    ["attributes of a text", `import a from "./word.ts" with { type: "text" };`, "attributes"],
    ["JSON", `import a from "./data.json";`, "no module"],
    ["a style sheet", `import "./style.css";`, "no module"],
    ["a text", `import "./notes.txt";`, "no module"],
    ["a native module", `import "./a.node";`, "no module"],
    ["a folder without an index", `import "./empty";`, "no such module"],
    ["its own folder", `import ".";`, "no such module"],
    ["what is not there", `import "./no.ts";`, "no such module"],
    ["what is below a file", `import "./word.ts/a.ts";`, "no such module"],
    ["a backslash", `import "./a\\\\..\\\\..\\\\secret.ts";`, "no path"],
    ["a zero", `import "./word.ts\\0";`, "no path"],
    ["a name that is none", `import "!word";`, "no name"],
    ["a package by a path out", `import "file-out/../../../secret.ts";`, "outside"],
    ["a package that leads out", `import "leads-out";`, "does not export"],
    ["a package whose file leads out", `import "file-out";`, "outside"],
    ["a package that does not export it", `import "closed/inner.js";`, "does not export"],
    ["a package described by what is not JSON", `import "broken";`, "not JSON"],
    ["a package described by a list", `import "list";`, "no object"],
    ["a package described at length", `import "large";`, "more than"],
    ["a very long name", `import "./${"a".repeat(2_000)}.ts";`, "longer"],
  ])("PROGRAM_IMPORT: %s", (_what, top, problem) => {
    const plugin = folderWith(logging(`""`, top), clutter);
    const { code, message } = refusal(() => loadProgram(plugin.folder));
    expect(code).toBe("PROGRAM_IMPORT");
    expect(message).toContain(problem);
    expect(message).toMatch(/program\.ts:2:(8|15)\b/);
    expect(message).not.toContain(canary);
  });

  test.each([
    ["PROGRAM_FORBIDDEN", "3:18", `\n\nexport const a = async () => {};`],
    ["PROGRAM_FORBIDDEN", "3:18", `\n\nexport const a = import.meta.url;`],
    ["PROGRAM_FORBIDDEN", "3:18", `\n\nexport const a = import("./word.ts");`],
    ["PROGRAM_FORBIDDEN", "3:18", `\n\nexport const a = require("fs");`],
    ["PROGRAM_FORBIDDEN", "3:18", `\n\nexport const a = require.resolve("fs");`],
    ["PROGRAM_FORBIDDEN", "3:2", `export const b: number = 1;\n\n await b; export const a = 1;`],
    ["PROGRAM_SOURCE", "3:21", `\n\nexport const a = 1 +* 2;`],
    ["PROGRAM_SOURCE", "3:1", `\n\nenum E { A }; export const a = 1;`],
    ["PROGRAM_IMPORT", "3:19", `\n\nexport { a } from "../../secret.ts";`],
    ["PROGRAM_LIMIT", "3:274", `\n\nexport const a = ${"[".repeat(300)}${"]".repeat(300)};`],
  ])("%s at %s of another module: %s", (expected, place, text) => {
    const files = { "lib/a.ts": text, "word.ts": word };
    const plugin = folderWith(logging("a", `import { a } from "./lib/a.ts";`), files);
    const { code, message } = refusal(() => loadProgram(plugin.folder));
    expect(code).toBe(expected);
    expect(message).toContain(`${plugin.path("lib/a.ts")}:${place}`);
  });

  test("PROGRAM_SOURCE: an import of what a module does not export", () => {
    const plugin = folderWith("", {
      "a.js": `import { no } from "./b.js";\nexport default () => no;\n`,
      "b.js": word,
    });
    const { code, message } = refusal(() => loadProgram(plugin.path("a.js")));
    expect(code).toBe("PROGRAM_SOURCE");
    expect(message).toContain("a.js:1:10");
  });

  test.each([
    ["data:application/json;base64,", ""],
    ["file://", "/a.js.map"],
    ["", "a.js.map"],
  ])("a source map of the author's moves no position: %s", (before, name) => {
    const map = JSON.stringify({
      version: 3,
      sources: [`evil\u001b.ts`],
      names: [],
      // Every line to line 101 of that file.
      mappings: "AAoGA;AAAA;AAAA;AAAA",
    });
    const plugin = folderWith(logging("a", `import { a } from "./a.js";`));
    const url =
      name === "" ? Buffer.from(map).toString("base64") : name.replace(/^\//, `${plugin.folder}/`);
    plugin.write({
      "a.js.map": map,
      "a.js": `\nexport const a = async () => {};\n//# sourceMappingURL=${before}${url}`,
    });
    const { code, message } = refusal(() => loadProgram(plugin.folder));
    expect(code).toBe("PROGRAM_FORBIDDEN");
    expect(message).toContain("a.js:2:18");
  });

  test("PROGRAM_FILE: it is not within the folder that the operator names", () => {
    const plugin = folderWith(logging(`""`));
    mkdirSync(plugin.path("other"));
    for (const path of [plugin.folder, plugin.path("program.ts")]) {
      const { code } = refusal(() => loadProgram(path, { within: plugin.path("other") }));
      expect(code).toBe("PROGRAM_FILE");
    }
  });

  test("PROGRAM_DEFAULT: nothing is exported as default", () => {
    const plugin = folderWith(`export { word } from "./word.ts";`, { "word.ts": word });
    expect(refusal(() => loadProgram(plugin.folder)).code).toBe("PROGRAM_DEFAULT");
  });

  test("the first of several that is refused", () => {
    const good = folderWith(logging(`""`));
    const bad = folderWith(logging(`""`, `import "fs";`), {
      "manifest.json": manifest({ name: "bad" }),
    });
    const { code, message } = refusal(() => loadPrograms([good.folder, bad.folder]));
    expect(code).toBe("PROGRAM_IMPORT");
    expect(message).toContain("the program bad ");
  });
});

describe("a manifest is refused", () => {
  test.each([
    ["that is not JSON", `{ name: 1 }`],
    ["that is a list", `[]`],
    ["that is empty", ``],
    ["without a program", `{ "name": "plugin" }`],
    ["with a program that is no text", `{ "name": "plugin", "program": 1 }`],
    ["with more fields", manifest({ more: 1 })],
    ["with a name that is none", manifest({ name: "../plugin" })],
    ["with children that are none", manifest({ children: [1] })],
    [
      "that nests deeply",
      `{ "name": ${"[".repeat(30_000)}${"]".repeat(30_000)}, "program": "program.ts" }`,
    ],
    ["whose program is outside", manifest({ program: "../secret.ts" })],
    ["whose program is an absolute path out", manifest({ program: "/../../../../etc/passwd" })],
    ["whose program has a control character", manifest({ program: "program.ts\u0000" })],
  ])("MANIFEST: %s", (_what, text) => {
    const plugin = folderWith(logging(`""`), { "manifest.json": text });
    const { code, message } = refusal(() => loadProgram(plugin.folder));
    expect(code).toBe("MANIFEST");
    expect(message).not.toContain(canary);
  });

  test("MANIFEST: whose program is a link out, even within a folder that holds both", () => {
    const plugin = new Plugin({ "manifest.json": manifest() });
    symlinkSync("../secret.ts", plugin.path("program.ts"));
    expect(refusal(() => loadProgram(plugin.folder)).code).toBe("MANIFEST");
    expect(refusal(() => loadProgram(plugin.folder, { within: plugin.around })).code).toBe(
      "MANIFEST",
    );
  });

  test("PROGRAM_FILE: whose program is not there, or no module", () => {
    const plugin = folderWith("", { "manifest.json": manifest({ program: "no.ts" }) });
    expect(refusal(() => loadProgram(plugin.folder)).code).toBe("PROGRAM_FILE");
    plugin.write({ "manifest.json": manifest({ program: "manifest.json" }) });
    expect(refusal(() => loadProgram(plugin.folder)).code).toBe("PROGRAM_FILE");
  });
});
