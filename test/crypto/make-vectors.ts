/**
 * Makes `vectors.json`, by hand and once: `node test/crypto/make-vectors.ts`. What has been encrypted must
 * be readable for ever, so new vectors are for a new version of the encodings, beside the old ones.
 */

import { writeFileSync } from "node:fs";
import { allOf, anyOf, leaf } from "../../src/crypto/access-tree.ts";
import { joinTag, newJoinKey, newSharedKey } from "../../src/crypto/join.ts";
import { LargeMasterKey } from "../../src/crypto/large-universe.ts";
import { encodeScalar, scalarOf } from "../../src/crypto/pairing.ts";
import { protectKey } from "../../src/crypto/passphrase.ts";
import type { MasterKey } from "../../src/crypto/proxy-abe.ts";
import { grant, seal, type Security, transform } from "../../src/crypto/sealing.ts";
import { SmallMasterKey } from "../../src/crypto/small-universe.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const message = new TextEncoder().encode("frozen");
const context = Uint8Array.of(1, 2, 3);
const attributes = ["a", "c", "ü"];
const policy = allOf([leaf("a"), anyOf([leaf("b"), leaf("ü")])]);

function vectorOf(master: MasterKey): object {
  const { transformKey, userKey } = grant(master, policy);
  const ciphertexts = (["cpa", "rcca"] satisfies Security[]).map((security) => {
    const sealed = seal(master.publicKey, attributes, message, { security, context });
    const transformed = transform(transformKey, sealed) as Uint8Array;
    return { security, sealed: hex(sealed), transformed: hex(transformed) };
  });
  return {
    masterKey: hex(master.toBytes()),
    publicKey: hex(master.publicKey.toBytes()),
    transformKey: hex(transformKey.toBytes()),
    userKey: hex(userKey.toBytes()),
    ciphertexts,
  };
}

const sharedKey = newSharedKey();
const joinKey = newJoinKey();

const vectors = {
  message: hex(message),
  context: hex(context),
  small: vectorOf(SmallMasterKey.setUp(["a", "b", "c", "ü"])),
  large: vectorOf(LargeMasterKey.setUp()),
  join: {
    sharedKey: hex(sharedKey),
    key: hex(encodeScalar(scalarOf(joinKey))),
    text: hex(joinTag(sharedKey, joinKey, "name", "bob")),
    number: hex(joinTag(sharedKey, joinKey, "name", -7)),
  },
  protectedKey: {
    passphrase: "correct horse",
    bytes: hex(await protectKey(message, "correct horse", 14)),
  },
};

const file = new URL("vectors.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`);
