/** Filters as the README tells them, evaluated the slow way; and random ones with events to match. */

import fc from "fast-check";
import { isScalar, type Part, type Scalar, type Value } from "../../src/event/index.ts";
import { Tag, type TagId } from "../../src/label/index.ts";
import type { Filter } from "../../src/unit/filter.ts";

export const tags: readonly Tag[] = Array.from(
  { length: 3 },
  (_, i) => new Tag(`tag-${i}`, i.toString(16).repeat(32) as TagId),
);

export const partNames = ["a", "b", "c"] as const;

/** Few enough values that random filters and events meet, with all that compares oddly. */
export const scalars: readonly Scalar[] = [
  null,
  true,
  false,
  -0,
  0,
  1,
  2,
  2.5,
  Infinity,
  Number.NaN,
  0n,
  1n,
  2n,
  "",
  "0",
  "a",
  "ab",
  "b",
  ...tags,
];

export const scalar: fc.Arbitrary<Scalar> = fc.constantFrom(...scalars);

/** Also what no filter can equal. */
export const partData: fc.Arbitrary<Value> = fc.oneof(
  { weight: 12, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constantFrom<Value>([], [1], { a: 1 }) },
);

const part = fc.constantFrom(...partNames);
const bound = fc.oneof(
  fc.constantFrom(0, 1, 2, 2.5, -0, Infinity),
  fc.constantFrom(0n, 1n, 2n),
  fc.constantFrom("", "a", "ab", "b"),
);

/** Bounds of one type, on one side or both. */
const range = fc
  .tuple(part, bound, bound, fc.constantFrom("gt", "gte", ""), fc.constantFrom("lt", "lte", ""))
  .map(([name, low, high, lower, upper]): Filter => {
    const lowKey = lower === "" && upper === "" ? "gte" : lower;
    const highOf = typeof high === typeof low ? high : low;
    return {
      part: name,
      ...(lowKey !== "" && { [lowKey]: low }),
      ...(upper !== "" && { [upper]: lowKey === "" ? high : highOf }),
    };
  });

export const filter: fc.Arbitrary<Filter> = fc.letrec<{ readonly node: Filter }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: "medium" },
    { weight: 4, arbitrary: fc.record({ part, equals: scalar }) },
    {
      weight: 2,
      arbitrary: fc.record({ part, in: fc.array(scalar, { minLength: 1, maxLength: 4 }) }),
    },
    { weight: 3, arbitrary: range },
    { weight: 1, arbitrary: fc.record({ part, present: fc.constant(true as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ all: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ any: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
    },
    { weight: 2, arbitrary: fc.record({ not: tie("node") }) },
  ),
})).node;

/** `Object.is`, but −0 equals 0. */
function equal(a: unknown, b: unknown): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function within(filter: Filter, data: unknown): boolean {
  return Object.entries(filter).every(([name, limit]) => {
    if (name === "part") return true;
    if (typeof data !== typeof limit) return false;
    const [at, bound] = [data as number, limit as number];
    if (name === "gt") return at > bound;
    if (name === "gte") return at >= bound;
    return name === "lt" ? at < bound : at <= bound;
  });
}

/** Whether these parts, which are all that can be seen, satisfy the filter. */
export function satisfies(filter: Filter, parts: readonly Part[]): boolean {
  if ("all" in filter) return filter.all.every((it) => satisfies(it, parts));
  if ("any" in filter) return filter.any.some((it) => satisfies(it, parts));
  if ("not" in filter) return !satisfies(filter.not, parts);
  const data = parts.filter(({ name }) => name === filter.part).map((it) => it.data);
  if ("present" in filter) return data.length > 0;
  if ("equals" in filter) return data.some((it) => isScalar(it) && equal(it, filter.equals));
  if ("in" in filter) {
    return data.some((it) => isScalar(it) && filter.in.some((value) => equal(it, value)));
  }
  return data.some((it) => within(filter, it));
}
