/** Which programs have their module evaluated once for all units, and that units share nothing by it. */

import { afterAll, describe, expect, test } from "vitest";
import { type BundledProgram, createPlatform, CordonError } from "../../src/index.ts";
import { checkedProgram } from "./checked-program.ts";
import { Lab, type LabDeployment } from "./lab.ts";
import { refusal } from "./refusal.ts";

/**
 * @param top of the module
 * @param body of the program
 */
function programOf(name: string, top: string, body: string = ""): BundledProgram {
  const source = `
import { defineProgram } from "cordon/unit";
${top}
export default defineProgram((unit) => { ${body} });`;
  return checkedProgram(name, source);
}

const opened: Lab<"s">[] = [];

function isolates(): Lab<"s"> {
  const lab = new Lab<"s">(["s"], {}, createPlatform);
  opened.push(lab);
  return lab;
}

afterAll(() => {
  for (const lab of opened) lab.platform.close();
});

/** Starts two units of a program: `open`, and `cleared` for a secret that must not reach the other. */
function deployTwo(lab: Lab<"s">, program: BundledProgram, deployment: LabDeployment = {}): void {
  lab.platform.addProgram(program);
  const { name } = program;
  lab.deploy(name, `${name}-cleared`, { ...deployment, input: lab.label(["s"]) });
  lab.deploy(name, `${name}-open`, deployment);
}

describe("evaluated once: a module in which nothing can change", () => {
  test.each([
    ["nothing but the program", ``],
    ["functions", `export function f(a, b = []) { b.push(a); return b; }`],
    ["a generator function", `export function* f() { yield 1; }`],
    ["arrow functions and function expressions", `export const f = () => 1, g = function () {};`],
    ["numbers and texts", `export const a = 1, b = "b", c = true, d = null, e = 10n, f = \`g\`;`],
    ["arithmetic", `export const a = 24 * 60 * (60 + 1), b = -1, c = typeof 1;`],
    ["constants", `export const a = undefined, b = NaN, c = Infinity;`],
    ["another name for what is declared", `export const a = 1; export const b = a;`],
    ["a variable that nothing assigns to", `export let a = 1;`],
    [
      "frozen literals",
      `export const a = Object.freeze([1, Object.freeze({ b: "c", d: () => 1 })]);`,
    ],
    ["methods in a frozen literal", `export const a = Object.freeze({ m() {}, *g() {} });`],
    ["a frozen literal's prototype", `export const a = Object.freeze({ __proto__: null, b: 1 });`],
    [
      "what a function returns that returns what it is given",
      `export const a = defineProgram(() => {});`,
    ],
    [
      "a class",
      `export class C { open = []; #hidden = 0; constructor() {} m() { return this.#hidden; } }`,
    ],
    [
      "accessors and static methods",
      `export class C { get a() { return 1; } set a(v) {} static of() {} }`,
    ],
    [
      "a class of a class",
      `export class A {} export class B extends A { c = 1; m() { super.m(); } }`,
    ],
    ["a class expression", `export const C = class { m() {} };`],
    ["variables inside functions", `export function f() { let a = 1; a++; [a] = [2]; return a; }`],
    [
      "what instances assign to",
      `export class C { a = 1; m(other) { this.a = 2; other.b.c = 3; } }`,
    ],
  ])("%s", (_what, top) => {
    expect(programOf("p", top).isShared).toBe(true);
  });
});

