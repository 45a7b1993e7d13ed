/** What a program passes as event data is copied, frozen and leads nowhere. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bytes, bytesOf, copyValue, isBytes, isScalar, type Value } from "../../src/event/index.ts";
import { isSameData, reachable, record, tags, valueInput } from "./values.ts";

function properties(value: Value, ...path: readonly string[]): Value {
  let at = value;
  for (const name of path) at = (at as { readonly [name: string]: Value })[name] as Value;
  return at;
}

describe("a copy", () => {
  test("holds the same data", () => {
    fc.assert(fc.property(valueInput, (input) => isSameData(input, copyValue(input, "data"))));
  });

  test("of a copy holds the same data", () => {
    fc.assert(
      fc.property(valueInput, (input) => {
        const once = copyValue(input, "data");
        return isSameData(once, copyValue(once, "data"));
      }),
    );
  });

  test("is frozen all the way down, and so are the prototypes that are ours", () => {
    fc.assert(
      fc.property(valueInput, (input) => {
        for (const object of reachable(copyValue(input, "data"))) {
          expect(Object.isFrozen(object)).toBe(true);
          if (Array.isArray(object)) continue;
          const prototype: unknown = Object.getPrototypeOf(object);
          expect(Object.isFrozen(prototype)).toBe(true);
          expect(Object.getPrototypeOf(prototype)).toBeNull();
          expect(Reflect.ownKeys(prototype as object)).toEqual([]);
        }
      }),
    );
  });

  test("has one NaN, whatever bits another has", () => {
    const floats = new Float64Array(1);
    const bits = new BigUint64Array(floats.buffer);
    const bitsOf = (value: unknown): bigint => {
      floats[0] = value as number;
      return bits[0] ?? 0n;
    };
    const canonical = bitsOf(Number.NaN);
    // Often enough that it is compiled, too: that is when V8 hands on other bits.
    for (let i = 0; i < 20_000; i++) {
      bits[0] = 0x7ff8_0000_0000_0000n | BigInt(i) | (BigInt(i & 1) << 63n);
      const nan = floats[0];
      const copies = copyValue([nan, { nan }], "data") as readonly [
        number,
        { readonly nan: number },
      ];
      for (const copy of [copyValue(nan, "data"), copies[0], copies[1].nan]) {
        if (bitsOf(copy) !== canonical) expect(bitsOf(copy)).toBe(canonical);
      }
    }
    expect(copyValue([-0, 1.5], "data")).toEqual([-0, 1.5]);
  });

  test("shares nothing that can change with what was passed", () => {
    const inner = { deep: [1] };
    const bytes = new Uint8Array([1, 2]);
    const input = { list: [inner], bytes };
    const copy = copyValue(input, "data");
    inner.deep.push(2);
    input.list.push({ deep: [] });
    bytes[0] = 9;
    expect(properties(copy, "list", "0", "deep")).toEqual([1]);
    expect(properties(copy, "list")).toHaveLength(1);
    expect([...bytesOf(properties(copy, "bytes") as Bytes)]).toEqual([1, 2]);
  });

  test("takes names that mean something elsewhere as plain data", () => {
    const copy = copyValue(
      record([
        ["__proto__", "x"],
        ["constructor", "y"],
      ]),
      "data",
    );
    expect(Object.entries(copy as object)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
    expect("toString" in (copy as object)).toBe(false);
    expect("constructor" in (copyValue({}, "data") as object)).toBe(false);
  });

  test("keeps tags and bytes as what they are", () => {
    const bytes = new Bytes(new Uint8Array([7]));
    expect(copyValue(tags[0], "data")).toBe(tags[0]);
    expect(copyValue(bytes, "data")).toBe(bytes);
    expect(isBytes(copyValue(new Uint8Array(3), "data"))).toBe(true);
    expect("constructor" in bytes).toBe(false);
  });
});

describe("scalars", () => {
  test("are null, booleans, numbers, bigints, strings and tags; nothing else compares", () => {
    for (const value of [null, true, 0, Number.NaN, 1n, "", tags[0]]) {
      expect(isScalar(value)).toBe(true);
    }
    for (const value of [undefined, [], {}, new Bytes(new Uint8Array(0)), () => 0, Symbol("s")]) {
      expect(isScalar(value)).toBe(false);
    }
  });
});
