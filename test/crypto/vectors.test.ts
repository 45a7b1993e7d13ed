/** What was written once is read for ever, and written the same again. */

import { describe, expect, test } from "vitest";
import { type JoinKey, joinTag } from "../../src/crypto/join.ts";
import {
  LargeMasterKey,
  LargePublicKey,
  LargeTransformKey,
} from "../../src/crypto/large-universe.ts";
import { unprotectKey } from "../../src/crypto/passphrase.ts";
import { type Security, transform, UserKey } from "../../src/crypto/sealing.ts";
import {
  SmallMasterKey,
  SmallPublicKey,
  SmallTransformKey,
} from "../../src/crypto/small-universe.ts";
import vectors from "./vectors.json" with { type: "json" };

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const message = bytes(vectors.message);
const context = bytes(vectors.context);

const forms = [
  {
    form: "small universe",
    vector: vectors.small,
    readMaster: SmallMasterKey.fromBytes,
    readPublic: SmallPublicKey.fromBytes,
    readTransform: SmallTransformKey.fromBytes,
  },
  {
    form: "large universe",
    vector: vectors.large,
    readMaster: LargeMasterKey.fromBytes,
    readPublic: LargePublicKey.fromBytes,
    readTransform: LargeTransformKey.fromBytes,
  },
];

describe.each(forms)("$form", ({ vector, readMaster, readPublic, readTransform }) => {
  test("keys", () => {
    const master = readMaster(bytes(vector.masterKey));
    expect(master.toBytes()).toEqual(bytes(vector.masterKey));
    expect(master.publicKey.toBytes()).toEqual(bytes(vector.publicKey));
    expect(readPublic(bytes(vector.publicKey)).toBytes()).toEqual(bytes(vector.publicKey));
    expect(readTransform(bytes(vector.transformKey)).toBytes()).toEqual(bytes(vector.transformKey));
    expect(UserKey.fromBytes(bytes(vector.userKey)).toBytes()).toEqual(bytes(vector.userKey));
  });

  test("ciphertexts", () => {
    const transformKey = readTransform(bytes(vector.transformKey));
    const userKey = UserKey.fromBytes(bytes(vector.userKey));
    for (const { security, sealed, transformed } of vector.ciphertexts) {
      // To transform takes no chance.
      expect(transform(transformKey, bytes(sealed))).toEqual(bytes(transformed));
      const options = { security: security as Security, context };
      expect(userKey.open(bytes(transformed), options)).toEqual(message);
    }
  });
});

test("join tags", () => {
  const { sharedKey, key, text, number } = vectors.join;
  const joinKey = BigInt(`0x${key}`) as JoinKey;
  expect(joinTag(bytes(sharedKey), joinKey, "name", "bob")).toEqual(bytes(text));
  expect(joinTag(bytes(sharedKey), joinKey, "name", -7)).toEqual(bytes(number));
});

test("protected keys", async () => {
  const { passphrase, bytes: protectedKey } = vectors.protectedKey;
  expect(await unprotectKey(bytes(protectedKey), passphrase)).toEqual(message);
});
