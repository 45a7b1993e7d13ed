/**
 * The security games (Streamforce, section 5), as smoke checks: a plain distinguisher that has learnt from
 * hundreds of ciphertexts of two messages is right no more often than a coin. It shows mistakes, such as
 * randomness that is used twice; it proves nothing.
 */

import { describe, expect, test } from "vitest";
import { leaf } from "../../src/crypto/access-tree.ts";
import { joinTag, newJoinKey, newSharedKey } from "../../src/crypto/join.ts";
import { LargeMasterKey } from "../../src/crypto/large-universe.ts";
import { maskInG1, sealMasked } from "../../src/crypto/masked-sums.ts";
import { randomInteger } from "../../src/crypto/pairing.ts";
import { grant, seal, type Security, transform } from "../../src/crypto/sealing.ts";
import { SharedMasks, WindowMasks } from "../../src/crypto/sliding-window.ts";
import { SmallMasterKey } from "../../src/crypto/small-universe.ts";

/** In `npm run test:soak` there are more of them, both universes, and the games that take longer. */
const isSoak = process.env["CORDON_CHANGES"] !== undefined;
const samples = isSoak ? 400 : 48;
/** Five standard deviations: by chance one game in three million fails. */
const most = samples / 2 + 2.5 * Math.sqrt(samples);
const universes = isSoak ? (["small", "large"] as const) : (["large"] as const);
const securities: readonly Security[] = isSoak ? ["cpa", "rcca"] : ["cpa"];

function bitsOf(bytes: Uint8Array): readonly number[] {
  return [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> i) & 1));
}

function means(of: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = of;
  return first.map((_, i) => of.reduce((sum, bits) => sum + (bits[i] as number), 0) / of.length);
}

function distance(bits: readonly number[], mean: readonly number[]): number {
  return bits.reduce((sum, bit, i) => sum + (bit - (mean[i] as number)) ** 2, 0);
}

/** How often it is told which of two worlds bytes are of, by the nearer of two means of known ones. */
function guessed(world: (which: 0 | 1) => Uint8Array): number {
  const known = ([0, 1] as const).map((which) =>
    means(Array.from({ length: samples }, () => bitsOf(world(which)))),
  );
  const [zero = [], one = []] = known;
  let right = 0;
  for (let i = 0; i < samples; i++) {
    const which = i % 2 === 0 ? 0 : 1;
    const bits = bitsOf(world(which));
    const guess = distance(bits, zero) < distance(bits, one) ? 0 : 1;
    if (guess === which) right++;
  }
  return right;
}

const message = [new Uint8Array(32), new Uint8Array(32).fill(255)] as const;

test("the distinguisher finds what is there to be found", () => {
  expect(guessed((which) => message[which])).toBe(samples);
  // One key, used twice for the same place: what a stream cipher must not do.
  const pad = new Uint8Array(32).map((_, i) => (i * 37) % 256);
  expect(guessed((which) => message[which].map((it, i) => it ^ (pad[i] as number)))).toBe(samples);
});

describe.each(universes)("%s universe", (universe) => {
  const master = universe === "small" ? SmallMasterKey.setUp(["hr", "bp"]) : LargeMasterKey.setUp();
  const { publicKey } = master;
  const other = grant(master, leaf("hr")).transformKey;

  test.each(securities)("%s: which of two messages, before the cloud's part", (security) => {
    const right = guessed((which) => seal(publicKey, ["hr"], message[which], { security }));
    expect(right).toBeLessThanOrEqual(most);
  });

  if (!isSoak) return;

  test("and after it", () => {
    const right = guessed(
      (which) => transform(other, seal(publicKey, ["hr"], message[which])) as Uint8Array,
    );
    expect(right).toBeLessThanOrEqual(most);
  });

  test("SWE1: which of two windows of one sum", () => {
    const windows = [
      [0, 100],
      [50, 50],
    ] as const;
    const right = guessed((which) => {
      const masks = new WindowMasks(2, 7n);
      const sealed = windows[which].map((it) => sealMasked(publicKey, ["hr"], it, masks.next()));
      return Buffer.concat(sealed);
    });
    expect(right).toBeLessThanOrEqual(most);
  });
});

test("SWE3: which of two windows of one sum", () => {
  const windows = [
    [0, 100],
    [50, 50],
  ] as const;
  const right = guessed((which) => {
    const masks = new SharedMasks([2]);
    return Buffer.concat(windows[which].map((it) => maskInG1(it, masks.next().mask)));
  });
  expect(right).toBeLessThanOrEqual(most);
});

test("join tags: whether two streams have the same value, without tokens", () => {
  const right = guessed((which) => {
    const shared = newSharedKey();
    const values = which === 0 ? [5, 5] : [5, 6];
    return Buffer.concat(values.map((it) => joinTag(shared, newJoinKey(), "id", it)));
  });
  expect(right).toBeLessThanOrEqual(most);
});

test("masks are used once", () => {
  const points = Array.from({ length: 200 }, () => maskInG1(3, randomInteger()));
  expect(new Set(points.map((it) => Buffer.from(it).toString("hex"))).size).toBe(200);
});
