/** Maps of scalars: those of `Map`, in a time that whoever chooses the scalars cannot make long. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FilterTable } from "../../src/dispatch/index.ts";
import { distinct, ScalarMap } from "../../src/dispatch/scalar-map.ts";
import type { Scalar } from "../../src/event/index.ts";
import { makeTags } from "../label/arbitraries.ts";

const tags = makeTags(2);
const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom<Scalar[]>(
    null,
    true,
    false,
    0,
    -0,
    NaN,
    1,
    1n,
    "1",
    "~1.5",
    1.5,
    "1n",
    255n,
    "ff",
  ),
  fc.constantFrom(
    2 ** 31,
    -(2 ** 31),
    2 ** 53,
    Infinity,
    -Infinity,
    2n ** 64n,
    2n ** 65n,
    -1n,
    ...tags,
  ),
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.bigInt({ min: -3n, max: 3n }),
  fc.string({ maxLength: 2 }),
);

test("it is like Map", () => {
  const step = fc.tuple(fc.constantFrom("set", "delete"), scalar, fc.integer());
  fc.assert(
    fc.property(fc.array(step), fc.array(scalar), (steps, asked) => {
      const ours = new ScalarMap<number>();
      const theirs = new Map<Scalar, number>();
      for (const [what, key, item] of steps) {
        if (what === "set") {
          ours.set(key, item);
          theirs.set(key, item);
        } else {
          ours.delete(key);
          theirs.delete(key);
        }
      }
      expect(ours.size).toBe(theirs.size);
      const sorted = (items: Iterable<number>): readonly number[] =>
        [...items].sort((a, b) => a - b);
      expect(sorted(ours.values())).toEqual(sorted(theirs.values()));
      for (const key of [...asked, ...steps.map(([, it]) => it)]) {
        expect(ours.get(key)).toBe(theirs.get(key));
      }
    }),
  );
});

test("distinct keeps the first of several equal ones, as Set does", () => {
  fc.assert(
    fc.property(fc.array(scalar), (values) => {
      const plain = values.map((value) => (Object.is(value, -0) ? 0 : value));
      expect(distinct(plain)).toEqual([...new Set(plain)]);
    }),
  );
});

/** V8's hash of small integers, as its source has it (ComputeUnseededHash). */
function hash(key: number): number {
  let x = key | 0;
  x = (~x + (x << 15)) | 0;
  x ^= x >>> 12;
  x = (x + (x << 2)) | 0;
  x ^= x >>> 4;
  x = Math.imul(x, 2057);
  x ^= x >>> 16;
  return x & 0x3fff_ffff;
}

const integers: number[] = [];
for (let i = 0; integers.length < 4_096; i++) if ((hash(i) & 0xffff) === 7) integers.push(i);

/** The least of some times (ms). */
function time(work: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const since = performance.now();
    work();
    return performance.now() - since;
  });
  return Math.min(...times);
}

function fill(map: { set(key: Scalar, item: number): unknown }, keys: readonly Scalar[]): void {
  for (const key of keys) map.set(key, 1);
}

describe.each([
  ["integers", integers, integers.map((key) => key + 1 + (key % 1_009))],
  [
    "bigints",
    integers.map((_, i) => BigInt(i) << 64n),
    integers.map((_, i) => (BigInt(i) << 64n) + BigInt(i)),
  ],
] as const)("%s that collide in Map", (_kind, bad, good) => {
  test("collide indeed", () => {
    const slow = time(() => fill(new Map<Scalar, number>(), bad));
    expect(slow).toBeGreaterThan(8 * time(() => fill(new Map<Scalar, number>(), good)));
  });

  test("take as long as others", () => {
    const slow = time(() => fill(new ScalarMap<number>(), bad));
    expect(slow).toBeLessThan(4 * time(() => fill(new ScalarMap<number>(), good)) + 1);
  });

  test("take as long as others in a filter", () => {
    const compile = (values: readonly Scalar[]): void => {
      new FilterTable().compile({ part: "n", in: values.slice(0, 2_048) });
    };
    expect(time(() => compile(bad))).toBeLessThan(4 * time(() => compile(good)) + 1);
  });
});
