/** What crosses between cells comes back as it went, and only if it is well-formed. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CordonError } from "../../src/errors.ts";
import {
  Bytes,
  copyValue,
  decodeGrant,
  decodeLabel,
  decodeParts,
  decodeValue,
  encodeGrant,
  encodeLabel,
  encodeParts,
  encodeValue,
  malformed,
  type Part,
  type TagNamer,
  type TagResolver,
  type Value,
} from "../../src/event/index.ts";
import { type Grant, LabelTable, PRIVILEGES, tagId } from "../../src/label/index.ts";
import { limits } from "../../src/limits.ts";
import { isSameData, reachable, tagById, tags, valueInput } from "./values.ts";

const name: TagNamer = (tag) => tagId(tag);
const resolve: TagResolver = (id) => {
  const tag = tagById.get(id);
  if (tag === undefined) throw malformed("an unknown tag");
  return tag;
};
const table = new LabelTable();

/** To text and back, as every crossing does. */
function cross(wire: unknown): unknown {
  return JSON.parse(JSON.stringify(wire));
}

const limit = fc.oneof(fc.constant(Infinity), fc.integer({ min: 0 }));
const grant: fc.Arbitrary<Grant> = fc.record({
  privilege: fc.constantFrom(...PRIVILEGES),
  until: limit,
  // Only a creator holds without a beginning, and what it holds never crosses.
  since: fc.nat(),
  authoritySince: limit,
});
const carried = fc.record({ tag: fc.constantFrom(...tags), grant });
const label = fc
  .record({ secrecy: fc.subarray([...tags]), integrity: fc.subarray([...tags]) })
  .map((spec) => table.of(spec));
const part: fc.Arbitrary<Part> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 20 }).filter((it) => it !== "__proto__"),
  data: valueInput.map((input) => copyValue(input, "data")),
  label,
  privileges: fc.option(fc.array(carried, { minLength: 1, maxLength: 3 })),
});

const parts = fc.array(part, { minLength: 1, maxLength: 5 });

