/** A finished text: what is taken, what is refused, and where. */

import { describe, expect, test } from "vitest";
import { programFromSource } from "../../src/index.ts";
import { refusal } from "../platform/refusal.ts";
import { logging } from "./plugin.ts";
import { logged } from "./run-body.ts";

describe("a finished text is taken", () => {
  test.each([
    ["a named import", logging(`"ran"`)],
    [
      "an import by another name",
      `import { defineProgram as define } from "cordon/unit";\nexport default define((unit) => unit.log("ran"));`,
    ],
    [
      "an import of everything",
      `import * as cordon from "cordon/unit";\nexport default cordon.defineProgram((unit) => unit.log("ran"));`,
    ],
    ["no import", `export default (unit) => unit.log("ran");`],
    [
      "types imported as such",
      `import { defineProgram, type UnitApi } from "cordon/unit";\nimport type { Filter } from "cordon/unit";\nconst f: Filter = { part: "a", present: true };\nexport default defineProgram((unit: UnitApi) => unit.log(f.part === "a" ? "ran" : ""));`,
    ],
    [
      "types imported like values",
      `import { defineProgram, UnitApi, Program } from "cordon/unit";\nconst program: Program = (unit: UnitApi) => unit.log("ran");\nexport default defineProgram(program);`,
    ],
    ["types imported from anywhere", logging(`"ran"`, `import type { Stats } from "node:fs";`)],
    [
      "an export by name",
      `const program = (unit) => unit.log("ran");\nexport { program as default };`,
    ],
    [
      "an export by a name in quotes",
      `const program = (unit) => unit.log("ran");\nexport { program as "default" };`,
    ],
    ["a function declaration", `export default function program(unit) { unit.log("ran"); }`],
    ["a function without a name", `export default function (unit) { unit.log("ran"); }`],
    [
      "a function without a name before parentheses",
      `export default function (unit) { unit.log("ran"); }\n(0);`,
    ],
    ["an expression in parentheses", `export default ((unit) => unit.log("ran"))`],
    ["a list in parentheses", `export default (0, (unit) => unit.log("ran"));`],
    [
      "words on several lines",
      `export /* a */ // b\n  default\n  /* c */ ((unit) => unit.log("ran"))`,
    ],
    [
      "a name that we would take",
      `const $000000 = "ran";\nexport default (unit) => unit.log($000000);`,
    ],
    [
      "that name, spelt otherwise",
      `const \\u0024000000 = "ran";\nexport default (unit) => unit.log($000000);`,
    ],
    [
      "a list of exports before parentheses",
      `const a = () => "no";\nconst b = a\nexport { b }\n(a);\nexport default (unit) => unit.log(b === a ? "ran" : "");`,
    ],
    ["exports besides", `export const a = "ran"; export default (unit) => unit.log(a);`],
    ["a hashbang", `#!/usr/bin/env node\nexport default (unit) => unit.log("ran");`],
    [
      "a byte order mark before types",
      `\ufeffconst a: string = "ran";\nexport default (unit: any) => unit.log(a);`,
    ],
    ["a byte order mark", `\ufeffexport default (unit) => unit.log("ran");`],
    [
      "other ends of lines",
      `const a = 1 // \u2028const b = 2 // \rexport default (unit) => unit.log(a + b === 3 ? "ran" : "");`,
    ],
    ...[
      ["a type", `let a: any = f\ntype X = number\n;[1].map((it) => it)`],
      ["types that are imported", `let a = f\nimport type { Unit } from "cordon/unit"\n;(0)`],
      ["a type that is exported", `let a = f\nexport type X = { b: 1; c: ";" }\n;(0)`],
      ["an overload", `let a = f\nfunction g(): void\n;(0)\nfunction g() {}`],
      [
        "a field",
        `class A { b = f\n declare c: number\n ;["d"] = 2 }\nconst a = (new A() as any).b`,
      ],
    ].map(([what = "", statements = ""]) => [
      `a line that begins with a semicolon, after ${what}`,
      `const f: any = (x: any) => "wrong";\n${statements}\nexport default (unit: any) => unit.log(a === f ? "ran" : "");`,
    ]),
    [
      "generic calls, which JavaScript would compare",
      `const f = <T>(x?: T): string => (x === undefined ? "" : "ran");\nexport default (unit: any) => unit.log(f<string>("a"));`,
    ],
    [
      "generic calls of plain names",
      `function f(x) { return x; }\nconst string = 1;\nexport default (unit) => unit.log(f<string>("ran"));`,
    ],
    ["casts", `export default (unit) => unit.log(("ran" as unknown) as string satisfies string);`],
    ["a comment at its end", `export default (unit) => unit.log("ran") // the end`],
    [
      "half a surrogate, escaped",
      `export default (unit) => unit.log("\\ud800".length === 1 ? "ran" : "");`,
    ],
    ["require as a property", `export default (unit) => unit.log({ require: "ran" }.require);`],
  ])("%s", (_what, source) => {
    expect(logged(programFromSource("p", source))).toEqual(["ran"]);
  });

  test("its lines stay where they are", () => {
    const source = `import {\n  defineProgram,\n} from "cordon/unit";\n\nexport const a = 1;\nexport {\n  a as b,\n};\nexport\ndefault\ndefineProgram(() => { throw new Error("here"); });\n`;
    const { body } = programFromSource("p", source);
    const lineOf = (text: string, word: string): number =>
      text.slice(0, text.indexOf(word)).split("\n").length;
    expect(lineOf(body, "throw")).toBe(lineOf(source, "throw"));
  });

  test("its children are handed on, frozen", () => {
    const program = programFromSource("p", logging(`""`), ["a", "b"]);
    expect(program.children).toEqual(["a", "b"]);
    expect(Object.isFrozen(program) && Object.isFrozen(program.children)).toBe(true);
  });
});

