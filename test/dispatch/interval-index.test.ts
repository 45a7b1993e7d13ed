/** Ranges filed by what they contain: a look-up finds exactly the ranges that a walk would. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { IntervalIndex } from "../../src/dispatch/interval-index.ts";
import { type Bound, inRange, type Range } from "../../src/dispatch/range.ts";

const numbers = fc.oneof(fc.integer({ min: -8, max: 8 }), fc.constantFrom(-Infinity, Infinity, -0));
const bigints = fc.bigInt({ min: -8n, max: 8n });
const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 3 });
const kinds: readonly fc.Arbitrary<Bound>[] = [numbers, bigints, texts];

const range: fc.Arbitrary<Range> = fc.oneof(
  ...kinds.map((bound) =>
    fc
      .tuple(fc.option(bound), fc.option(bound), bound, fc.boolean(), fc.boolean())
      .map(([low, high, other, lowOpen, highOpen]) => ({
        low: low ?? (high === null ? other : null),
        lowOpen: lowOpen && low !== null,
        high,
        highOpen: highOpen && high !== null,
      })),
  ),
);

const probe = fc.oneof(
  ...kinds,
  fc.constantFrom<unknown>(Number.NaN, null, true, undefined, [], {}, 0.5),
);

type Step =
  | { readonly kind: "add"; readonly range: Range }
  | { readonly kind: "delete"; readonly at: number }
  | { readonly kind: "look"; readonly at: unknown };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("add" as const), range }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), at: fc.nat(50) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("look" as const), at: probe }) },
  ),
  { maxLength: 60, size: "max" },
);

function found(index: IntervalIndex<number>, at: unknown): readonly number[] {
  const items: number[] = [];
  index.stab(at, (item) => items.push(item));
  return items.toSorted((a, b) => a - b);
}

test("a look-up finds exactly the ranges that contain the value, each once", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const index = new IntervalIndex<number>();
      const all = new Map<number, Range>();
      let next = 0;
      for (const step of list) {
        if (step.kind === "add") {
          all.set(next, step.range);
          index.add(step.range, next++);
        } else if (step.kind === "delete") {
          const filed = all.get(step.at);
          if (filed !== undefined) index.delete(filed, step.at);
          all.delete(step.at);
        } else {
          const expected = [...all].filter(([, it]) => inRange(it, step.at)).map(([item]) => item);
          expect(found(index, step.at)).toEqual(expected);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("the same range may hold several items, which are deleted one by one", () => {
  const index = new IntervalIndex<number>();
  const shared: Range = { low: 1, lowOpen: false, high: 2, highOpen: true };
  index.add(shared, 1);
  index.add(shared, 2);
  expect(found(index, 1)).toEqual([1, 2]);
  index.delete(shared, 1);
  expect(found(index, 1)).toEqual([2]);
  index.delete(shared, 1);
  index.delete(shared, 2);
  expect(found(index, 1)).toEqual([]);
});

test("a look-up among many ranges looks at few of them", () => {
  let looks = 0;
  const index = new IntervalIndex<number>();
  const count = 4_096;
  for (let i = 0; i < count; i++) {
    const counted: Range = {
      get low() {
        looks++;
        return i * 10;
      },
      lowOpen: false,
      high: i * 10 + 5,
      highOpen: false,
    };
    index.add(counted, i);
  }
  found(index, 0);
  looks = 0;
  expect(found(index, 20_002)).toEqual([2_000]);
  expect(found(index, 20_007)).toEqual([]);
  expect(looks).toBeLessThan(200);
});

test("a look-up finds nothing in a type whose ranges are all gone", () => {
  const index = new IntervalIndex<number>();
  const gone: Range = { low: 1, lowOpen: false, high: null, highOpen: false };
  index.add(gone, 1);
  index.add({ low: "a", lowOpen: false, high: null, highOpen: false }, 2);
  index.delete(gone, 1);
  expect(found(index, 5)).toEqual([]);
  expect(found(index, "b")).toEqual([2]);
});