describe("round trip", () => {
  test("of values", () => {
    fc.assert(
      fc.property(valueInput, (input) => {
        const value = copyValue(input, "data");
        const back = decodeValue(cross(encodeValue(value, name)), resolve);
        expect(isSameData(value, back)).toBe(true);
        for (const object of reachable(back)) expect(Object.isFrozen(object)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("of labels: the very same label", () => {
    fc.assert(
      fc.property(label, (it) => {
        expect(decodeLabel(cross(encodeLabel(it, name)), table, resolve)).toBe(it);
      }),
    );
  });

  test("of grants, with what never ends", () => {
    fc.assert(
      fc.property(carried, (it) => {
        expect(decodeGrant(cross(encodeGrant(it, name)), resolve)).toEqual(it);
      }),
    );
  });

  test("of parts", () => {
    fc.assert(
      fc.property(parts, (it) => {
        const back = decodeParts(cross(encodeParts(it, name)), table, resolve);
        expect(back).toHaveLength(it.length);
        for (const [i, { name: called, data, label: of, privileges }] of it.entries()) {
          expect(back[i]?.name).toBe(called);
          expect(back[i]?.label).toBe(of);
          expect(back[i]?.privileges).toEqual(privileges);
          expect(isSameData(data, back[i]?.data)).toBe(true);
        }
      }),
    );
  });

  const odd = 17;
  test.each<readonly [string, unknown]>([
    ["text", "x".repeat(limits.valueBytes)],
    ["bytes", new Uint8Array(limits.valueBytes)],
    ["values", Array(limits.valueNodes - 1).fill(Number.NaN)],
    ["levels", JSON.parse("[".repeat(limits.valueDepth) + "]".repeat(limits.valueDepth))],
    ["a bigint", 16n ** BigInt(2 * limits.valueBytes - 1)],
    ["a negative bigint", -(16n ** BigInt(2 * limits.valueBytes - 1))],
    [
      "a negative bigint of an odd number of digits beside text",
      [-(16n ** BigInt(odd - 1)), "x".repeat(limits.valueBytes - (odd >> 1))],
    ],
    ["numbers that JSON lacks", [Number.NaN, Infinity, -Infinity, -0]],
    ["text that is not well-formed", "\ud800"],
  ])("of the largest that may be passed: %s", (_, input) => {
    const value = copyValue(input, "data");
    const back = decodeValue(cross(encodeValue(value, name)), resolve);
    expect(isSameData(value, back)).toBe(true);
  });
});

const idOf = tagId(tags[0] as never);

describe("refused as WIRE or for its size", () => {
  test.each<readonly [string, unknown]>([
    ["undefined", undefined],
    ["an object", {}],
    ["an empty list", []],
    ["a list without a kind", [1, 2]],
    ["an unknown kind", ["x", 1]],
    ["a number that JSON has", ["n", "1"]],
    ["a number as such", ["n", Number.NaN]],
    ["a bigint without digits", ["i", ""]],
    ["a bigint with other digits", ["i", "0x1f"]],
    ["a bigint with two signs", ["i", "--1"]],
    ["a bigint too large", ["i", "f".repeat(2 * limits.valueBytes + 2)]],
    ["bytes of half a byte", ["b", "abc"]],
    ["bytes in capitals", ["b", "AB"]],
    ["bytes that are none", ["b", 1]],
    ["too many bytes", ["b", "00".repeat(limits.valueBytes + 1)]],
    ["an id that is none", ["t", "abc"]],
    ["an id in capitals", ["t", "A".repeat(32)]],
    ["an unknown tag", ["t", "e".repeat(32)]],
    ["a record without a last value", ["r", "a", 1, "b"]],
    ["a record with a key that is no text", ["r", 1, 2]],
    ["too much text", "x".repeat(limits.valueBytes + 1)],
    ["too many values", ["a", ...Array(limits.valueNodes).fill(0)]],
    ["too many levels", JSON.parse('["a",'.repeat(40) + "0" + "]".repeat(40))],
    ["a level too many inside", ["a", ["r", "k", {}]]],
  ])("a value: %s", (_, wire) => {
    expect(() => decodeValue(wire, resolve)).toThrow(CordonError);
  });

  test.each<readonly [string, unknown]>([
    ["no list", {}],
    ["one set", [[]]],
    ["three sets", [[], [], []]],
    ["no sets", [1, 2]],
    ["no ids", [["x"], []]],
    ["an unknown tag", [[], ["e".repeat(32)]]],
    ["too many tags", [Array(limits.labelTags + 1).fill(idOf), []]],
  ])("a label: %s", (_, wire) => {
    expect(() => decodeLabel(wire, table, resolve)).toThrow(CordonError);
  });

  test.each<readonly [string, unknown]>([
    ["too short", ["t+", idOf, null, null]],
    ["no privilege", ["t", idOf, null, null, null]],
    ["no tag", ["t+", "x", null, null, null]],
    ["a time that is text", ["t+", idOf, "0", null, null]],
    ["a round that is undefined", ["t+", idOf, null, undefined, null]],
  ])("a grant: %s", (_, wire) => {
    expect(() => decodeGrant(wire, resolve)).toThrow(CordonError);
  });

  const nobody = [[], []] as const;
  const whole = ["a", 1, 0, []] as const;
  const tooMany = limits.versionParts + 1;
  test.each<readonly [string, unknown]>([
    ["one list", [[nobody]]],
    ["no list of labels", [{}, [whole]]],
    ["no list of parts", [[nobody], { length: 1, 0: whole }]],
    ["too many parts", [[nobody], Array(tooMany).fill(whole)]],
    ["too many labels", [Array(tooMany).fill(nobody), [whole]]],
    ["a label that is none", [[[]], [whole]]],
    ["a part too short", [[nobody], [["a", 1, 0]]]],
    ["a label that is not there", [[nobody], [["a", 1, 1, []]]]],
    ["a label before the first", [[nobody], [["a", 1, -1, []]]]],
    ["a label between two", [[nobody, nobody], [["a", 1, 0.5, []]]]],
    ["a label by name", [[nobody], [["a", 1, "length", []]]]],
    ["an empty name", [[nobody], [["", 1, 0, []]]]],
    ["a forbidden name", [[nobody], [["__proto__", 1, 0, []]]]],
    ["a long name", [[nobody], [["x".repeat(limits.partName + 1), 1, 0, []]]]],
    ["a name that is none", [[nobody], [[1, 1, 0, []]]]],
    ["grants that are none", [[nobody], [["a", 1, 0, null]]]],
  ])("parts: %s", (_, wire) => {
    expect(decodeParts([[nobody], [whole]], table, resolve)).toHaveLength(1);
    expect(() => decodeParts(wire, table, resolve)).toThrow(CordonError);
  });
});

describe("whatever arrives, decoding ends in a value or a CordonError", () => {
  /** Well-formed messages with pieces replaced: they get further in than noise does. */
  const wire = fc.letrec<{ readonly node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(null, 0, -1, 1.5, "", "t+", "-0", "NaN", "zz", "ff", idOf, true),
      fc.string({ maxLength: 4 }),
      fc
        .tuple(fc.constantFrom("n", "i", "t", "b", "a", "r", "x"), fc.array(tie("node")))
        .map(([kind, items]) => [kind, ...items]),
      fc.array(tie("node"), { maxLength: 6 }),
      fc.dictionary(fc.string(), tie("node"), { maxKeys: 3 }),
    ),
  })).node;

  const decoders: readonly (readonly [string, (wire: unknown) => unknown])[] = [
    ["values", (it) => decodeValue(it, resolve)],
    ["labels", (it) => decodeLabel(it, table, resolve)],
    ["grants", (it) => decodeGrant(it, resolve)],
    ["parts", (it) => decodeParts(it, table, resolve)],
  ];

  test.each(decoders)("%s", (_, decode) => {
    fc.assert(
      fc.property(fc.oneof(wire, fc.jsonValue(), fc.anything()), (message) => {
        try {
          decode(message);
        } catch (error) {
          expect(error).toBeInstanceOf(CordonError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("mutilated parts", () => {
    const path = fc.array(fc.nat(5), { maxLength: 5 });
    fc.assert(
      fc.property(parts, path, wire, (whole, at, piece) => {
        const message = cross(encodeParts(whole, name));
        try {
          for (const it of decodeParts(replaced(message, at, piece), table, resolve)) {
            expectImmutable(it.data);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(CordonError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function replaced(message: unknown, path: readonly number[], piece: unknown): unknown {
  const [at, ...rest] = path;
  if (at === undefined || !Array.isArray(message) || message.length === 0) return piece;
  return (message as readonly unknown[]).with(
    at % message.length,
    replaced(message[at % message.length], rest, piece),
  );
}

function expectImmutable(value: Value): void {
  for (const object of reachable(value)) expect(Object.isFrozen(object)).toBe(true);
}

test("bytes come back as bytes of their own", () => {
  const source = new Uint8Array([1, 2, 3]);
  const bytes = new Bytes(source);
  const back = decodeValue(cross(encodeValue(bytes, name)), resolve);
  expect(back).not.toBe(bytes);
  expect(isSameData(bytes, back)).toBe(true);
});
