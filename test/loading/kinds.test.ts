/** Kinds of modules, names of files, and what packages bring with them. */

import { describe, expect, test } from "vitest";
import { createPlatform, loadProgram, programFromSource } from "../../src/index.ts";
import { refusal } from "../platform/refusal.ts";
import { type Files, logging, Plugin } from "./plugin.ts";

/** What a program in a file logs when it starts, and what it is refused or throws. */
function run(plugin: Plugin, file: string): readonly string[] {
  const program = loadProgram(plugin.path(file));
  const platform = createPlatform({ seed: 1 });
  try {
    const told: string[] = [];
    platform.notifications.on("log", ({ text }) => told.push(text));
    platform.notifications.on("fault", ({ message, stack }) => told.push(message, ...stack));
    platform.addProgram(program);
    platform.deploy({ program: program.name, name: "unit", onFault: "quarantine" });
    platform.settle();
    return told.map((text) => text.replaceAll(plugin.folder, ""));
  } finally {
    platform.close();
  }
}

function packageFiles(name: string, description: object, files: Files): Files {
  const at = `node_modules/${name}`;
  return Object.fromEntries([
    [`${at}/package.json`, JSON.stringify({ name, ...description })],
    ...Object.entries(files).map(([file, text]) => [`${at}/${file}`, text]),
  ]);
}

const commonJs = `const { defineProgram } = require("cordon/unit");
const { word } = require("./word.cjs");
module.exports = defineProgram((unit) => unit.log(word));
`;

