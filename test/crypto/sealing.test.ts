/** Ciphertexts that were changed, or are none: refused, whatever has been done to them. */

import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allOf, leaf } from "../../src/crypto/access-tree.ts";
import { CryptoError } from "../../src/crypto/errors.ts";
import { LargeMasterKey } from "../../src/crypto/large-universe.ts";
import { seal, type Security, transform, UserKey } from "../../src/crypto/sealing.ts";
import { SmallMasterKey, SmallTransformKey } from "../../src/crypto/small-universe.ts";
import { LargeTransformKey } from "../../src/crypto/large-universe.ts";

/** Changes of each kind of bytes; the soak makes 100,000 in all. */
const numRuns = Number(process.env["CORDON_CHANGES"] ?? 150);
/** The soak's changes take minutes. */
const timeout = 60_000 + 20 * numRuns;

const message = new TextEncoder().encode("bp 80");
const policy = allOf([leaf("a"), leaf("b")]);

const forms = [
  {
    form: "small",
    master: SmallMasterKey.setUp(["a", "b", "c"]),
    read: SmallTransformKey.fromBytes,
  },
  { form: "large", master: LargeMasterKey.setUp(), read: LargeTransformKey.fromBytes },
];
const securities: readonly Security[] = ["cpa", "rcca"];

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof CryptoError) return error.code;
    throw error;
  }
}

/** How an attacker may change bytes. */
const mutation = fc.oneof(
  fc
    .record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bit: fc.nat(7) })
    .map(({ at, bit }) => (bytes: Uint8Array): Uint8Array => {
      const changed = Uint8Array.from(bytes);
      const i = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
      changed[i] = (changed[i] as number) ^ (1 << bit);
      return changed;
    }),
  fc.double({ min: 0, max: 0.999, noNaN: true }).map(
    (share) =>
      (bytes: Uint8Array): Uint8Array =>
        bytes.slice(0, Math.floor(share * bytes.length)),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 8 }).map(
    (more) =>
      (bytes: Uint8Array): Uint8Array =>
        Uint8Array.of(...bytes, ...more),
  ),
  fc
    .record({ at: fc.nat(700), piece: fc.uint8Array({ minLength: 4, maxLength: 4 }) })
    .map(({ at, piece }) => (bytes: Uint8Array): Uint8Array => {
      const changed = Uint8Array.from(bytes);
      changed.set(piece, Math.min(at, bytes.length - 4));
      return changed;
    }),
);

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

describe.each(forms)("$form universe", ({ master, read }) => {
  const { publicKey } = master;
  const { transformKey, z } = master.grant(policy);
  const userKey = new UserKey(z, publicKey.Y);

  test.each(securities)(
    "%s: a ciphertext that was changed is opened by nobody",
    (security) => {
      const sealed = seal(publicKey, ["a", "b", "c"], message, { security });
      fc.assert(
        fc.property(mutation, (mutate) => {
          const changed = mutate(sealed);
          if (same(changed, sealed)) return;
          let transformed: Uint8Array | null = null;
          const code = codeOf(() => (transformed = transform(transformKey, changed)));
          if (transformed === null) expect([null, "ENCODING"]).toContain(code);
          else {
            const opened = codeOf(() => userKey.open(transformed as Uint8Array, { security }));
            expect(["ENCODING", "DECRYPTION"]).toContain(opened);
          }
        }),
        { numRuns },
      );
    },
    timeout,
  );

  test.each(securities)(
    "%s: nor is what the cloud has changed",
    (security) => {
      const sealed = seal(publicKey, ["a", "b"], message, { security });
      const transformed = transform(transformKey, sealed) as Uint8Array;
      fc.assert(
        fc.property(mutation, (mutate) => {
          const changed = mutate(transformed);
          if (same(changed, transformed)) return;
          const opened = codeOf(() => userKey.open(changed, { security }));
          expect(["ENCODING", "DECRYPTION"]).toContain(opened);
        }),
        { numRuns },
      );
    },
    timeout,
  );

  test(
    "keys that were changed are refused, or of no use",
    () => {
      const key = transformKey.toBytes();
      const sealed = seal(publicKey, ["a", "b"], message);
      fc.assert(
        fc.property(mutation, (mutate) => {
          const changed = mutate(key);
          if (same(changed, key)) return;
          let transformed: Uint8Array | null = null;
          const code = codeOf(() => {
            using other = read(changed);
            transformed = transform(other, sealed);
          });
          if (code !== null) expect(code).toBe("ENCODING");
          // The tree may have become another one: its shares have not.
          if (transformed === null) return;
          const opened = codeOf(() => userKey.open(transformed as Uint8Array));
          expect(opened).toBe("DECRYPTION");
        }),
        { numRuns },
      );
    },
    timeout,
  );

  test("keys that two users have made one of two of open nothing", () => {
    const mine = master.grant(policy);
    const theirs = master.grant(policy);
    const [first, second] = [mine.transformKey.toBytes(), theirs.transformKey.toBytes()];
    // The last component is the second leaf's.
    const component = read === SmallTransformKey.fromBytes ? 96 : 48 + 96;
    const mixed = Uint8Array.of(...first.slice(0, -component), ...second.slice(-component));
    const transformed = transform(read(mixed), seal(publicKey, ["a", "b"], message));
    for (const { z: one } of [mine, theirs]) {
      const user = new UserKey(one, publicKey.Y);
      expect(codeOf(() => user.open(transformed as Uint8Array))).toBe("DECRYPTION");
    }
  });

  test("of a version from the future: ENCODING, and it says so", () => {
    const future = seal(publicKey, ["a", "b"], message);
    future[1] = 2;
    expect(() => transform(transformKey, future)).toThrow(/version is 2.*knows version 1/);
  });

  test("keys show no secret when they are printed", () => {
    for (const key of [master, userKey]) {
      const printed = `${JSON.stringify(key)} ${inspect(key, { depth: 9 })}`;
      expect(printed).not.toMatch(/[0-9a-f]{16}/);
      expect(printed.length).toBeLessThan(200);
    }
  });
});
