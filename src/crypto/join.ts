/**
 * Deterministic encryption for joins (Streamforce, section 3.1), as a one-way tag: the value itself
 * travels under another scheme. In ristretto255 (RFC 9496):
 *
 *     tag = H(HMAC(shared key, value))^k      token = ρ / k      tag1^token1 = tag2^token2 if equal
 *
 * Whoever has both tokens learns which values are equal and how often each comes, also across further
 * streams: tokens are to be made anew, and keys changed, with every epoch.
 */

import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { CryptoError } from "./errors.ts";
import { composedRule, type FieldValue, isComposed } from "./schema.ts";

const { Point } = ristretto255;
const { Fn } = Point;

/** Separates these points from all that are hashed for other purposes. */
const DST = "cordon/join/1";
/** Of shared keys: as many as the order of the group has (bytes). */
const keyBytes = 32;

/** A stream's secret exponent, from 1 to the order of the group − 1. */
export type JoinKey = bigint & { readonly __brand: "JoinKey" };

/** What the cloud raises tags of one stream to. */
export type JoinToken = bigint & { readonly __brand: "JoinToken" };

/** Uniform: 512 bits leave no bias. */
function randomScalar(): bigint {
  for (;;) {
    const scalar = ristretto255_hasher.hashToScalar(randomBytes(64), { DST });
    if (scalar !== 0n) return scalar;
  }
}

export function newJoinKey(): JoinKey {
  return randomScalar() as JoinKey;
}

/** The key that belongs to a secret: the same for the same. @param secret 32 random bytes or more */
export function joinKeyOf(secret: Uint8Array): JoinKey {
  return ristretto255_hasher.hashToScalar(secret, { DST: "cordon/join-key/1" }) as JoinKey;
}

/** 32 bytes, the most significant first. */
export function encodeJoinScalar(scalar: JoinKey | JoinToken): Uint8Array {
  return numberToBytesBE(scalar, keyBytes);
}

function decodeScalar(bytes: Uint8Array): bigint {
  const value = bytes.length === keyBytes ? bytesToNumberBE(bytes) : 0n;
  if (value > 0n && value < Fn.ORDER) return value;
  throw new CryptoError("ENCODING", `a join key or token is from 1 to the order − 1`);
}

/** @throws CryptoError ENCODING */
export function decodeJoinKey(bytes: Uint8Array): JoinKey {
  return decodeScalar(bytes) as JoinKey;
}

/** @throws CryptoError ENCODING */
export function decodeJoinToken(bytes: Uint8Array): JoinToken {
  return decodeScalar(bytes) as JoinToken;
}

/** The key of the pseudorandom function that streams to be joined have in common. */
export function newSharedKey(): Uint8Array {
  return randomBytes(keyBytes);
}

/**
 * A number and its text are two values.
 *
 * @throws CryptoError FIELD_VALUE for what has no encoding of its own
 */
function encode(value: FieldValue): Uint8Array {
  const isEncodable =
    typeof value === "number" ? Number.isSafeInteger(value) : value.isWellFormed();
  if (!isEncodable) {
    throw new CryptoError("FIELD_VALUE", "joined are integers below 2^53 and well-formed texts");
  }
  if (typeof value === "string" && !isComposed(value)) {
    throw new CryptoError("FIELD_VALUE", `joined are texts ${composedRule}`);
  }
  return utf8ToBytes(typeof value === "number" ? `n${value}` : `t${value}`);
}

/**
 * @param field by which streams are joined: equal values of others have other tags
 * @returns 32 bytes: the point, compressed
 * @throws CryptoError ENCODING, FIELD_VALUE
 */
export function joinTag(
  sharedKey: Uint8Array,
  key: JoinKey,
  field: string,
  value: FieldValue,
): Uint8Array {
  if (sharedKey.length !== keyBytes) {
    throw new CryptoError(
      "ENCODING",
      `a shared key has ${keyBytes} bytes, not ${sharedKey.length}`,
    );
  }
  const name = utf8ToBytes(field);
  const length = utf8ToBytes(`${name.length}:`);
  const digest = hmac(sha512, sharedKey, concatBytes(length, name, encode(value)));
  return ristretto255_hasher.hashToCurve(digest, { DST }).multiply(key).toBytes();
}

/** Tokens for two streams. Who has those of two calls with a stream in common can join all three. */
export function joinTokens(first: JoinKey, second: JoinKey): readonly [JoinToken, JoinToken] {
  const blinding = randomScalar();
  return [Fn.div(blinding, first) as JoinToken, Fn.div(blinding, second) as JoinToken];
}

/**
 * What the tags of two streams come to under their tokens: the same for the same value.
 *
 * @returns 32 bytes
 * @throws CryptoError ENCODING if the tag is no point, or the neutral one
 */
export function applyToken(tag: Uint8Array, token: JoinToken): Uint8Array {
  return pointOf(tag).multiply(token).toBytes();
}

function pointOf(tag: Uint8Array): InstanceType<typeof Point> {
  let point: InstanceType<typeof Point>;
  try {
    point = Point.fromBytes(tag);
  } catch {
    throw new CryptoError("ENCODING", "a join tag is a ristretto255 point in 32 bytes");
  }
  if (point.equals(Point.ZERO)) {
    throw new CryptoError("ENCODING", "a join tag is not the neutral point");
  }
  return point;
}
