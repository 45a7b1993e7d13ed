/** Random data, labels and filters: few names, values and tags, so that units meet. */

import fc from "fast-check";
import type {
  Expression,
  FilterRef,
  GrantRef,
  LabelRef,
  Literal,
  PartRef,
  PrivilegeName,
} from "./program-spec.ts";

/** Position of the first tag that a unit has made. */
export const FIRST_OWN = 6;

export const names = ["p", "q", "r"] as const;

export const name = fc.constantFrom(...names);
/** Also what only the edge can publish so that the declassifier believes it. */
const partName = fc.constantFrom(...names, ...names, ...names, "sealed");
export const few = fc.nat(3);
/** The operator's tags, then what a unit has made or been given. */
export const tag = fc.constantFrom(0, 1, 2, 3, 4, 5, FIRST_OWN, FIRST_OWN, FIRST_OWN + 1);
/** Those over which units hold something. */
export const heldTag = fc.constantFrom(0, 3, 4, 5, FIRST_OWN, FIRST_OWN, FIRST_OWN + 1);
export const privilege = fc.constantFrom<PrivilegeName>("t+", "t-", "t+auth", "t-auth");

/** `value` so often in ten. */
export function sometimes<T>(often: number, value: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: often, arbitrary: value },
    { weight: 10 - often, arbitrary: fc.constant(otherwise) },
  );
}

const scalar: fc.Arbitrary<Literal> = fc.oneof(
  { weight: 6, arbitrary: few },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Literal>(
      null,
      true,
      false,
      "",
      "a",
      "ab",
      { special: "NaN" },
      { special: "-0" },
      { special: "Infinity" },
      { bigint: "0" },
      { bigint: "-1" },
      { bigint: "18446744073709551616" },
    ),
  },
  { weight: 1, arbitrary: tag.map((it): Literal => ({ tag: it })) },
);

/** Whatever may be in an event: mostly a small number. */
export const literal: fc.Arbitrary<Literal> = fc.letrec<{ readonly node: Literal }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    { weight: 12, arbitrary: scalar },
    {
      weight: 1,
      arbitrary: fc.array(fc.nat(255), { maxLength: 3 }).map((bytes): Literal => ({ bytes })),
    },
    {
      weight: 1,
      arbitrary: fc.array(tie("node"), { maxLength: 3 }).map((list): Literal => ({ list })),
    },
    {
      weight: 1,
      arbitrary: fc
        .dictionary(fc.constantFrom("open", "a", "b"), tie("node"), { minKeys: 1, maxKeys: 2 })
        .map((record): Literal => ({ record })),
    },
  ),
})).node;

export const label: fc.Arbitrary<LabelRef> = fc.record({
  secrecy: sometimes<readonly number[]>(3, fc.array(tag, { minLength: 1, maxLength: 2 }), []),
  integrity: sometimes<readonly number[]>(2, fc.array(tag, { minLength: 1, maxLength: 2 }), []),
});

export const until = fc.oneof(fc.constant(-1), fc.nat(40));
export const grant: fc.Arbitrary<GrantRef> = fc.record({ tag: heldTag, privilege, until });

export const expression: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 2, arbitrary: literal.map((value): Expression => ({ kind: "literal", value })) },
  { weight: 1, arbitrary: tag.map((it): Expression => ({ kind: "tag", tag: it })) },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom(
        "last",
        "last",
        "last",
        "last",
        "secret",
        "secret",
        "forged",
        "count",
        "mix",
        "random",
        "held",
        "refused",
        "parts",
        "identity",
      )
      .map((kind) => ({ kind }) as Expression),
  },
);

const carries = sometimes<readonly GrantRef[]>(
  2,
  fc.array(grant, { minLength: 1, maxLength: 2 }),
  [],
);
export const part: fc.Arbitrary<PartRef> = fc.record({
  name: partName,
  label,
  data: expression,
  carries,
});
export const parts = fc.array(part, { minLength: 1, maxLength: 2 });

const end = fc.constantFrom<Literal>(0, 1, 2, "", "a", { bigint: "0" }, { special: "Infinity" });

/** Also filters that are refused: a bound of one type with one of another. */
export const filter: fc.Arbitrary<FilterRef> = fc.letrec<{ readonly node: FilterRef }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    { weight: 12, arbitrary: name.map((it): FilterRef => ({ part: it, present: true })) },
    { weight: 4, arbitrary: fc.record({ part: name, equals: scalar }) },
    { weight: 1, arbitrary: fc.record({ part: name, in: fc.array(scalar, { maxLength: 3 }) }) },
    { weight: 2, arbitrary: fc.record({ part: name, low: few }) },
    { weight: 1, arbitrary: fc.record({ part: name, low: end, high: end }) },
    { weight: 2, arbitrary: fc.record({ not: tie("node") }) },
    {
      weight: 2,
      arbitrary: fc.record({ all: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
    },
    { weight: 2, arbitrary: fc.record({ any: fc.tuple(tie("node"), tie("node")) }) },
  ),
})).node;
