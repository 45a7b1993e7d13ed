/** Random policies over one schema, and what they mean, evaluated plainly. */

import fc from "fast-check";
import type { Comparison, Policy } from "../../src/crypto/policy.ts";
import type { FieldValue, Schema } from "../../src/crypto/schema.ts";

export const schema: Schema = {
  owner: "alice",
  stream: "vitals",
  fields: {
    hr: { kind: "integer", min: -3, max: 20, moduli: [3, 5] },
    bp: { kind: "integer", min: 0, max: 7 },
    ward: { kind: "text", values: ["a", "b", "c"] },
  },
};

export type Tuple = { readonly hr: number; readonly bp: number; readonly ward: string };

export const tuple: fc.Arbitrary<Tuple> = fc.record({
  hr: fc.integer({ min: -3, max: 20 }),
  bp: fc.integer({ min: 0, max: 7 }),
  ward: fc.constantFrom("a", "b", "c"),
});

const number = fc.record({
  field: fc.constantFrom("hr", "bp"),
  value: fc.integer({ min: -5, max: 22 }),
});
const comparison = fc.constantFrom<Comparison>("=", "!=", "<", "<=", ">", ">=");

const { policy: arbitraryPolicy } = fc.letrec<{ policy: Policy }>((tie) => {
  const some = fc.array(tie("policy"), { minLength: 2, maxLength: 4 });
  return {
    policy: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({ number, is: comparison }).map(({ number: it, is }): Policy => ({ ...it, is })),
      fc
        .record({
          is: fc.constantFrom<Comparison>("=", "!="),
          value: fc.constantFrom("a", "b", "c"),
        })
        .map((it): Policy => ({ field: "ward", ...it })),
      fc
        .uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 })
        .map((values): Policy => ({ field: "ward", in: values })),
      fc
        .record({ from: fc.integer({ min: -5, max: 22 }), to: fc.integer({ min: -5, max: 22 }) })
        .map((it): Policy => ({ field: "hr", ...it })),
      fc
        .record({ modulo: fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 15, 30, 60), remainder: fc.nat(70) })
        .map((it): Policy => ({ field: "hr", ...it })),
      some.map((all): Policy => ({ all })),
      some.map((any): Policy => ({ any })),
      fc
        .record({ of: some, at: fc.nat() })
        .map(({ of, at }): Policy => ({ atLeast: 1 + (at % of.length), of })),
    ),
  };
});

export const policy: fc.Arbitrary<Policy> = arbitraryPolicy;

function compare(a: FieldValue, is: Comparison, b: FieldValue): boolean {
  switch (is) {
    case "=":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

/** Whether a tuple is as a policy says. */
export function holds(it: Policy, values: { readonly [name: string]: FieldValue }): boolean {
  if ("all" in it) return it.all.every((each) => holds(each, values));
  if ("any" in it) return it.any.some((each) => holds(each, values));
  if ("of" in it) return it.of.filter((each) => holds(each, values)).length >= it.atLeast;
  const value = values[it.field] as FieldValue;
  if ("is" in it) return compare(value, it.is, it.value);
  if ("in" in it) return it.in.includes(value);
  if ("from" in it) return Number(value) >= it.from && Number(value) <= it.to;
  return (Number(value) - it.remainder) % it.modulo === 0;
}
