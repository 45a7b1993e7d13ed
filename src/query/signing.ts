/** Ed25519 (RFC 8032): what shows that a block comes from its owner. */

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { CryptoError } from "../crypto/index.ts";

export const signatureBytes = 64;
export const verifyingKeyBytes = 32;
/** RFC 8410: what stands before the 32 bytes of a secret and of a public key. */
const secretHead = Buffer.from("302e020100300506032b657004220420", "hex");
const publicHead = Buffer.from("302a300506032b6570032100", "hex");

export class VerifyingKey {
  /** Tells keys apart. */
  readonly id: string;
  readonly #bytes: Uint8Array;
  readonly #key: KeyObject;

  /** @param bytes 32 @throws CryptoError ENCODING */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== verifyingKeyBytes) {
      throw new CryptoError("ENCODING", `a verifying key has ${verifyingKeyBytes} bytes`);
    }
    this.#bytes = new Uint8Array(bytes);
    this.id = Buffer.from(bytes).toString("base64");
    this.#key = createPublicKey({
      key: Buffer.concat([publicHead, bytes]),
      format: "der",
      type: "spki",
    });
  }

  verify(message: Uint8Array, signature: Uint8Array): boolean {
    return verify(null, message, this.#key, signature);
  }

  toBytes(): Uint8Array {
    return new Uint8Array(this.#bytes);
  }
}

export class SigningKey {
  readonly #key: KeyObject;
  readonly verifyingKey: VerifyingKey;

  /** @param seed 32 secret bytes */
  constructor(seed: Uint8Array) {
    this.#key = createPrivateKey({
      key: Buffer.concat([secretHead, seed]),
      format: "der",
      type: "pkcs8",
    });
    const spki = createPublicKey(this.#key).export({ format: "der", type: "spki" });
    this.verifyingKey = new VerifyingKey(spki.subarray(publicHead.length));
  }

  sign(message: Uint8Array): Uint8Array {
    return sign(null, message, this.#key);
  }
}
