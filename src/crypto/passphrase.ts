/**
 * Keys at rest, under a passphrase: scrypt (RFC 7914) and AES-256-GCM. Whatever is known of the key's
 * kind is encrypted, too.
 */

import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  scrypt,
  type ScryptOptions,
} from "node:crypto";
import { concatBytes } from "@noble/hashes/utils.js";
import { Reader, Writer } from "./encoding.ts";
import { CryptoError } from "./errors.ts";

/** N = 2^17, r = 8, p = 1: half a second and 128 MiB for each guess. */
const usualCost = 17;
/** What is read may have been made with more or less, within what a reader wants to wait for. */
const leastCost = 14;
const mostCost = 18;
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
/** Of the largest key: a policy of thousands of leaves. */
const longestKey = 2 ** 26;

function stretch(passphrase: string, salt: Uint8Array, cost: number): Promise<Uint8Array> {
  if (passphrase.length === 0) {
    throw new CryptoError("PASSPHRASE", "it is empty: choose one that nobody guesses");
  }
  const options: ScryptOptions = { N: 2 ** cost, r: 8, p: 1, maxmem: 2 ** (cost + 11) };
  // The same letters typed on another keyboard are the same passphrase.
  const text = passphrase.normalize("NFKC");
  return new Promise((fulfil, reject) => {
    scrypt(text, salt, keyBytes, options, (error, key) => {
      if (error === null) fulfil(key);
      else reject(error);
    });
  });
}

function headOf(cost: number, salt: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Writer("protectedKey").count(cost).fixed(salt).fixed(nonce).finish();
}

/**
 * Encrypts the bytes of a key.
 *
 * @param cost scrypt's N as a power of two, from 14 to 18; each step takes twice the time and memory
 * @throws CryptoError PASSPHRASE
 */
export async function protectKey(
  key: Uint8Array,
  passphrase: string,
  cost: number = usualCost,
): Promise<Uint8Array> {
  if (!Number.isInteger(cost) || cost < leastCost || cost > mostCost) {
    throw new CryptoError("PASSPHRASE", `its cost is from ${leastCost} to ${mostCost}`);
  }
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const head = headOf(cost, salt, nonce);
  const cipher = createCipheriv("aes-256-gcm", await stretch(passphrase, salt, cost), nonce);
  cipher.setAAD(head);
  const body = concatBytes(cipher.update(key), cipher.final(), cipher.getAuthTag());
  return concatBytes(head, new Writer().bytes(body).finish());
}

/**
 * @returns what was protected
 * @throws CryptoError ENCODING; DECRYPTION if the passphrase is another one, or the bytes were changed
 */
export async function unprotectKey(
  protectedKey: Uint8Array,
  passphrase: string,
): Promise<Uint8Array> {
  const reader = new Reader(protectedKey, "protectedKey");
  const cost = reader.count(mostCost, "as the cost");
  if (cost < leastCost) throw new CryptoError("ENCODING", `a cost from ${leastCost} up`);
  const salt = reader.fixed(saltBytes);
  const nonce = reader.fixed(nonceBytes);
  const body = reader.bytes(longestKey);
  reader.end();
  if (body.length < tagBytes) throw new CryptoError("ENCODING", "it breaks off");
  const decipher = createDecipheriv("aes-256-gcm", await stretch(passphrase, salt, cost), nonce);
  decipher.setAAD(headOf(cost, salt, nonce));
  decipher.setAuthTag(body.subarray(-tagBytes));
  const key = decipher.update(body.subarray(0, -tagBytes));
  try {
    decipher.final();
  } catch {
    throw new CryptoError("DECRYPTION", "another passphrase, or changed since");
  }
  return new Uint8Array(key);
}
