/**
 * The groups of BLS12-381, written g1 ∈ G1, g2 ∈ G2, gT = e(g1, g2) ∈ GT, all of prime order r. mcl
 * computes; noble hashes to the curve under our own domain, and checks elements of GT, which mcl does not.
 *
 * Everything that comes from outside enters by the `decode…` functions: on the curve, in the subgroup of
 * order r, not neutral, and in the only encoding that there is.
 *
 * Neither library promises constant time: who can measure computations with a secret, on the same core,
 * may learn of it.
 */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import { bytesToNumberBE, numberToBytesBE } from "@noble/curves/utils.js";
import { randomBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import mcl from "mcl-wasm";
import { CryptoError } from "./errors.ts";

await mcl.init(mcl.BLS12_381);
// The encodings of points that all who use this curve have in common (Zcash, IETF): big-endian, compressed.
mcl.setETHserialization(true);

export type Scalar = InstanceType<typeof mcl.Fr>;
export type G1 = InstanceType<typeof mcl.G1>;
export type G2 = InstanceType<typeof mcl.G2>;
export type GT = InstanceType<typeof mcl.GT>;

/** Bytes of an encoding. */
export const scalarBytes = 32;
export const g1Bytes = 48;
export const g2Bytes = 96;
export const gtBytes = 576;
const fpBytes = 48;

const { Fp12, Fr } = bls12_381.fields;

/** Separates these points from all that are hashed for other purposes. */
const DST = "cordon/attribute/1";
/** Attributes whose points are remembered: to hash one takes longer than to multiply. */
const mostRemembered = 16_384;

export const g1: G1 = decodeG1(bls12_381.G1.Point.BASE.toBytes());
export const g2: G2 = decodeG2(bls12_381.G2.Point.BASE.toBytes());
export const gT: GT = mcl.pairing(g1, g2);

/** @param value from 0 to r − 1 */
export function scalarOf(value: bigint): Scalar {
  const scalar = new mcl.Fr();
  scalar.setStr(value.toString(16), 16);
  return scalar;
}

/** Uniform but for 2^−128, from 1 to r − 1. */
export function randomInteger(): bigint {
  for (;;) {
    const value = bytesToNumberBE(randomBytes(48)) % Fr.ORDER;
    if (value !== 0n) return value;
  }
}

export function integerOf(scalar: Scalar): bigint {
  return BigInt(`0x${scalar.getStr(16)}`);
}

export function randomScalar(): Scalar {
  return scalarOf(randomInteger());
}

const hashed = new Map<string, G1>();

/** H: texts → G1, a random oracle (RFC 9380, `BLS12381G1_XMD:SHA-256_SSWU_RO_`). */
export function hashToG1(text: string): G1 {
  let point = hashed.get(text);
  if (point === undefined) {
    point = decodeG1(bls12_381.G1.hashToCurve(utf8ToBytes(text), { DST }).toBytes());
    if (hashed.size >= mostRemembered) hashed.clear();
    hashed.set(text, point);
  }
  return point;
}

// Encodings

function malformed(what: string): CryptoError {
  return new CryptoError("ENCODING", what);
}

/** 32 bytes, the most significant first. @throws CryptoError ENCODING unless it is from 1 to r − 1 */
export function decodeScalar(bytes: Uint8Array): Scalar {
  if (bytes.length !== scalarBytes) throw malformed(`a scalar has ${scalarBytes} bytes`);
  const value = bytesToNumberBE(bytes);
  if (value === 0n || value >= Fr.ORDER) throw malformed("a scalar is from 1 to the order − 1");
  return scalarOf(value);
}

export function encodeScalar(scalar: Scalar): Uint8Array {
  return numberToBytesBE(integerOf(scalar), scalarBytes);
}

interface Decodable {
  deserialize(bytes: Uint8Array): void;
  serialize(): Uint8Array;
  isZero(): boolean;
}

function decodeInto<Point extends Decodable>(
  point: Point,
  bytes: Uint8Array,
  length: number,
  what: string,
): Point {
  if (bytes.length !== length) throw malformed(`${what} has ${length} bytes`);
  try {
    point.deserialize(bytes);
  } catch {
    throw malformed(`this is no ${what}`);
  }
  if (point.isZero()) throw malformed(`${what} must not be the neutral element`);
  // What decodes to the same as another encoding would make two ciphertexts of one.
  const canonical = point.serialize();
  if (!canonical.every((byte, i) => byte === bytes[i])) {
    throw malformed(`${what} has another encoding`);
  }
  return point;
}

/** 48 bytes: compressed. @throws CryptoError ENCODING */
export function decodeG1(bytes: Uint8Array): G1 {
  return decodeInto(new mcl.G1(), bytes, g1Bytes, "point of G1");
}

/** 96 bytes: compressed. @throws CryptoError ENCODING */
export function decodeG2(bytes: Uint8Array): G2 {
  return decodeInto(new mcl.G2(), bytes, g2Bytes, "point of G2");
}

/** 576 bytes: the coordinates of Fp2 by Fp2, of each the imaginary part first. @throws CryptoError ENCODING */
export function decodeGT(bytes: Uint8Array): GT {
  const element = decodeInto(new mcl.GT(), bytes, gtBytes, "element of GT");
  if (element.isOne() || !isInGT(element)) {
    throw malformed("an element of GT has the order of the group");
  }
  return element;
}

/**
 * An element of Fp12 that may be outside of GT: for who multiplies it without a secret, and lets those who
 * have one check the product.
 *
 * @throws CryptoError ENCODING
 */
export function decodeFp12(bytes: Uint8Array): GT {
  return decodeInto(new mcl.GT(), bytes, gtBytes, "element of Fp12");
}

export function encode(element: G1 | G2 | GT): Uint8Array {
  return element.serialize();
}

/** −u, for the parameter u of the curve. */
const minusU = 0xd201000000010000n;

/** mcl writes the imaginary part of each Fp2 first, as all do in points of G2; noble the real part. */
function toFp12(bytes: Uint8Array): ReturnType<typeof Fp12.fromBytes> {
  const swapped = new Uint8Array(gtBytes);
  for (let at = 0; at < gtBytes; at += 2 * fpBytes) {
    swapped.set(bytes.subarray(at + fpBytes, at + 2 * fpBytes), at);
    swapped.set(bytes.subarray(at, at + fpBytes), at + fpBytes);
  }
  return Fp12.fromBytes(swapped);
}

/** x^−u, by plain squarings and multiplications: mcl's powers take the order of x for granted. */
function powerOfMinusU(x: GT): GT {
  let power = x;
  for (let bit = 62n; bit >= 0n; bit--) {
    power = mcl.sqr(power);
    if (((minusU >> bit) & 1n) === 1n) power = mcl.mul(power, x);
  }
  return power;
}

/**
 * Whether an element of Fp12 is of order r or neutral (M. Scott, “A note on group membership tests for
 * G1, G2 and GT on BLS pairing-friendly curves”, ePrint 2021/1130, section 5): it is in the cyclotomic
 * subgroup, as x^(p⁴ + 1) = x^(p²), and x^p = x^u.
 */
export function isInGT(element: GT): boolean {
  const x = toFp12(encode(element));
  if (Fp12.is0(x)) return false;
  const isCyclotomic = Fp12.eql(Fp12.mul(Fp12.frobeniusMap(x, 4), x), Fp12.frobeniusMap(x, 2));
  if (!isCyclotomic) return false;
  const power = toFp12(encode(powerOfMinusU(element)));
  return Fp12.eql(Fp12.mul(Fp12.frobeniusMap(x, 1), power), Fp12.ONE);
}