/** What can change, and an expression that is 1, 2, … if only one unit changes it. */
const changeable: readonly (readonly [what: string, top: string, next: string])[] = [
  ["a variable that is assigned to", `let a = 0;`, `a += 1`],
  ["a variable that is counted up", `var a = 0;`, `++a`],
  ["a variable without a value", `let a;`, `(a ??= 0, ++a)`],
  ["a variable in a pattern", `let a = 0;`, `([{ b: a = 0 }] = [{ b: a + 1 }], a)`],
  [
    "a variable in the rest of a pattern",
    `let a = Object.freeze([]);`,
    `([...a] = [...a, 1], a.length)`,
  ],
  ["a variable of a loop over values", `let a = 0;`, `(() => { for (a of [a + 1]); return a; })()`],
  [
    "a variable of a loop over keys",
    `let a = 0;`,
    `(() => { for (a in { [+a + 1]: 1 }); return +a; })()`,
  ],
  [
    "a function that is assigned to",
    `function f() { return 0; }`,
    `(n => (f = () => n, n))(f() + 1)`,
  ],
  [
    "a class that is assigned to",
    `let C = class { static n() { return 0; } };`,
    `(n => (C = class { static n() { return n; } }, n))(C.n() + 1)`,
  ],
  ["variables that are taken apart", `const [a] = [[]];`, `a.push(1)`],
  ["a map", `const a = new Map();`, `a.set(a.size, 1).size`],
  ["an object", `const a = {};`, `count(a)`],
  ["an array", `const a = [];`, `a.push(1)`],
  ["an array in a frozen one", `const a = Object.freeze([[]]);`, `a[0].push(1)`],
  [
    "the prototype of a frozen literal",
    `const a = Object.freeze({ __proto__: {} });`,
    `count(Object.getPrototypeOf(a))`,
  ],
  ["the spread items of a frozen literal", `const a = Object.freeze([...[[]]]);`, `a[0].push(1)`],
  [
    "a literal frozen by another Object",
    `class Object { static freeze(value) { return value; } } const a = Object.freeze({});`,
    `count(a)`,
  ],
  ["an array given to a function that returns it", `const a = defineProgram([]);`, `a.push(1)`],
  [
    "an array given to a function with a variable",
    `function keep(a) { const b = [a]; return () => b; } const a = keep(0);`,
    `a().push(1) - 1`,
  ],
  [
    "a function called where it stands",
    `const a = (() => { let n = 0; return () => ++n; })();`,
    `a()`,
  ],
  [
    "a generator",
    `function* f() { for (let n = 1; ; n++) yield n; } const a = f();`,
    `a.next().value`,
  ],
  ["a pattern with a position", `const a = /x/g;`, `(a.lastIndex += 1)`],
  ["what a tag makes of a template", "const tag = () => []; const a = tag`b`;", `a.push(1)`],
  ["a property of a function", `function f() {}`, `(f.n = (f.n ?? 0) + 1)`],
  [
    "a property of a function's prototype",
    `function f() {}`,
    `(f.prototype.n = (f.prototype.n ?? 0) + 1)`,
  ],
  ["a static field", `class C { static n = 0; }`, `++C.n`],
  [
    "a private static field",
    `class C { static #n = 0; static next() { return ++C.#n; } }`,
    `C.next()`,
  ],
  [
    "a variable of a static block",
    `class C { static next; static { let n = 0; C.next = () => ++n; } }`,
    `C.next()`,
  ],
  [
    "a computed name of a method",
    `const seen = []; class C { [(seen.push(0), "m")]() {} }`,
    `seen.push(1) - 1`,
  ],
  [
    "a class of what a call returns",
    `function f() { let n = 0; return class { static next() { return ++n; } }; } class C extends f() {}`,
    `C.next()`,
  ],
  [
    "a private field given to any object",
    `class Given { constructor(it) { return it; } } class Mark extends Given { #n = 0; static next(it) { if (!(#n in it)) new Mark(it); return ++it.#n; } }`,
    `Mark.next(Given)`,
  ],
  [
    "the function of a private method",
    `class C { #m() {} static of() { return new C().#m; } }`,
    `count(C.of())`,
  ],
  [
    "the function of a private static method",
    `class C { static #m() {} static of() { return C.#m; } }`,
    `count(C.of())`,
  ],
  [
    "the prototype of a private generator",
    `class C { *#m() {} static of() { return Object.getPrototypeOf(new C().#m()); } }`,
    `count(C.of())`,
  ],
  ["the arguments of the module's function", `const a = () => arguments;`, `count(a())`],
  [
    "the arguments, in a literal",
    `const a = Object.freeze({ of: (b = arguments) => b });`,
    `count(a.of())`,
  ],
  ["the arguments, spelt otherwise", `const a = () => argu\\u006dents;`, `count(a())`],
];

describe("evaluated for each unit: a module in which something can change", () => {
  const lab = isolates();
  const programs = changeable.map(([, top, next], i) => {
    const counter = `
      const count = (it) => (it.n = (it.n ?? 0) + 1);
      unit.subscribe({ part: "go", present: true }, () => unit.log(String(${next})));`;
    const program = programOf(`p${i}`, top, counter);
    deployTwo(lab, program);
    return program;
  });
  lab.event({ go: 1 });
  lab.event({ go: 2 });

  test.each(changeable.map(([what], i) => [what, i] as const))("%s", (_what, i) => {
    expect(programs[i]?.isShared).toBe(false);
    const said = [lab.said(`p${i}-cleared`), lab.said(`p${i}-open`)];
    expect(said, "each unit has its own").toEqual([
      ["1", "2"],
      ["1", "2"],
    ]);
  });

  test.each([
    ["a statement", `Object.freeze([]);`],
    ["a block", `{ function f() {} }`],
    ["a getter in a frozen literal", `export const a = Object.freeze({ get b() { return 1; } });`],
    ["a computed name in a frozen literal", `export const a = Object.freeze({ [String()]: 1 });`],
    ["a hole in a frozen literal", `export const a = Object.freeze([, 1]);`],
    ["a template with an expression", `const a = 1; export const b = \`\${a}\`;`],
    ["arithmetic with what is declared", `const a = () => 1; export const b = 1 + a;`],
    ["arithmetic with big integers", `export const a = 3n ** 20000000n;`],
    ["a member of a global", `export const a = Math.max;`],
    ["a global", `export const a = Array;`],
    ["freezing by another name", `export const a = Object["freeze"]([1]);`],
    ["a class of a global", `export class C extends Map {}`],
    ["deleting what a function has", `export function f() { delete f.a; }`],
    [
      "assigning to a member further down",
      `export const a = Object.freeze({}); export const f = () => { a.b.c = 1; };`,
    ],
  ])("%s", (_what, top) => {
    expect(programOf("p", top).isShared).toBe(false);
  });

  test("a method that an instance has of its own can be assigned to", () => {
    const top = `class C { m() { return this; } constructor() { this.m = this.m.bind(this); } }`;
    const program = programOf(
      "p",
      top,
      `const { m } = new C(); unit.log(String(m() instanceof C));`,
    );
    expect(program.isShared).toBe(false);
    const own = isolates();
    deployTwo(own, program);
    expect(own.said("p-open")).toEqual(["true"]);
  });
});

