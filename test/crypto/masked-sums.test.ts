/** Masked sums: what the cloud adds up opens as the plain sum, and nothing else of it opens. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leaf } from "../../src/crypto/access-tree.ts";
import { DiscreteLog } from "../../src/crypto/discrete-log.ts";
import { LargeMasterKey } from "../../src/crypto/large-universe.ts";
import {
  addInG1,
  addMaskedSums,
  maskInG1,
  masksInG1,
  masksInGT,
  openMaskedSum,
  sealMasked,
  sumsInG1,
  sumsInGT,
  transformMasked,
  unmaskInG1,
} from "../../src/crypto/masked-sums.ts";
import { randomInteger } from "../../src/crypto/pairing.ts";
import { grant } from "../../src/crypto/sealing.ts";
import { SharedMasks, WindowMasks } from "../../src/crypto/sliding-window.ts";
import { SmallMasterKey } from "../../src/crypto/small-universe.ts";

const universe = ["hr", "bp"];
const masters = [SmallMasterKey.setUp(universe), LargeMasterKey.setUp()] as const;
const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 5 });
const refused = expect.objectContaining({ code: expect.stringMatching(/^(WINDOW|ENCODING)$/) });

/** Of each value apart, in groups, or all at once: sums of sums are the same. */
function sumOf(transformed: readonly Uint8Array[], groups: number): Uint8Array {
  if (transformed.length <= groups) return addMaskedSums(transformed);
  const half = Math.floor(transformed.length / 2);
  return addMaskedSums([
    sumOf(transformed.slice(0, half), groups),
    sumOf(transformed.slice(half), groups),
  ]);
}

describe.each(masters)("SWE1 under attributes, %o", (master) => {
  const { transformKey, userKey } = grant(master, leaf("hr"));

  test("sums are plain sums, however they are put together", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 5 }), (some, groups) => {
        const key = randomInteger();
        const masks = new WindowMasks(some.length, key);
        const sealed = some.map((value) =>
          sealMasked(master.publicKey, ["hr"], value, masks.next()),
        );
        const apart = sealed.map((it) => transformMasked(transformKey, [it]) as Uint8Array);
        const expected = some.reduce((a, b) => a + b, 0);
        const log = new DiscreteLog(sumsInGT, 0, 50 * some.length);
        for (const sum of [sumOf(apart, groups), transformMasked(transformKey, sealed)]) {
          expect(log.of(openMaskedSum(userKey, masksInGT(key), sum as Uint8Array))).toBe(expected);
        }
      }),
      { numRuns: 6 },
    );
  });

  test("part of a window, another window's key, or another user's opens nothing", () => {
    const key = randomInteger();
    const masks = new WindowMasks(3, key);
    const sealed = [1, 2, 3].map((it) => sealMasked(master.publicKey, ["hr"], it, masks.next()));
    const log = new DiscreteLog(sumsInGT, 0, 10_000);
    const open = (some: readonly Uint8Array[], by = userKey, of = key) =>
      log.of(openMaskedSum(by, masksInGT(of), transformMasked(transformKey, some) as Uint8Array));
    expect(open(sealed)).toBe(6);
    expect(() => open(sealed.slice(1))).toThrow(refused);
    expect(() => open(sealed.slice(0, 1))).toThrow(refused);
    expect(() => open(sealed, userKey, randomInteger())).toThrow(refused);
    expect(() => open(sealed, grant(master, leaf("hr")).userKey)).toThrow(refused);
  });

  test("other attributes are not transformed; what is none is refused", () => {
    const sealed = sealMasked(master.publicKey, ["bp"], 1, randomInteger());
    expect(transformMasked(transformKey, [sealed])).toBeNull();
    expect(() => transformMasked(transformKey, [sealed.slice(1)])).toThrow(refused);
    expect(() => addMaskedSums([sealed])).toThrow(refused);
    expect(() => openMaskedSum(userKey, masksInGT(1n), sealed)).toThrow(refused);
    expect(() => sealMasked(master.publicKey, ["hr"], 0.5, 1n)).toThrow(refused);
  });
});

test("SWE3: sums of all sizes are plain sums, and one that begins later has its own", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 8, maxLength: 12 }),
      fc.integer({ min: 0, max: 5 }),
      (some, before) => {
        const masks = new SharedMasks([2], before);
        masks.include(4);
        const points: Uint8Array[] = [];
        for (const [i, value] of some.entries()) {
          const { mask, closed } = masks.next();
          points.push(maskInG1(value, mask));
          for (const { size, masks: sum } of closed) {
            expect((before + i + 1) % size).toBe(0);
            const window = some.slice(i + 1 - size, i + 1);
            expect(window).toHaveLength(size);
            const log = new DiscreteLog(sumsInG1, 0, 50 * size);
            const element = unmaskInG1(addInG1(points.slice(i + 1 - size)), masksInG1(sum));
            expect(log.of(element)).toBe(window.reduce((a, b) => a + b, 0));
          }
        }
      },
    ),
    { numRuns: 8 },
  );
});
