/** Policies: the tree of one accepts exactly the tuples that the policy describes. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leavesOf, satisfies } from "../../src/crypto/access-tree.ts";
import { CryptoError } from "../../src/crypto/errors.ts";
import { type Comparison, compilePolicy, type Policy } from "../../src/crypto/policy.ts";
import { attributesOf, type Schema } from "../../src/crypto/schema.ts";
import { holds, policy, schema, type Tuple, tuple } from "./arbitrary-policy.ts";

/** What compiling comes to; null if no tuple can satisfy it. */
function accepts(it: Policy, over: Schema, values: { readonly [name: string]: string | number }) {
  try {
    return satisfies(compilePolicy(it, over), new Set(attributesOf(over, values)));
  } catch (error) {
    if (error instanceof CryptoError && error.message.includes("no tuple can satisfy"))
      return false;
    throw error;
  }
}

test("the tree of a policy accepts a tuple exactly if the policy holds for it", () => {
  fc.assert(
    fc.property(policy, fc.array(tuple, { minLength: 1, maxLength: 20 }), (it, tuples) => {
      for (const values of tuples) expect(accepts(it, schema, values)).toBe(holds(it, values));
    }),
    { numRuns: 2_000 },
  );
});

describe("numbers, one by one", () => {
  const ranges = [
    [0, 1],
    [0, 7],
    [0, 10],
    [-4, 3],
    [-9, -2],
    [5, 37],
  ] as const;
  const all = ["=", "!=", "<", "<=", ">", ">="] as const satisfies readonly Comparison[];

  test.each(ranges)("comparisons from %i to %i", (min, max) => {
    const over: Schema = { owner: "o", stream: "s", fields: { x: { kind: "integer", min, max } } };
    for (const is of all) {
      for (let value = min - 2; value <= max + 2; value++) {
        const it: Policy = { field: "x", is, value };
        for (let x = min; x <= max; x++) expect(accepts(it, over, { x })).toBe(holds(it, { x }));
      }
    }
  });

  test.each(ranges)("remainders from %i to %i", (min, max) => {
    const field = { kind: "integer", min, max, moduli: [3, 7] } as const;
    const over: Schema = { owner: "o", stream: "s", fields: { x: field } };
    for (const modulo of [1, 2, 3, 4, 6, 7, 8, 12, 14, 21, 42, 64, 128]) {
      for (let rest = 0; rest < modulo; rest++) {
        const it: Policy = { field: "x", modulo, remainder: rest };
        for (let x = min; x <= max; x++) expect(accepts(it, over, { x })).toBe(holds(it, { x }));
      }
    }
  });

  test("a comparison has at most a leaf a bit, a range two", () => {
    const field = { kind: "integer", min: 0, max: 1_023 } as const;
    const over: Schema = { owner: "o", stream: "s", fields: { x: field } };
    for (let value = 0; value <= 1_023; value++) {
      for (const is of ["<", "<=", ">", ">="] as const) {
        if ((is === "<" && value === 0) || (is === ">" && value === 1_023)) continue;
        const leaves = leavesOf(compilePolicy({ field: "x", is, value }, over));
        expect(leaves.length).toBeLessThanOrEqual(10);
      }
    }
    const range = compilePolicy({ field: "x", from: 341, to: 682 }, over);
    expect(leavesOf(range).length).toBeLessThanOrEqual(20);
  });
});

test("no two fields, values or streams share an attribute", () => {
  const values: Tuple = { hr: 5, bp: 5, ward: "a" };
  const of = (owner: string, stream: string): readonly string[] =>
    attributesOf({ ...schema, owner, stream }, values);
  const attributes = [of("a", "bc"), of("ab", "c"), of("a", "b"), of("1:a", "")].flat();
  expect(new Set(attributes).size).toBe(attributes.length);
});

describe("refused with what would be right", () => {
  test.each<[string, Policy, RegExp]>([
    [
      "an unknown field",
      { field: "temp", is: "=", value: 1 },
      /no field temp; it has hr, bp, ward/,
    ],
    ["an inherited name", { field: "constructor", is: "=", value: 1 }, /no field constructor/],
    ["a text for a number", { field: "hr", is: "=", value: "a" }, /hr is an integer/],
    ["a fraction", { field: "hr", is: "<", value: 1.5 }, /hr is an integer/],
    ["half a range", { field: "hr", from: 0, to: NaN }, /hr is an integer/],
    [
      "an order of texts",
      { field: "ward", is: "<", value: "b" },
      /ward is a text: compare it with =/,
    ],
    [
      "a value that there is not",
      { field: "ward", is: "=", value: "z" },
      /ward is one of "a", "b", "c"/,
    ],
    ["what can never be", { field: "hr", is: ">", value: 20 }, /no tuple can satisfy/],
    [
      "a modulus without attributes",
      { field: "hr", modulo: 7, remainder: 0 },
      /power of two, perhaps/,
    ],
    ["a square of a prime", { field: "hr", modulo: 9, remainder: 0 }, /power of two, perhaps/],
    ["a modulus of a text", { field: "ward", modulo: 2, remainder: 0 }, /ward is a text/],
    ["too high a threshold", { atLeast: 2, of: [{ field: "bp", is: "=", value: 1 }] }, /2 of 1/],
    ["no threshold", { atLeast: 0, of: [{ field: "bp", is: "=", value: 1 }] }, /0 of 1/],
  ])("%s", (_what, it, problem) => {
    expect(() => compilePolicy(it, schema)).toThrow(problem);
    expect(() => compilePolicy(it, schema)).toThrow(CryptoError);
  });
});

describe("remainders next to the largest integers", () => {
  const largest = Number.MAX_SAFE_INTEGER;
  const over = (min: number, max: number, moduli: readonly number[] = []): Schema => ({
    owner: "o",
    stream: "s",
    fields: { x: { kind: "integer", min, max, moduli } },
  });

  test.each([2 ** 49 + 1, 2 ** 50 - 1, 2 ** 51 + 1, 2 ** 52 + 1, largest])(
    "%d is no power of two: refused",
    (modulo) => {
      const it: Policy = { field: "x", modulo, remainder: 0 };
      expect(() => compilePolicy(it, over(0, largest))).toThrow(/a power of two/);
    },
  );

  test("values, moduli and bounds up to 2^53 are exact", () => {
    const power = 3 * 2 ** 51;
    const it: Policy = { field: "x", modulo: power, remainder: power - 1 };
    expect(accepts(it, over(0, largest, [3]), { x: power - 1 })).toBe(true);
    expect(accepts(it, over(0, largest, [3]), { x: power - 2 })).toBe(false);
    for (const x of [-1, -2, -3, -4, -largest, 1 - largest]) {
      const even: Policy = { field: "x", modulo: 4, remainder: 2 };
      expect(accepts(even, over(-largest, 0), { x })).toBe(((x % 4) + 4) % 4 === 2);
    }
  });
});

test("a policy of too many leaves is refused before a key is made: POLICY_TREE", () => {
  const wide: Schema = {
    owner: "o",
    stream: "s",
    fields: { x: { kind: "integer", min: 0, max: Number.MAX_SAFE_INTEGER } },
  };
  const any = Array.from({ length: 200 }, (): Policy => ({ field: "x", is: ">", value: 1 }));
  expect(() => compilePolicy({ any }, wide)).toThrow(
    expect.objectContaining({ code: "POLICY_TREE" }),
  );
});
