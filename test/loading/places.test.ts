/** Faults and refused calls name the file, the line and the function of what the author wrote. */

import { describe, expect, test } from "vitest";
import { createPlatform, loadProgram, programFromSource } from "../../src/index.ts";
import type { BundledProgram } from "../../src/unit/program.ts";
import { type Files, Plugin } from "./plugin.ts";

/** Where a program was when it threw, or was refused a call, at one event. */
function stackOf(program: BundledProgram): readonly string[] {
  const platform = createPlatform({ seed: 1 });
  try {
    const found: (readonly string[])[] = [];
    platform.notifications.on("fault", ({ stack }) => found.push(stack));
    platform.notifications.on("refused", ({ stack }) => found.push(stack));
    platform.addProgram(program);
    platform.deploy({ program: program.name, name: "unit", onFault: "quarantine" });
    platform.publish([{ name: "go", data: 1 }], 1);
    platform.settle();
    expect(found).toHaveLength(1);
    return found[0] ?? [];
  } finally {
    platform.close();
  }
}

/** Where a text says that it throws. */
function lineOf(text: string): number {
  return text.split(/\r\n|\n|\r/).findIndex((line) => line.includes("HERE")) + 1;
}

const head = `import { defineProgram } from "cordon/unit";`;

const texts: Readonly<Record<string, string>> = {
  "a handler": `${head}
export default defineProgram((unit) => {
  unit.subscribe({ part: "go", present: true }, () => {
    throw new Error("no"); // HERE
  });
});`,
  "types above and in between": `${head}
interface Quote {
  readonly price: number;
}
type Side =
  | "buy"
  | "sell";
function priceOf(quote: Quote | undefined, _side: Side): number {
  return (quote as Quote).price; // HERE
}
export default defineProgram((unit) => {
  unit.subscribe({ part: "go", present: true }, () => void priceOf(undefined, "buy"));
});`,
  "a long expression": `${head}
export default defineProgram((unit) => {
  unit.subscribe({ part: "go", present: true }, () => {
    [1, 2]
      .map((it) => it + 1)
      .map((it) => {
        return (it as unknown as { a: { b: number } }).a.b; // HERE
      })
      .at(0);
  });
});`,
  "a default export on lines of its own": `${head}
let calls = 0;
export

default

defineProgram((unit) => {
  calls++;
  throw new Error("no"); // HERE
});`,
  "a refused call": `${head}
export default defineProgram((unit) => {
  unit.subscribe({ part: "go", present: true }, () => {
    try {
      unit.publish(1 as never); // HERE
    } catch {}
  });
});`,
  "a text that looks like another file": `${head}
// # sourceURL=other.ts
//# sourceURL=evil.ts
/*# sourceURL=worse.ts */
//@ sourceURL=old.ts
export default defineProgram((unit) => {
  const name = "at x (/etc/passwd:1:1)\\n  at y (cordon:program:1:1)";
  const it = { [name]: () => { throw new Error("at z (cordon:program:9:9)"); } }; // HERE
  it[name]?.();
});`,
};

describe.each([
  ["LF", "\n", "", true],
  ["CRLF", "\r\n", "\ufeff", true],
  ["a byte order mark", "\n", "\ufeff", false],
  ["a first line for a shell", "\n", "#!/usr/bin/env node\n", false],
])("with %s", (_what, end, before, inFolders) => {
  test.each(Object.keys(texts))("%s", (name) => {
    const text = before + (texts[name] ?? "").replaceAll("\n", end);
    const line = lineOf(text);
    const [first = ""] = stackOf(programFromSource("it", text));
    expect(first).toMatch(new RegExp(`^it\\.ts:${line}( |$)`));
    // Each of these takes processes of its own.
    if (!inFolders) return;
    const plugin = new Plugin({ "it.ts": text, "other.ts": `export const other = 1;` });
    const [alone = ""] = stackOf(loadProgram(plugin.path("it.ts")));
    expect(alone.replace(plugin.folder, "")).toMatch(new RegExp(`^/it\\.ts:${line}( |$)`));
    // Another module makes a bundle of it.
    const joined = `${text}${end}import { other } from "./other.ts"; export { other };`;
    plugin.write({ "it.ts": joined });
    const [bundled = ""] = stackOf(loadProgram(plugin.path("it.ts")));
    expect(bundled.replace(plugin.folder, "")).toMatch(new RegExp(`^/it\\.ts:${line}( |$)`));
  });
});

test("through modules and packages, innermost first, with functions", () => {
  const files: Files = {
    "node_modules/lib/package.json": `{ "name": "lib" }`,
    "node_modules/lib/index.js": `"use strict";\nexports.deep = function deep(x) {\n  return x.y.z;\n};\n`,
    "middle.ts": `import { deep } from "lib";\n\nexport class Middle {\n  go(): void {\n    deep({});\n  }\n}\n`,
    "a.ts": `${head}\nimport { Middle } from "./middle.ts";\nexport default defineProgram((unit) => {\n  unit.subscribe({ part: "go", present: true }, function onGo() {\n    new Middle().go();\n  });\n});\n`,
  };
  const plugin = new Plugin(files);
  const stack = stackOf(loadProgram(plugin.path("a.ts")));
  expect(stack.map((it) => it.replace(plugin.folder, ""))).toEqual([
    "/node_modules/lib/index.js:3 (deep)",
    "/middle.ts:5 (Middle.go)",
    "/a.ts:5 (onGo)",
  ]);
});

test.each([
  ["what is no error", `throw "text";`],
  ["an object like an error", `throw { message: "m", stack: "at a (cordon:program:1:1)" };`],
  [
    "an error whose stack is its own",
    `throw Object.defineProperty(new Error("m"), "stack", { value: "at a (cordon:program:1:1)" });`,
  ],
  [
    "an error with a getter",
    `const e = new Error("m"); Object.defineProperty(e, "stack", { get() { unit.log("ran"); return "" } }); throw e;`,
  ],
  ["an heir of an error", `throw Object.create(new Error("m"));`],
  ["a proxy of one", `throw new Proxy(new Error("m"), {});`],
])("%s has no place", (_what, code) => {
  const text = `${head}\nexport default defineProgram((unit) => { ${code} });`;
  expect(stackOf(programFromSource("it", text))).toEqual([]);
});

test("names of functions are escaped and bounded, and so are stacks", () => {
  const text = `${head}
export default defineProgram((unit) => {
  const name = "\\u001b[31m" + "x".repeat(200_000);
  const it = { [name](n: number): void { if (n === 0) throw new Error("no"); this[name]?.(n - 1); } } as Record<string, (n: number) => void>;
  it[name]?.(500);
});`;
  const stack = stackOf(programFromSource("it", text));
  expect(stack.length).toBeLessThanOrEqual(10);
  for (const place of stack) {
    expect(place.length).toBeLessThan(200);
    // oxlint-disable-next-line no-control-regex
    expect(place).not.toMatch(/[\u0000-\u001f]/);
  }
});
