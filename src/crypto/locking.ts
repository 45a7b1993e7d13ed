/**
 * Symmetric encryption under a secret that is used for one message in each context: HKDF-SHA-256 (RFC
 * 5869), then AES-256-GCM headed by a commitment to the key, so that there is no ciphertext that two
 * secrets open.
 */

import { createCipheriv, createDecipheriv, hash, hkdfSync, timingSafeEqual } from "node:crypto";
import { concatBytes } from "@noble/hashes/utils.js";
import { CryptoError } from "./errors.ts";

const keyBytes = 32;
const commitmentBytes = 32;
const tagBytes = 16;
/** Every key is used once. */
const nonce = new Uint8Array(12);
const salt = "cordon/seal/1";

interface Keys {
  readonly key: Uint8Array;
  readonly commitment: Uint8Array;
}

function keysOf(secret: Uint8Array, context: Uint8Array): Keys {
  // HKDF takes a short context only.
  const digest = hash("sha256", context, "buffer");
  const okm = new Uint8Array(hkdfSync("sha256", secret, salt, digest, keyBytes + commitmentBytes));
  return { key: okm.subarray(0, keyBytes), commitment: okm.subarray(keyBytes) };
}

export function refused(): CryptoError {
  return new CryptoError("DECRYPTION", "not made for this key and this context, or changed since");
}

/** @param context never the same twice with the same secret */
export function lock(secret: Uint8Array, context: Uint8Array, message: Uint8Array): Uint8Array {
  const { key, commitment } = keysOf(secret, context);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = cipher.update(message);
  cipher.final();
  return concatBytes(commitment, body, cipher.getAuthTag());
}

/** @throws CryptoError DECRYPTION */
export function unlock(secret: Uint8Array, context: Uint8Array, locked: Uint8Array): Uint8Array {
  const { key, commitment } = keysOf(secret, context);
  if (locked.length < commitmentBytes + tagBytes) throw refused();
  // Before anything is decrypted: the tag alone does not tell keys apart.
  if (!timingSafeEqual(locked.subarray(0, commitmentBytes), commitment)) throw refused();
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAuthTag(locked.subarray(-tagBytes));
  const message = decipher.update(locked.subarray(commitmentBytes, -tagBytes));
  try {
    decipher.final();
  } catch {
    throw refused();
  }
  return new Uint8Array(message);
}
