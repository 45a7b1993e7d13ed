/** Sliding windows: sums come out, to the number; sizes that would give more away are refused. */

import fc from "fast-check";
import mcl from "mcl-wasm";
import { describe, expect, test } from "vitest";
import { DiscreteLog, inG1, inGT } from "../../src/crypto/discrete-log.ts";
import { g1, gT, integerOf, randomInteger, scalarOf } from "../../src/crypto/pairing.ts";
import {
  checkWindows,
  SharedMasks,
  WindowMasks,
  WindowSums,
} from "../../src/crypto/sliding-window.ts";
import { Fr } from "./noble-groups.ts";

const refused = expect.objectContaining({ code: "WINDOW" });

const window = fc.integer({ min: 2, max: 6 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    values: fc.array(fc.integer({ min: -5, max: 9 }), { minLength: size, maxLength: 4 * size }),
  }),
);

/** Sums of whole windows. */
function sumsOf(values: readonly number[], size: number): readonly number[] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size).reduce((sum, value) => sum + value, 0),
  );
}

function exponent(value: number | bigint): ReturnType<typeof scalarOf> {
  return scalarOf(Fr.create(BigInt(value)));
}

describe("sums of windows", () => {
  test("SWE1: powers multiplied, and the key taken away", () => {
    fc.assert(
      fc.property(window, ({ size, values }) => {
        const key = randomInteger();
        const masks = new WindowMasks(size, key);
        const log = new DiscreteLog(inGT(gT), -5 * size, 9 * size);
        const masked = values.map((m) => mcl.pow(gT, exponent(BigInt(m) + masks.next())));
        const found = sumsOf(values, size).map((_sum, i) => {
          const product = masked.slice(i * size, (i + 1) * size).reduce((a, b) => mcl.mul(a, b));
          return log.of(mcl.mul(product, mcl.pow(gT, exponent(-key))));
        });
        expect(found).toEqual(sumsOf(values, size));
      }),
      { numRuns: 10 },
    );
  });

  test("SWE2: the owner sums up", () => {
    fc.assert(
      fc.property(window, ({ size, values }) => {
        const sums = new WindowSums(size);
        const found = values.map((value) => sums.add(value)).filter((sum) => sum !== null);
        expect(found).toEqual(sumsOf(values, size));
      }),
    );
  });

  test("SWE2: what would not be exact is refused", () => {
    for (const value of [0.5, NaN, 2 ** 53]) {
      expect(() => new WindowSums(2).add(value)).toThrow(refused);
    }
    const sums = new WindowSums(2);
    sums.add(Number.MAX_SAFE_INTEGER);
    expect(() => sums.add(1)).toThrow(refused);
  });

  test("SWE3: the same masked values for windows of all sizes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 17 }),
        (values) => {
          const masks = new SharedMasks([8, 2, 4]);
          const found = new Map<number, number[]>([2, 4, 8].map((size) => [size, []]));
          const masked: InstanceType<typeof mcl.G1>[] = [];
          for (const value of values) {
            const { mask, closed } = masks.next();
            masked.push(mcl.mul(g1, exponent(BigInt(value) + mask)));
            for (const { size, masks: sum } of closed) {
              const product = masked.slice(-size).reduce((a, b) => mcl.add(a, b));
              const log = new DiscreteLog(inG1(g1), 0, 9 * size);
              found.get(size)?.push(log.of(mcl.sub(product, mcl.mul(g1, exponent(sum)))));
            }
          }
          for (const [size, sums] of found) expect(sums).toEqual(sumsOf(values, size));
        },
      ),
      { numRuns: 10 },
    );
  });

  test("masks are new each time", () => {
    const masks = new SharedMasks([2]);
    const seen = Array.from({ length: 10 }, () => masks.next().mask);
    expect(new Set(seen).size).toBe(10);
    const key = randomInteger();
    const first = new WindowMasks(3, key);
    const second = new WindowMasks(3, key);
    expect(first.next()).not.toBe(second.next());
  });
});

describe("discrete logarithms", () => {
  test("every exponent within the bounds is found, and no other", () => {
    for (const [least, most] of [
      [0, 0],
      [-3, 12],
      [5, 40],
      [-40, -7],
      [-1, 1],
    ] as const) {
      const log = new DiscreteLog(inG1(g1), least, most);
      for (let i = least - 12; i <= most + 12; i++) {
        const element = mcl.mul(g1, exponent(i));
        if (i >= least && i <= most) expect(log.of(element)).toBe(i);
        else expect(() => log.of(element)).toThrow(refused);
      }
      expect(() => log.of(mcl.mul(g1, exponent(integerOf(scalarOf(randomInteger())))))).toThrow(
        refused,
      );
    }
  });

  test("a million sums take a moment", () => {
    const log = new DiscreteLog(inG1(g1), 0, 1_000_000);
    expect(log.of(mcl.mul(g1, exponent(999_999)))).toBe(999_999);
  });

  test("bounds that hold too many are refused", () => {
    for (const [least, most] of [
      [0, 2 ** 40],
      [1, 0],
      [0.5, 3],
      [0, NaN],
    ] as const) {
      expect(() => new DiscreteLog(inG1(g1), least, most)).toThrow(refused);
    }
  });
});

describe("sizes that may be granted together", () => {
  test.each([[[10]], [[10, 100, 1_000]], [[6, 2, 12]], [[4, 4]]])("%j", (sizes) => {
    expect(() => {
      checkWindows(sizes);
    }).not.toThrow();
  });

  test.each([[[2, 3]], [[10, 25, 50]], [[4, 6, 12]], [[1]], [[0]], [[2.5]], [[2_000_000]]])(
    "not %j",
    (sizes) => {
      expect(() => {
        checkWindows(sizes);
      }).toThrow(refused);
    },
  );
});
