/**
 * Messages under attributes: what proxy KP-ABE encapsulates becomes the key of authenticated encryption.
 *
 * `cpa`: a key of the random element Y^s. `rcca`: nobody can make another ciphertext of the same message
 * that the user accepts unless it is one (Green, Hohenberger and Waters, 2011, section 4): the exponent is
 * a hash of the message, and the user computes it again.
 *
 * The encryption commits to its key: there is no ciphertext that two keys open.
 */

import { hash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bytesToNumberBE } from "@noble/curves/utils.js";
import { concatBytes } from "@noble/hashes/utils.js";
import mcl from "mcl-wasm";
import type { AccessTree } from "./access-tree.ts";
import { inOrder } from "./attribute-points.ts";
import { kinds, Reader, Writer } from "./encoding.ts";
import { lock, refused, unlock } from "./locking.ts";
import {
  decodeGT,
  decodeScalar,
  encode,
  encodeScalar,
  type GT,
  gT,
  gtBytes,
  randomScalar,
  type Scalar,
  scalarBytes,
  scalarOf,
} from "./pairing.ts";
import type { MasterKey, PublicKey, TransformKey } from "./proxy-abe.ts";

export type Security = "cpa" | "rcca";

const digestBytes = 32;
/** Largest message with what locks it, and largest header, in bytes. */
const longest = 2 ** 28 + 2 ** 12;

const { ORDER } = bls12_381.fields.Fr;

/** What everything is bound to: where the message belongs, and under which attributes. */
function contextOf(security: Security, context: Uint8Array, attributes: Uint8Array): Uint8Array {
  return new Writer().text(security).bytes(context).fixed(attributes).finish();
}

/** What the key is bound to: the header as well, also the parts of it that no policy asks for. */
function withHeader(bound: Uint8Array, headerDigest: Uint8Array): Uint8Array {
  return concatBytes(bound, headerDigest);
}

function digestOf(attributes: readonly string[]): Uint8Array {
  const writer = new Writer();
  for (const attribute of attributes) writer.text(attribute);
  return sha256(writer.finish());
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash("sha256", bytes, "buffer");
}

/** H1: the exponent of an rcca ciphertext. */
function exponentOf(R: GT, message: Uint8Array, context: Uint8Array): Scalar {
  const writer = new Writer().text("cordon/rcca/1").fixed(encode(R)).bytes(context).bytes(message);
  const value = bytesToNumberBE(hash("sha512", writer.finish(), "buffer")) % ORDER;
  return scalarOf(value === 0n ? 1n : value);
}

export interface SealOptions {
  /** Chosen plaintexts unless said otherwise. */
  readonly security?: Security;
  /** Where the message belongs: stream, epoch, number. Whoever opens it must say the same. */
  readonly context?: Uint8Array;
}

const noContext = new Uint8Array();

/**
 * Encrypts a message under attributes.
 *
 * @throws CryptoError ATTRIBUTES
 */
export function seal(
  publicKey: PublicKey,
  attributes: readonly string[],
  message: Uint8Array,
  { security = "cpa", context = noContext }: SealOptions = {},
): Uint8Array {
  const sorted = inOrder(attributes);
  const digest = digestOf(sorted);
  const bound = contextOf(security, context, digest);
  const writer = new Writer("ciphertext").count(security === "rcca" ? 1 : 0).fixed(digest);
  if (security === "cpa") {
    const { secret, header } = publicKey.encapsulate(sorted, randomScalar());
    const locked = lock(encode(secret), withHeader(bound, sha256(header)), message);
    return writer.bytes(header).bytes(locked).finish();
  }
  const R = mcl.pow(gT, randomScalar());
  const s = exponentOf(R, message, bound);
  const { secret, header } = publicKey.encapsulate(sorted, s);
  const blinded = encode(mcl.mul(R, secret));
  const locked = lock(encode(R), withHeader(bound, sha256(header)), message);
  return writer.bytes(header).bytes(concatBytes(blinded, locked)).finish();
}

/**
 * The cloud's part: makes of a ciphertext one that the user opens with a single power.
 *
 * @returns null if the ciphertext's attributes do not satisfy the key's policy
 * @throws CryptoError ENCODING
 */