describe("however deep an author nests", () => {
  /** Deeper than is looked at, and not so deep that the parser gives up. */
  const depth = 100;
  /** What is too much may be refused, and has to be; nothing else may happen. */
  const depths = [400, 4_000];

  test.each(depths)("%i calls, literals, sums or patterns: decided, or refused", (deep) => {
    for (const top of [
      `export const a = ${"defineProgram(".repeat(deep)}1${")".repeat(deep)};`,
      `export const a = ${"Object.freeze([".repeat(deep)}${"])".repeat(deep)};`,
      `export const a = ${"1 + ".repeat(deep)}f; function f() {}`,
      `export let a = 1; export function f() { ${"[".repeat(deep)}a${"]".repeat(deep)} = 1; }`,
    ]) {
      let decided: unknown;
      try {
        decided = programOf("p", top).isShared;
      } catch (error) {
        decided = error instanceof CordonError ? error.code : error;
      }
      expect([false, "PROGRAM_LIMIT"]).toContain(decided);
    }
  });

  test.each([
    ["calls", `export const a = ${"defineProgram(".repeat(depth)}1${")".repeat(depth)};`],
    [
      "frozen literals",
      `export const a = ${"Object.freeze([".repeat(depth)}${"])".repeat(depth)};`,
    ],
    ["sums", `export const a = ${"1 + ".repeat(depth)}f; function f() {}`],
    ["members", `export const a = 1; export function f() { a${".b".repeat(10_000)} = 1; }`],
    [
      "patterns",
      `export let a = 1; export function f() { ${"[".repeat(depth)}a${"]".repeat(depth)} = 1; }`,
    ],
    ["wide patterns", `export let a = 1; export function f(b) { [${"a,".repeat(150_000)}] = b; }`],
  ])("%s: it is decided", (_what, top) => {
    expect(programOf("p", top).isShared).toBe(false);
  });

  test("inside a function it does not matter", () => {
    const top = `export const f = () => ${"[".repeat(depth)}${"]".repeat(depth)};`;
    expect(programOf("p", top).isShared).toBe(true);
  });
});

