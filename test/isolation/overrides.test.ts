/** What a program assigns to its own objects, it can assign in a unit, though all that they inherit is frozen. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { createPlatform, programFromSource } from "../../src/index.ts";

/** Logs JSON of what an expression of a program gives. */
function inUnit(text: string): unknown {
  const platform = createPlatform({ seed: 1 });
  try {
    let logged = "nothing";
    platform.notifications.on("log", (record) => {
      logged = record.text;
    });
    platform.notifications.on("fault", ({ message }) => {
      logged = JSON.stringify({ fault: message });
    });
    platform.addProgram(
      programFromSource("it", `import { defineProgram } from "cordon/unit";\n${text}`),
    );
    platform.deploy({ program: "it", name: "it", onFault: "quarantine" });
    platform.settle();
    return JSON.parse(logged);
  } finally {
    platform.close();
  }
}

/** Every property that an heir of a prototype may be given by assignment. */
const assignable = `(() => {
  const found = [];
  const constructors = [
    Object, Function, Array, Map, Set, WeakMap, WeakSet, Error, TypeError, RangeError, SyntaxError,
    RegExp, String, Number, Boolean, Symbol, BigInt, Iterator, ArrayBuffer, DataView,
    Uint8Array, Float64Array, Object.getPrototypeOf(Uint8Array),
  ];
  const prototypes = constructors.map(({ prototype }) => prototype);
  for (const it of [[].values(), new Map().values(), new Set().values(), (function* () {})()]) {
    prototypes.push(Object.getPrototypeOf(it));
  }
  for (const [at, prototype] of prototypes.entries()) {
    for (const key of Reflect.ownKeys(prototype)) {
      const heir = Object.create(prototype);
      try {
        heir[key] = 1;
      } catch {}
      if (Object.hasOwn(heir, key) && heir[key] === 1) found.push(at + " " + String(key));
    }
  }
  return found;
})()`;

/** V8 iterates, and copies arrays, the fast way only while these are as they are. */
const kept = new Set(["2 constructor", "2 Symbol(Symbol.iterator)", "3 Symbol(Symbol.iterator)"]);
const keptKeys = [/ next$/, / Symbol\(Symbol\.iterator\)$/];

test("an heir may be given what it could be given in Node", () => {
  // oxlint-disable-next-line no-eval -- the same text in both
  const inNode = (0, eval)(assignable) as readonly string[];
  const there = inUnit(`export default defineProgram((unit) => {
    const found = ${assignable};
    unit.log(JSON.stringify(found.filter((_, at) => at < 200)));
    unit.log(JSON.stringify(found));
  });`);
  const missing = inNode.filter(
    (it) => !(there as readonly string[]).includes(it) && !kept.has(it),
  );
  const names = missing.filter((it) => !keptKeys.some((pattern) => pattern.test(it)));
  // What a unit does not have at all can be assigned as well: it is no property of the prototype.
  const absent = inUnit(`export default defineProgram((unit) => {
    const all = ${JSON.stringify(names)};
    const prototypes = [Object, Function, Array, Map, Set, WeakMap, WeakSet, Error, TypeError, RangeError,
      SyntaxError, RegExp, String, Number, Boolean, Symbol, BigInt, Iterator, ArrayBuffer, DataView,
      Uint8Array, Float64Array, Object.getPrototypeOf(Uint8Array)].map(({ prototype }) => prototype);
    unit.log(JSON.stringify(all.filter((it) => {
      const [at, key] = it.split(" ");
      return prototypes[at] !== undefined && Object.hasOwn(prototypes[at], key);
    })));
  });`);
  // The length cannot be made to give way, and the others are of ses, for buffers that do not change.
  expect(absent).toEqual([
    "2 length",
    "18 slice",
    "18 resize",
    "18 transfer",
    "18 transferToFixedLength",
  ]);
});

test("records may be keyed by any text, as in Node", () => {
  const names = fc.oneof(
    fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype), "prototype", "name", "length"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(names, { minLength: 1, maxLength: 40 }), (keys) => {
      const program = (top: string): string => `${top}
        export default defineProgram((unit) => {
          const counts = {};
          const table = new Table();
          for (const key of ${JSON.stringify(keys)}) {
            counts[key] = (Object.hasOwn(counts, key) ? counts[key] : 0) + 1;
            if (key !== "__proto__") table.put(key, counts[key]);
          }
          unit.log(JSON.stringify([Object.entries(counts), Object.entries(table)]));
        });`;
      const expected: Record<string, number> = {};
      for (const key of keys) {
        if (key === "__proto__") continue;
        expected[key] = (Object.hasOwn(expected, key) ? (expected[key] ?? 0) : 0) + 1;
      }
      const both = [Object.entries(expected), Object.entries(expected)];
      const table = `class Table { put(key, value) { this[key] = value; } get() { return 1; } }`;
      // Run once for all units and frozen, and once for each.
      expect(inUnit(program(table))).toEqual(both);
      expect(inUnit(program(`let units = 0;\n${table}`))).toEqual(both);
    }),
    { numRuns: 12 },
  );
});