export function transform(transformKey: TransformKey, ciphertext: Uint8Array): Uint8Array | null {
  const reader = new Reader(ciphertext, "ciphertext");
  const security = reader.count(1, "as a mode");
  const digest = reader.fixed(digestBytes);
  const header = reader.bytes(longest);
  const body = reader.bytes(longest);
  reader.end();
  const element = transformKey.transform(header);
  if (element === null) return null;
  return new Writer("transformed")
    .count(security)
    .fixed(digest)
    .fixed(sha256(header))
    .fixed(encode(element))
    .bytes(body)
    .finish();
}

/**
 * A digest of what a ciphertext and all that the cloud makes of it have in common, which is everything that
 * decides what comes out: with it an owner can sign the one, and a user check the other.
 *
 * @param bytes sealed or transformed
 * @param form which of the two it has to be: anybody can make the second of the first. Either, if left out
 * @returns 32 bytes
 * @throws CryptoError ENCODING
 */
export function originOf(bytes: Uint8Array, form?: "ciphertext" | "transformed"): Uint8Array {
  const isTransformed = (form ?? formOf(bytes)) === "transformed";
  const reader = new Reader(bytes, isTransformed ? "transformed" : "ciphertext");
  const writer = new Writer().count(reader.count(1, "as a mode")).fixed(reader.fixed(digestBytes));
  writer.fixed(isTransformed ? reader.fixed(digestBytes) : sha256(reader.bytes(longest)));
  if (isTransformed) reader.fixed(gtBytes);
  writer.bytes(reader.bytes(longest));
  reader.end();
  return sha256(writer.finish());
}

function formOf(bytes: Uint8Array): "ciphertext" | "transformed" {
  return bytes[2] === kinds.transformed ? "transformed" : "ciphertext";
}

/**
 * Makes the two keys of a policy.
 *
 * @throws CryptoError ATTRIBUTES if the policy names one that is none of the universe
 */
export function grant(
  masterKey: MasterKey,
  policy: AccessTree,
): { readonly transformKey: TransformKey; readonly userKey: UserKey } {
  const { transformKey, z } = masterKey.grant(policy);
  return { transformKey, userKey: new UserKey(z, masterKey.publicKey.Y) };
}

/** What a user decrypts with. */
export class UserKey {
  readonly #z: Scalar;
  /** Y: what an rcca ciphertext is checked against. */
  readonly #Y: GT;

  constructor(z: Scalar, Y: GT) {
    this.#z = z;
    this.#Y = Y;
  }

  /** @throws CryptoError ENCODING */
  static fromBytes(bytes: Uint8Array): UserKey {
    const reader = new Reader(bytes, "userKey");
    const z = decodeScalar(reader.fixed(scalarBytes));
    const Y = decodeGT(reader.fixed(gtBytes));
    reader.end();
    return new UserKey(z, Y);
  }

  toBytes(): Uint8Array {
    return new Writer("userKey").fixed(encodeScalar(this.#z)).fixed(encode(this.#Y)).finish();
  }

  /**
   * Opens what the cloud has transformed.
   *
   * @throws CryptoError ENCODING; DECRYPTION if it is not what was sealed, in this context, with this
   *   security, for attributes that the key's policy lets pass
   */
  open(
    transformed: Uint8Array,
    { security = "cpa", context = noContext }: SealOptions = {},
  ): Uint8Array {
    const reader = new Reader(transformed, "transformed");
    const isRcca = reader.count(1, "as a mode") === 1;
    const digest = reader.fixed(digestBytes);
    const headerDigest = reader.fixed(digestBytes);
    const T = decodeGT(reader.fixed(gtBytes));
    const body = reader.bytes(longest);
    reader.end();
    if (isRcca !== (security === "rcca")) throw refused();
    const bound = contextOf(security, context, digest);
    const full = withHeader(bound, headerDigest);
    const secret = this.decapsulate(T);
    if (!isRcca) return unlock(encode(secret), full, body);
    const blinded = decodeGT(body.subarray(0, gtBytes));
    const R = mcl.div(blinded, secret);
    const message = unlock(encode(R), full, body.subarray(gtBytes));
    const expected = mcl.pow(this.#Y, exponentOf(R, message, bound));
    if (!expected.isEqual(secret)) throw refused();
    return message;
  }

  /** T^z: what a secret was encapsulated as. @param T in GT */
  decapsulate(T: GT): GT {
    return mcl.pow(T, this.#z);
  }
}
