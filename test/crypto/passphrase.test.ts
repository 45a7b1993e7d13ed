/** Keys at rest: who knows the passphrase gets them back, and nobody else. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { protectKey, unprotectKey } from "../../src/crypto/passphrase.ts";

/** The least there is: tests guess often. */
const cost = 14;
const key = Uint8Array.from({ length: 100 }, (_, i) => i);

test("what was protected comes back", async () => {
  const protectedKey = await protectKey(key, "correct horse", cost);
  expect(await unprotectKey(protectedKey, "correct horse")).toEqual(key);
  // Composed or not, it is the same letter.
  const accented = await protectKey(key, "caf\u00e9", cost);
  expect(await unprotectKey(accented, "cafe\u0301")).toEqual(key);
});

test("the same key under the same passphrase looks different each time", async () => {
  const [first, second] = await Promise.all([
    protectKey(key, "p", cost),
    protectKey(key, "p", cost),
  ]);
  expect(first).not.toEqual(second);
  expect(Buffer.from(first as Uint8Array).includes(key.subarray(0, 8))).toBe(false);
});

test("another passphrase, or a change anywhere, is refused", async () => {
  const protectedKey = await protectKey(key, "p", cost);
  await expect(unprotectKey(protectedKey, "P")).rejects.toMatchObject({ code: "DECRYPTION" });
  await fc.assert(
    fc.asyncProperty(fc.nat(protectedKey.length - 1), fc.nat(7), async (at, bit) => {
      const changed = Uint8Array.from(protectedKey);
      changed[at] = (changed[at] as number) ^ (1 << bit);
      await expect(unprotectKey(changed, "p")).rejects.toMatchObject({
        code: expect.stringMatching(/^(ENCODING|DECRYPTION)$/),
      });
    }),
    { numRuns: 15 },
  );
  await expect(unprotectKey(protectedKey.subarray(0, 40), "p")).rejects.toMatchObject({
    code: "ENCODING",
  });
});

test("what protects nothing, or takes forever, is refused", async () => {
  await expect(protectKey(key, "", cost)).rejects.toMatchObject({ code: "PASSPHRASE" });
  for (const wrong of [0, 13, 19, 14.5, NaN]) {
    // oxlint-disable-next-line no-await-in-loop
    await expect(protectKey(key, "p", wrong)).rejects.toMatchObject({ code: "PASSPHRASE" });
  }
  const costly = await protectKey(key, "p", cost);
  costly[6] = 31;
  await expect(unprotectKey(costly, "p")).rejects.toMatchObject({ code: "ENCODING" });
});