describe("two units of a program that is evaluated once", () => {
  /** Whatever the units share. What is set is no variable's name, so that it counts as shared. */
  const top = `
function f() {}
function* g() {}
const arrow = () => 1;
class C { m() {} *g() {} get a() { return 1; } set a(value) {} static of() {} }
class D extends C { b = 1; }
const E = class {};
const table = Object.freeze({ list: Object.freeze([1]), m() {}, *g() {}, E: class {} });
function targets() {
  const { get, set } = Object.getOwnPropertyDescriptor(C.prototype, "a");
  return {
    f, "f.prototype": f.prototype, g, "g.prototype": g.prototype, arrow,
    C, "C.prototype": C.prototype, "a method": C.prototype.m, "a generator method": C.prototype.g.prototype,
    "a getter": get, "a setter": set, "a static method": C.of, D, "D.prototype": D.prototype, E,
    table, list: table.list, "a table's method": table.m, "a table's generator": table.g.prototype,
    "a table's class": table.E, targets, defineProgram, program,
  };
}
const ways = Object.freeze({
  set: (it) => { it.kept = 1; },
  define: (it) => Object.defineProperty(it, "kept", { value: 1 }),
  assign: (it) => Object.assign(it, { kept: 1 }),
  prototype: (it) => Object.setPrototypeOf(it, { kept: 1 }),
  name: (it) => Object.defineProperty(it, "name", { value: "kept" }),
  push: (it) => Array.prototype.push.call(it, 1),
  delete: (it) => { for (const key of Reflect.ownKeys(it)) delete it[key]; it.kept = 1; },
});
const program = `;

  test("whatever one sets on what they share is its fault, and the other sees nothing of it", () => {
    const source = `
import { defineProgram } from "cordon/unit";
${top} defineProgram((unit) => {
  unit.subscribe({ part: "set", present: true }, ({ set }) => ways.set(targets()[set]));
  unit.subscribe({ part: "try", present: true }, () => {
    const done = [];
    for (const [what, it] of Object.entries(targets())) {
      for (const [way, change] of Object.entries(ways)) {
        try { change(it); } catch (error) { if (error instanceof TypeError) continue; }
        done.push(way + " " + what);
      }
    }
    unit.log("done: " + done.join());
  });
  unit.subscribe({ part: "look", present: true }, () => {
    const found = Object.entries(targets()).filter(([, it]) => it.kept !== undefined || it.name === "kept");
    const event = unit.createEvent();
    unit.addPart(event, {}, "found", found.map(([what]) => what));
    unit.publish(event);
  });
});
export default program;`;
    const shared = checkedProgram("p", source);
    expect(shared.isShared).toBe(true);
    const lab = isolates();
    const found = lab.watch("found", "everything");
    deployTwo(lab, shared, { onFault: "continue" });
    const names = ["f", "f.prototype", "C", "C.prototype", "table", "list", "program"];
    for (const set of names) lab.event([lab.part("set", set, lab.label(["s"]))]);
    expect(
      lab.records("fault").map(({ unit, message }) => [unit.name, /not extensible/.test(message)]),
    ).toEqual(names.map(() => ["p-cleared", true]));
    lab.event([lab.part("try", 1, lab.label(["s"]))]);
    expect(lab.said("p-cleared")).toEqual(["done: "]);
    lab.event({ look: 1 });
    expect(found, "what each of them finds").toEqual([[], []]);
  });

  test("have objects of the same classes, each its own", () => {
    const classes = `
class Counter {
  #count = 0;
  seen = [];
  static from(count) { const counter = new Counter(); counter.#count = count; return counter; }
  get count() { return this.#count; }
  next() { this.seen.push(++this.#count); return this; }
}
class Doubled extends Counter { next() { return super.next().times(2); } times(by) { this.by = by; return this; } }`;
    const body = `
const counter = Counter.from(10);
const doubled = new Doubled();
unit.subscribe({ part: "go", present: true }, () => {
  counter.next();
  doubled.next();
  unit.log([counter.seen, doubled.seen, doubled.count * doubled.by, doubled instanceof Counter].join(" "));
});`;
    const program = programOf("p", classes, body);
    expect(program.isShared).toBe(true);
    const lab = isolates();
    deployTwo(lab, program);
    lab.event([lab.part("go", 1, lab.label(["s"]))]);
    lab.event({ go: 2 });
    expect(lab.said("p-cleared")).toEqual(["11 1 2 true", "11,12 1,2 4 true"]);
    expect(lab.said("p-open")).toEqual(["11 1 2 true"]);
  });
});

describe("PROGRAM_DEFAULT: a default export that is no program", () => {
  test.each([
    ["evaluated once", true, `export default 5;`],
    ["evaluated for each unit", false, `export default { a: 5 };`],
  ])("%s", (_what, isShared, source) => {
    const program = checkedProgram("p", source);
    expect(program.isShared).toBe(isShared);
    const lab = isolates();
    lab.platform.addProgram(program);
    lab.deploy("p", "p", { onFault: "quarantine" });
    expect(lab.records("fault").map(({ message }) => message)).toEqual([
      "PROGRAM_DEFAULT: the default export is no program",
    ]);
  });
});

describe("PROGRAM_FORBIDDEN, also at the top of a module", () => {
  test.each([
    ["an async function", `export async function f() {}`],
    ["an async function", `export const f = async () => {};`],
    ["an async function", `export const a = Object.freeze({ async m() {} });`],
    ["an async function", `export class C { async m() {} }`],
    ["an async function", `export class C { static async #m() {} static n() { C.#m(); } }`],
    ["an async function", `export async function* f() {}`],
    ["await", `await 1;`],
    ["await", `export const a = await 1;`],
    ["await", `for await (const a of []) a();`],
    ["a dynamic import", `const name = "fs"; import(name);`],
    ["a dynamic import", `const name = "fs"; export const f = () => import(name);`],
    ["import.meta", `export const a = import.meta;`],
    ["import.meta", `export const f = () => import.meta.url;`],
  ])("%s: %s", (what, top) => {
    const { code, message } = refusal(() => programOf("p", top));
    expect(code).toBe("PROGRAM_FORBIDDEN");
    expect(message).toContain(what);
  });
});