describe("a module's kind is told by its name and its text", () => {
  test.each<readonly [file: string, text: string]>([
    ["first.ts", logging(`"ran"`)],
    ["first.mts", logging(`"ran"`)],
    ["first.cts", commonJs],
    ["first.js", logging(`"ran"`)],
    ["first.mjs", logging(`"ran"`)],
    ["first.cjs", commonJs],
    ["common.js", commonJs],
    ["common.ts", commonJs],
    ["first.TS", logging(`"ran" as string`)],
    ["First.ts", logging(`"ran"`)],
    ["my first unit.ts", logging(`"ran"`)],
    ["-first.ts", logging(`"ran"`)],
    ["première.ts", logging(`"ran"`)],
    ["日本.ts", logging(`"ran"`)],
    [`${"long".repeat(40)}.ts`, logging(`"ran"`)],
    ["sloppy.cjs", `undeclared = 010;\n${commonJs}`.replace("undeclared", "var undeclared")],
    [
      "exports.cjs",
      `${commonJs.replace("module.exports", "exports.default")}exports.__esModule = true;`,
    ],
    ["sub folder/first.ts", logging(`"ran"`)],
  ])("%s", (file, text) => {
    const plugin = new Plugin({
      [file]: text,
      "word.cjs": `exports.word = "ran";\n`,
      "sub folder/word.cjs": `exports.word = "ran";\n`,
    });
    expect(run(plugin, file)).toEqual(["ran"]);
  });

  test.each([
    ["exports.default = defineProgram((unit) => unit.log(word));"],
    ["exports.default = defineProgram((unit) => unit.log(word)); exports.more = 1;"],
  ])("a default among other exports: %s", (exported) => {
    const text = commonJs.replace(/module\.exports.*/, exported);
    const plugin = new Plugin({ "a.cjs": text, "word.cjs": `exports.word = "ran";` });
    expect(run(plugin, "a.cjs")).toEqual(["ran"]);
  });

  test("a module of Node's is named as such", () => {
    const plugin = new Plugin({ "a.ts": `import "node:fs";\n${logging(`"ran"`)}` });
    const { code, message } = refusal(() => loadProgram(plugin.path("a.ts")));
    expect(code).toBe("PROGRAM_IMPORT");
    expect(message).toMatch(/a\.ts:1:8.*"node:fs": it is a module of Node's/);
  });

  test("what is no module says which files are", () => {
    const plugin = new Plugin({ "first.tsx": logging(`"ran"`) });
    const { code, message } = refusal(() => loadProgram(plugin.path("first.tsx")));
    expect(code).toBe("PROGRAM_FILE");
    expect(message).toContain(".ts, .mts, .cts, .js, .mjs, .cjs");
  });

  test.each([
    ["what is not written out", `const name = "./word.cjs"; require(name);`, 1],
    ["another module's path", `\nrequire.resolve("./word.cjs");`, 2],
  ])("a program's own require of %s is refused, with its place", (_what, text, line) => {
    const plugin = new Plugin({ "a.cjs": `${text}\n${commonJs}`, "word.cjs": "" });
    const { code, message } = refusal(() => loadProgram(plugin.path("a.cjs")));
    expect(code).toBe("PROGRAM_FORBIDDEN");
    expect(message).toMatch(new RegExp(`a\\.cjs:${line}:\\d`));
  });

  test("what a program itself requires must be there", () => {
    const plugin = new Plugin({ "a.cjs": `\nrequire("node:fs");\n${commonJs}` });
    const { code, message } = refusal(() => loadProgram(plugin.path("a.cjs")));
    expect(code).toBe("PROGRAM_IMPORT");
    expect(message).toMatch(/a\.cjs:2:\d.*"node:fs"/);
  });

  test("a name like require is the program's own", () => {
    const text = `function require(name) { return name; }\n${logging(`require("ran")`)}`;
    expect(run(new Plugin({ "a.ts": text }), "a.ts")).toEqual(["ran"]);
    expect(() => programFromSource("own", text)).not.toThrow();
    const method = `const it = { require: () => "ran" };\n${logging(`it.require("a")`)}`;
    expect(run(new Plugin({ "a.ts": method }), "a.ts")).toEqual(["ran"]);
  });
});

describe("a package", () => {
  function logsOf(files: Files, expression: string): readonly string[] {
    const top = `import * as lib from "lib";`;
    return run(new Plugin({ "a.ts": logging(expression, top), ...files }), "a.ts");
  }

  test.each<readonly [what: string, files: Files, expression: string, logs: string]>([
    ["of CommonJS", { "index.js": `exports.a = 1;` }, "`${lib.a}`", "1"],
    [
      "whose modules require each other",
      { "index.js": `exports.a = require("./b").b + 1;`, "b.js": `exports.b = 2;` },
      "`${lib.a}`",
      "3",
    ],
    [
      "that requires data",
      { "index.js": `exports.a = require("./data.json").a;`, "data.json": `{ "a": 4 }` },
      "`${lib.a}`",
      "4",
    ],
    [
      "that tries what is absent",
      { "index.js": `try { require("fs"); exports.a = 1; } catch (e) { exports.a = e.message; }` },
      "lib.a",
      `UNIT_MODULE: "fs" is not there for units`,
    ],
    [
      "for Node and for others",
      {
        "index.js": `const isNode = typeof process !== "undefined" && process.versions != null;
          exports.a = isNode ? require("node:crypto") : "elsewhere";`,
      },
      "lib.a",
      "elsewhere",
    ],
    [
      "in the short form",
      { "index.js": `exports.a = process.env.NODE_ENV === "production" ? "short" : "long";` },
      "lib.a",
      "short",
    ],
    [
      "that looks for the global object",
      {
        "index.js": `exports.a = [
          typeof globalThis, typeof self, typeof global, typeof window,
          (typeof self === "object" && self.self === self && self).Object === Object,
        ].join();`,
      },
      "lib.a",
      "object,object,object,undefined,true",
    ],
    [
      "that keeps something there",
      { "index.js": `globalThis.kept ??= 5; exports.a = String(globalThis.kept);` },
      "lib.a",
      "5",
    ],
    [
      "that tries Math.random as it loads",
      { "index.js": `exports.a = String(Math.random() < 1);` },
      "lib.a",
      "true",
    ],
    [
      "that asks for the time as it loads",
      { "index.js": `const nativeNow = Date.now; exports.a = String(nativeNow());` },
      "lib.a",
      "0",
    ],
    [
      "that may be a module of the browser's",
      { "index.mjs": `export const a = "module";`, "index.js": `exports.a = "common";` },
      "lib.a",
      "module",
    ],
  ])("%s", (_what, files, expression, logs) => {
    const isDual = Object.keys(files).length === 2 && "index.mjs" in files;
    const description = isDual
      ? { exports: { import: "./index.mjs", require: "./index.js" } }
      : { main: "index" };
    expect(logsOf(packageFiles("lib", description, files), expression)).toEqual([logs]);
  });

  test("with a folder that is described by itself", () => {
    const files = packageFiles(
      "lib",
      {},
      {
        "deep/package.json": `{ "main": "../real/deep.js" }`,
        "real/deep.js": `exports.a = "deep";`,
        "around/package.json": `{ "main": "../around" }`,
      },
    );
    const top = `import { a } from "lib/deep";`;
    expect(run(new Plugin({ "a.ts": logging("a", top), ...files }), "a.ts")).toEqual(["deep"]);
    const round = new Plugin({ "a.ts": logging("1", `import "lib/around";`), ...files });
    expect(refusal(() => loadProgram(round.path("a.ts"))).code).toBe("PROGRAM_IMPORT");
  });

  test("with names of its own for its modules", () => {
    const files = packageFiles(
      "lib",
      { exports: "./index.js", imports: { "#inner": "./inner.js" } },
      { "index.js": `export { a } from "#inner";`, "inner.js": `export const a = "inner";` },
    );
    expect(logsOf(files, "lib.a")).toEqual(["inner"]);
  });

  test.each([
    `export async function later() { await 1; }`,
    `export const later = async () => { await 1; };`,
    `export const later = async (x = async () => 2) => (await 1, x);`,
    `export const later = async\n x => x;`.replace("async\n", "async "),
    `export const { later } = { async later() { for await (const x of []) void x; } };`,
    `class A { static async later() { await 1; } static async *more() {} async #own() {} }\nexport const later = A.later;`,
    `export const later = async function named() { return async () => 1; };`,
    `export const later = (() => async () => ({ a: 1 }))();`,
    `export const later = /* async */ async /* 1 */ function /* 2 */ () { await 1; };`,
    `export const later = async () => /* => */ (await 1);`,
    `export const later = async () /* => */ => ( /* ) => */ await 1 );`,
    `export const later = async (x = "=>", ) => // a => b\n  x;`,
    `export const later = async () => "=>";`,
    `class A {\n  a = 1\n  async *more() {}\n  async later() {}\n}\nexport const { later } = new A();`,
    `const k = "later";\nclass A {\n  a = k\n  async [k]() {}\n  static b = k\n  static async [k]() {}\n}\nexport const { later } = new A();`,
    `export const { later } = { async later() {}, async ["x"]() {}, async *y() {} };`,
  ])("with asynchronous code that nobody calls: %s", (text) => {
    const files = packageFiles("lib", { exports: "./index.js" }, { "index.js": `\n${text}\n` });
    expect(logsOf(files, "typeof lib.later")).toEqual(["function"]);
    const [message = "", place = ""] = logsOf(files, "String(lib.later())");
    expect(message).toMatch(/^UNIT_ASYNC: /);
    expect(place).toMatch(/^\/node_modules\/lib\/index\.js:[2-5]/);
  });

  test("with what it seems to require and is not there, which throws when it is required", () => {
    const lib = `
      exports.a = (c) => require(c ? "./there.js" : "./gone.js");
      exports.b = () => require(\`./there.js\`);
      exports.c = () => require("f" + "s");
      exports.d = () => module.require("fs");
      exports.e = (c) => require(c ? "./there.js" : c);
      exports.f = () => require("./data.json");`;
    const files = packageFiles(
      "lib",
      { main: "index" },
      {
        "index.js": lib,
        "there.js": `module.exports = "there";`,
        "data.json": `\ufeff{"a":1}`,
      },
    );
    const told = logsOf(
      files,
      `["a", "b", "c", "d", "e", "f"].map((it) => {
        try { return JSON.stringify(lib[it](it !== "e")); } catch (error) { return error.message; }
      }).join()`,
    );
    const absent = 'UNIT_MODULE: "fs" is not there for units';
    const dynamic = 'Dynamic require of "false" is not supported';
    expect(told).toEqual([`"there","there",${absent},${absent},${dynamic},{"a":1}`]);
    expect(logsOf(files, `lib.a(false)`)[0]).toContain('UNIT_MODULE: "./gone.js"');
  });

  test("whose random numbers and times are the unit's, wherever they are drawn", () => {
    const ways = [
      `exports.draw = () => [Math.random(), Math.random(), Date.now()];`,
      `const { random, max } = Math, { now } = Date;
       exports.draw = () => [random(), max(random(), 0), now()];`,
      `const draw = Math["random"], clock = Date;
       exports.draw = () => [draw(), Math['random'](), Date["now"]()];`,
    ];
    const drawn = ways.map((lib) => {
      const files = packageFiles("lib", { main: "index" }, { "index.js": lib });
      return logsOf(files, "JSON.stringify(lib.draw())");
    });
    const own = run(
      new Plugin({ "a.ts": logging("JSON.stringify([unit.random(), unit.random(), unit.now()])") }),
      "a.ts",
    );
    expect(drawn).toEqual(ways.map(() => own));
  });

  test("is described by what it uses and units do without", () => {
    const lib = `export const a = () => new Date();\nexport const b = () => setTimeout(a, 1);\n`;
    const files = packageFiles("lib", { exports: "./index.js" }, { "index.js": lib });
    const plugin = new Plugin({
      "a.ts": logging("typeof lib.b", `import * as lib from "lib";`),
      ...files,
    });
    const { warnings = [] } = loadProgram(plugin.path("a.ts"));
    expect(warnings.map((it) => it.replace(plugin.folder, ""))).toEqual([
      "/node_modules/lib/index.js:2:24: setTimeout is not there for units: subscribe to events, and compare unit.now()",
      "/node_modules/lib/index.js:1:24: Date is not there for units: use unit.now(), in ms since 1970",
    ]);
  });
});
