/** Texts that take a parser, the bundler or V8 too much: bounded in time and memory, and refused with a code. */

import { describe, expect, test } from "vitest";
import { limits, loadProgram, programFromSource } from "../../src/index.ts";
import { checkProgram } from "../../src/loading/child/check.ts";
import { Refusal } from "../../src/loading/child/refusal.ts";
import { parseModule } from "../../src/loading/child/typescript.ts";
import { refusal } from "../platform/refusal.ts";
import { logging, Plugin } from "./plugin.ts";

const mega = 2 ** 20 - 1_000;

function many(count: number, item: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => item(at)).join("");
}

function repeated(text: string): string {
  return text.repeat(Math.floor(mega / text.length));
}

/** What becomes of a text, in this process: to start one for each takes longer than the rest. */
function codeOf(text: string): string {
  try {
    checkProgram(parseModule(text, "ts"));
    return "taken";
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const nestedBlocks = `${"{".repeat(6_000)}${"f();".repeat(100_000)}${"}".repeat(6_000)}`;

/** Longer than any of them takes, and far shorter than they took. */
const soonMs = 8_000;

describe("PROGRAM_LIMIT", () => {
  test.each([
    ["open parentheses", repeated("(")],
    ["open brackets", repeated("[")],
    ["open braces", repeated("{")],
    ["open templates", repeated("`${")],
    ["nested calls", `${"f(".repeat(10_000)}${")".repeat(10_000)}`],
    ["nested blocks", nestedBlocks],
    ["names of one scope", many(80_000, (at) => `let a${at};`)],
    ["names of one declaration", `let ${many(80_000, (at) => `a${at},`)}z;`],
    ["parameters", `function f(${many(80_000, (at) => `a${at},`)}z) {}`],
    ["names in a pattern", `const { ${many(60_000, (at) => `a${at},`)} } = {};`],
    [
      "names that many blocks have to know",
      `${"{".repeat(200)}${many(40_000, (at) => `var a${at};`)}${"}".repeat(200)}`,
    ],
    ["a long sum", `x = ${"1 + ".repeat(100_000)}1;`],
    ["a long sum of texts", `x = ${`"a" + `.repeat(100_000)}"a";`],
    ["a long power", `x = ${"a ** ".repeat(100_000)}1;`],
    ["a long chain of members", `x${repeated(".a")};`],
    ["a long chain of calls", `x${repeated("()")};`],
    ["a long optional chain", `x${repeated("?.a")};`],
    ["a long chain of templates", `x${repeated("``")};`],
    ["a long list", `${repeated("a,")}a;`],
    ["a long condition", `x = ${"a ? a : ".repeat(100_000)}1;`],
    ["many signs", `x = ${repeated("!")}1;`],
    ["many assignments", `${repeated("a=")}1;`],
    ["many arrows", `x = ${repeated("a=>")}1;`],
    ["many conditions", `${repeated("if(a)")};`],
    ["many alternatives", `if(a);${repeated("else if(a);")}`],
    ["many labels", many(80_000, (at) => `l${at}:`)],
    ["many constructors", `${repeated("new ")}a;`],
    ["a pattern of groups", `/${many(40_000, (at) => `(?<a${at}>x)`)}/;`],
    ["a pattern of one group's alternatives", `/${"(?<a>x)|".repeat(100_000)}/;`],
    ["a pattern of open groups", `/${"(".repeat(100_000)}${")".repeat(100_000)}/;`],
    ["a long pattern", `/${repeated("a")}/;`],
  ])("%s", (_what, body) => {
    const start = performance.now();
    expect(codeOf(logging(`""`, `() => { ${body} };`))).toBe("PROGRAM_LIMIT");
    expect(performance.now() - start).toBeLessThan(soonMs);
  });

  // The parser of TypeScript runs out of a stack of its own, and is of no use afterwards.
  test.each([
    ["nested blocks around calls", nestedBlocks],
    ["nested types", `let x: ${"A<".repeat(100_000)}B${">".repeat(100_000)};`],
    ["operators of types", `type X = ${repeated("keyof ")}B;`],
    ["conditions of types", `type X = ${"A extends B ? C : ".repeat(50_000)}B;`],
    ["many casts", `let x = a${" as B".repeat(150_000)};`],
    ["comparisons that may be types", `${repeated("a<")}a;`],
  ])("%s, in a process of its own", (_what, body) => {
    const start = performance.now();
    const { code } = refusal(() => programFromSource("p", logging(`""`, `() => { ${body} };`)));
    expect(code).toBe("PROGRAM_LIMIT");
    expect(performance.now() - start).toBeLessThan(soonMs);
  });

  test("a parser that takes too long is ended, and says so", { timeout: 60_000 }, () => {
    const seconds = limits.readCpuSeconds;
    // The limit itself is tested where it is set; less of it is soon used up on a busy machine, too.
    Object.assign(limits, { readCpuSeconds: 1 });
    try {
      const body = `let a: number = 1; if (a); ${repeated("else if(a);")}`;
      const text = logging(`""`, `() => { ${body} };`);
      expect(refusal(() => programFromSource("p", text)).code).toBe("PROGRAM_LIMIT");
    } finally {
      Object.assign(limits, { readCpuSeconds: seconds });
    }
  });

  test("modules that import each other without an end", () => {
    const files = many(limits.programModules + 1, () => ".").length;
    const modules = Array.from({ length: files }, (_, at) => [
      `m${at}.ts`,
      `import "./m${(at + 1) % files}.ts";\nexport default () => {};\n`,
    ]);
    const plugin = new Plugin(Object.fromEntries(modules));
    const { code, message } = refusal(() => loadProgram(plugin.path("m0.ts")));
    expect(code).toBe("PROGRAM_LIMIT");
    expect(message).toContain(`${limits.programModules} modules`);
  });

  test.runIf(process.platform === "linux")("a class that takes the bundler gigabytes", () => {
    const plugin = new Plugin({
      "p.ts": logging(`""`, `import "./a.js";`),
      "a.js": `class A { ${"a;".repeat(49_000)} }`,
    });
    const { code, message } = refusal(() => loadProgram(plugin.path("p.ts")));
    expect(code).toBe("PROGRAM_LIMIT");
    expect(message).toContain(`${limits.readDataMiB} MiB`);
  });

  test("more modules than their bytes allow", () => {
    const text = `export const a = 1; // ${"x".repeat(limits.programBytes - 100)}`;
    const names = ["a", "b", "c", "d", "e"];
    const plugin = new Plugin({
      "p.ts": logging(`""`, names.map((it) => `import "./${it}.ts";`).join("")),
      ...Object.fromEntries(names.map((it) => [`${it}.ts`, text])),
    });
    const { code, message } = refusal(() => loadProgram(plugin.path("p.ts")));
    expect(code).toBe("PROGRAM_LIMIT");
    expect(message).toContain(`${limits.programSourceBytes} bytes together`);
  });
});

describe("PROGRAM_SIZE", () => {
  test("a module that is small until it is bundled", () => {
    const body = `${"{".repeat(200)}${"f();".repeat(8_000)}${"}".repeat(200)}`;
    const plugin = new Plugin({
      "p.ts": logging("a", `import { a } from "./a.ts";`),
      "a.ts": `export function a(f) { ${body} }`,
    });
    expect(refusal(() => loadProgram(plugin.path("p.ts"))).code).toBe("PROGRAM_SIZE");
  });

  test("a text", () => {
    expect(refusal(() => programFromSource("p", " ".repeat(2 ** 20 + 1))).code).toBe(
      "PROGRAM_SIZE",
    );
  });
});

describe("large, and taken", () => {
  test.each([
    ["a long text", `const a = "${"x".repeat(mega)}";`],
    ["a long template", `const a = \`${"x".repeat(mega)}\`;`],
    ["a long comment", `/* ${"x".repeat(mega)} */`],
    ["many comments", repeated("/**/")],
    ["many lines", repeated("\n")],
    ["many functions", many(20_000, (at) => `function f${at}(a) { return a; }\n`)],
    ["many classes", many(15_000, (at) => `class C${at} { #a = 1; b() { return this.#a; } }\n`)],
    ["many private names", `class C { ${many(40_000, (at) => `#a${at};`)} }`],
    ["a large table", `const a = Object.freeze([${repeated("1234,")}]);`],
    ["many separators", `const a = ${"1_".repeat(400_000)}1;`],
    ["many patterns", `const a = () => { ${"/a/;".repeat(100_000)} };`],
    ["a hundred and twenty levels", `${"{".repeat(120)}${"}".repeat(120)}`],
  ])("%s", (_what, top) => {
    const start = performance.now();
    expect(codeOf(logging(`"ran"`, top))).toBe("taken");
    expect(performance.now() - start).toBeLessThan(soonMs);
  });
});