describe("a finished text is refused", () => {
  test.each([
    ["PROGRAM_IMPORT", "2:15", `import a from "./other.ts";`],
    ["PROGRAM_IMPORT", "2:15", `import a from "left-pad";`],
    ["PROGRAM_IMPORT", "2:8", `import "node:fs";`],
    ["PROGRAM_IMPORT", "2:8", `import "fs";`],
    ["PROGRAM_IMPORT", "2:8", `import "/etc/passwd";`],
    ["PROGRAM_IMPORT", "2:8", `import "file:///etc/passwd";`],
    ["PROGRAM_IMPORT", "2:8", `import "https://example.org/a.js";`],
    ["PROGRAM_IMPORT", "2:8", `import "data:text/javascript,1";`],
    ["PROGRAM_IMPORT", "2:8", `import "cordon";`],
    ["PROGRAM_IMPORT", "2:8", `import "cordon/unit.js";`],
    ["PROGRAM_IMPORT", "2:8", `import "cordon/unit/";`],
    ["PROGRAM_IMPORT", "2:8", `import "cordon/unit?";`],
    ["PROGRAM_IMPORT", "2:8", `import "cordon/unit#";`],
    ["PROGRAM_IMPORT", "2:8", `import "cordon/unit/../unit";`],
    ["PROGRAM_IMPORT", "2:8", `import "./cordon/unit";`],
    ["PROGRAM_IMPORT", "2:8", `import "cordon/unit ";`],
    ["PROGRAM_IMPORT", "2:15", `import a from "cordon/unit" with { type: "text" };`],
    ["PROGRAM_IMPORT", "2:8", `import a from "cordon/unit";`],
    ["PROGRAM_IMPORT", "2:15", `export * from "https://example.org/a.js";`],
    ["PROGRAM_IMPORT", "2:19", `export { a } from "./other.ts";`],
    ["PROGRAM_IMPORT", "2:31", `export { defineProgram } from "cordon/unit";`],
    ["PROGRAM_FORBIDDEN", "2:11", `const a = import("./other.ts");`],
    ["PROGRAM_FORBIDDEN", "2:17", `const a = () => require("fs");`],
    ["PROGRAM_FORBIDDEN", "2:17", `const a = () => require.resolve("fs");`],
    ["PROGRAM_FORBIDDEN", "2:17", `const a = () => new require("fs");`],
    ["PROGRAM_FORBIDDEN", "2:17", `const a = () => import.meta.url;`],
    ["PROGRAM_FORBIDDEN", "3:3", `\n  async function a() {}`],
    ["PROGRAM_SOURCE", "2:11", `const a = = 1;`],
    ["PROGRAM_SOURCE", "2:8", `let a: = 3;`],
    ["PROGRAM_SOURCE", "2:1", `enum E { A }`],
    ["PROGRAM_SOURCE", "2:1", `namespace N { export const a = 1; }`],
    ["PROGRAM_SOURCE", "2:1", `@a class B {}`],
    ["PROGRAM_SOURCE", "2:1", `--> a`],
    ["PROGRAM_SOURCE", "3:8", `export default 1;`],
  ])("%s at %s: %s", (code, place, top) => {
    const { message } = refusal(() => programFromSource("p", logging(`""`, top)));
    expect(message).toMatch(new RegExp(`^${code}: .* p\\.ts:${place}\\b`));
  });

  test("PROGRAM_SOURCE: half a surrogate, which other parsers would replace", () => {
    const { code } = refusal(() => programFromSource("p", logging(`"\ud800"`)));
    expect(code).toBe("PROGRAM_SOURCE");
  });

  test("PROGRAM_DEFAULT: nothing is exported as default", () => {
    const { code, message } = refusal(() => programFromSource("p", `export const a = 5;`));
    expect(code).toBe("PROGRAM_DEFAULT");
    expect(message).toContain("p.ts");
  });

  test("names that the author chose are written without control characters", () => {
    const name = "\\u001b[2J\\u202e\\r\\n" + "x".repeat(5_000);
    const { message } = refusal(() =>
      programFromSource("p\u001b[1m", logging(`""`, `import "${name}";`)),
    );
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(message).toContain("\\u{1b}");
    expect(message.length).toBeLessThan(500);
  });
});
