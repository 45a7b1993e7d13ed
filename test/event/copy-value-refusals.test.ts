/** What cannot be event data is refused by its code, and none of the program's code is run. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CordonError } from "../../src/errors.ts";
import { Bytes, copyValue } from "../../src/event/index.ts";
import { limits } from "../../src/limits.ts";
import { tags, valueInput } from "./values.ts";

function expectRefusal(input: unknown, code: string, path = "data"): void {
  let thrown: unknown;
  try {
    copyValue(input, "data");
  } catch (error) {
    thrown = error;
  }
  expect(thrown, "it is refused").toBeInstanceOf(CordonError);
  expect((thrown as CordonError).code).toBe(code);
  expect((thrown as CordonError).message).toContain(path);
}

class Point {
  readonly x = 1;
}

class Numbers extends Array<number> {}

function bare<T extends object>(value: T): T {
  return Object.setPrototypeOf(value, null) as T;
}

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

describe("refused as VALUE_KIND", () => {
  test.each<readonly [string, unknown, string]>([
    ["undefined", undefined, "data"],
    ["a function", () => 0, "data"],
    ["a class", Point, "data"],
    ["a symbol", Symbol("s"), "data"],
    ["a function inside", { a: [{ f: () => 0 }] }, "data.a[0].f"],
    ["an undefined property", { a: undefined }, "data.a"],
    ["a symbol key", { [Symbol("s")]: 1 }, "data"],
    ["a hidden symbol key", Object.defineProperty({}, Symbol("s"), { value: 1 }), "data"],
    // oxlint-disable-next-line no-sparse-arrays
    ["a hole in an array", [1, , 3], "data[1]"],
    ["a sparse array", Object.assign([], { length: 3 }), "data[0]"],
  ])("%s", (_, input, path) => expectRefusal(input, "VALUE_KIND", path));
});

describe("refused as VALUE_PROTOTYPE", () => {
  test.each<readonly [string, unknown]>([
    ["an instance of a class", new Point()],
    ["a Map", new Map()],
    ["a Set", new Set()],
    ["a WeakMap", new WeakMap()],
    ["a Date", new Date(0)],
    ["an error", new Error("no")],
    ["a regular expression", /a/],
    ["a promise", Promise.resolve(1)],
    ["a boxed number", Object(1)],
    ["a boxed string", Object("text")],
    ["an ArrayBuffer", new ArrayBuffer(4)],
    ["a typed array of another kind", new Float64Array(2)],
    ["a DataView", new DataView(new ArrayBuffer(4))],
    ["a generator", (function* () {})()],
    ["an object that inherits data", Object.create({ inherited: 1 })],
    ["a long text as an object, stripped", bare(new Object("x".repeat(2 ** 28)))],
    ["a large array of words, stripped", bare(new Uint32Array(2 ** 24))],
    ["a boxed number, stripped", bare(new Object(1))],
    ["a Date, stripped", bare(new Date(0))],
    ["an error, stripped", bare(new Error("no"))],
    ["a regular expression, stripped", bare(/a/)],
    ["a DataView, stripped", bare(new DataView(new ArrayBuffer(4)))],
    ["an object that inherits a name", Object.create({ [Symbol.toStringTag]: "Object" })],
  ])("%s", (_, input) => expectRefusal(input, "VALUE_PROTOTYPE"));
});

describe("refused as VALUE_ACCESSOR, and never called", () => {
  function trap(): never {
    throw new Error("a program's code was run");
  }

  test.each<readonly [string, unknown, string]>([
    ["a getter", Object.defineProperty({}, "x", { get: trap, enumerable: true }), "data.x"],
    ["a hidden getter", Object.defineProperty({}, "x", { get: trap }), "data.x"],
    ["a setter", Object.defineProperty({}, "x", { set: trap }), "data.x"],
    ["a getter in an array", Object.defineProperty([0], 0, { get: trap }), "data[0]"],
    ["a getter named __proto__", Object.defineProperty({}, "__proto__", { get: trap }), "data"],
    [
      "a getter without prototype",
      bare({
        get x() {
          return trap();
        },
      }),
      "data.x",
    ],
  ])("%s", (_, input, path) => expectRefusal(input, "VALUE_ACCESSOR", path));

  test("nor are conversions or iterators", () => {
    const hooks = {
      toJSON: trap,
      toString: trap,
      valueOf: trap,
      then: trap,
      [Symbol.iterator]: trap,
      [Symbol.toPrimitive]: trap,
    };
    for (const key of Reflect.ownKeys(hooks)) {
      const input = Object.defineProperty({}, key, { value: trap });
      expectRefusal(input, "VALUE_KIND");
    }
    const array = Object.assign([1, 2], { [Symbol.iterator]: trap, toJSON: trap });
    expect(copyValue(array, "data")).toEqual([1, 2]);
    const numbers = Object.defineProperty(Numbers.of(1, 2), "map", { get: trap });
    expect(copyValue(numbers, "data")).toEqual([1, 2]);
    const bytes = new Uint8Array([1, 2]);
    for (const key of ["length", "byteLength", Symbol.iterator, "constructor"]) {
      Object.defineProperty(bytes, key, { get: trap });
    }
    expect((copyValue(bytes, "data") as Bytes).length).toBe(2);
  });
});

describe("refused as VALUE_CYCLE", () => {
  test("what contains itself", () => {
    const list: unknown[] = [];
    list.push({ list });
    expectRefusal(list, "VALUE_CYCLE");
  });

  test(`what is nested deeper than ${limits.valueDepth} levels`, () => {
    expect(() => copyValue(nested(limits.valueDepth), "data")).not.toThrow();
    expectRefusal(nested(limits.valueDepth + 1), "VALUE_CYCLE");
  });
});

describe("refused as VALUE_SIZE", () => {
  const bytes = limits.valueBytes;

  test.each<readonly [string, unknown, unknown]>([
    ["characters", "x".repeat(bytes), "x".repeat(bytes + 1)],
    ["bytes", new Uint8Array(bytes), new Uint8Array(bytes + 1)],
    ["characters together", ["x".repeat(bytes - 1), "y"], ["x".repeat(bytes), "y"]],
    ["names", { ["x".repeat(bytes)]: 1 }, { ["x".repeat(bytes + 1)]: 1 }],
    ["digits", 1n << BigInt(bytes * 8 - 8), 1n << BigInt(bytes * 8)],
    ["negative digits", -1n << BigInt(bytes * 8 - 8), -1n << BigInt(bytes * 8)],
    ["values", Array(limits.valueNodes - 1).fill(0), Array(limits.valueNodes).fill(0)],
    ["tags", Array(limits.valueNodes - 1).fill(tags[0]), Array(limits.valueNodes).fill(tags[0])],
  ])("too many %s", (_, largest, tooLarge) => {
    expect(() => copyValue(largest, "data")).not.toThrow();
    expectRefusal(tooLarge, "VALUE_SIZE");
  });

  test("too many bytes, also if they are bytes of an event already", () => {
    const half = new Bytes(new Uint8Array(bytes / 2));
    expect(() => copyValue([half, half], "data")).not.toThrow();
    expectRefusal([half, half, half], "VALUE_SIZE");
  });

  test("an array of great length takes no time to refuse", () => {
    expectRefusal(Object.assign([], { length: 2 ** 32 - 1 }), "VALUE_SIZE");
  });

  test("many references to one large value are as large as copies of it", () => {
    const text = "x".repeat(bytes / 4);
    expectRefusal([text, text, text, text, text], "VALUE_SIZE");
  });
});

test("anything at all is either copied or refused by a code", () => {
  const anything = fc.oneof(
    fc.anything({
      withBigInt: true,
      withTypedArray: true,
      withSparseArray: true,
      withMap: true,
      withSet: true,
      withDate: true,
      withBoxedValues: true,
      withNullPrototype: true,
      withObjectString: true,
    }),
    valueInput,
  );
  fc.assert(
    fc.property(anything, (input) => {
      try {
        copyValue(input, "data");
      } catch (error) {
        expect(error).toBeInstanceOf(CordonError);
      }
    }),
    { numRuns: 500 },
  );
});
