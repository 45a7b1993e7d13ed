/**
 * Masked values that are added up by who can read neither them nor their sum (Streamforce, sections 3.3 and
 * 4.3). The masks come from `sliding-window.ts`.
 *
 *     SWE1 under attributes  header, C = gT^(m + r) · Y^s    the cloud: ∏ C, ∏ T    the user: ∏ C / (∏ T)^z
 *     SWE3                   c = g1^(m + r)                  the cloud: ∏ c
 *
 * That sums can be made of ciphertexts is what they are for; so nothing shows a user that a cloud added
 * what it should have, and nothing else.
 */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import mcl from "mcl-wasm";
import { inOrder } from "./attribute-points.ts";
import { type Group, inG1, inGT } from "./discrete-log.ts";
import { Reader, Writer } from "./encoding.ts";
import { CryptoError } from "./errors.ts";
import {
  decodeFp12,
  decodeG1,
  decodeGT,
  encode,
  type G1,
  g1,
  type GT,
  gT,
  gtBytes,
  randomScalar,
  type Scalar,
  scalarOf,
} from "./pairing.ts";
import type { PublicKey, TransformKey } from "./proxy-abe.ts";
import type { UserKey } from "./sealing.ts";

const { Fr } = bls12_381.fields;
/** Largest header, in bytes. */
const longest = 2 ** 24;

/** @throws CryptoError WINDOW */
function maskedExponent(value: number, mask: bigint): Scalar {
  if (!Number.isSafeInteger(value)) {
    throw new CryptoError("WINDOW", `${value} is not added up: integers below 2^53 are`);
  }
  return scalarOf(Fr.create(BigInt(value) + mask));
}

/**
 * SWE1 under attributes.
 *
 * @param mask of a window whose masks sum up to its key
 * @throws CryptoError ATTRIBUTES, WINDOW
 */
export function sealMasked(
  publicKey: PublicKey,
  attributes: readonly string[],
  value: number,
  mask: bigint,
): Uint8Array {
  const { secret, header } = publicKey.encapsulate(inOrder(attributes), randomScalar());
  const C = mcl.mul(mcl.pow(gT, maskedExponent(value, mask)), secret);
  return new Writer("masked").bytes(header).fixed(encode(C)).finish();
}

interface MaskedSum {
  readonly C: GT;
  readonly T: GT;
}

function writeSum({ C, T }: MaskedSum): Uint8Array {
  return new Writer("maskedSum").fixed(encode(C)).fixed(encode(T)).finish();
}

function readSum(bytes: Uint8Array, decode: (bytes: Uint8Array) => GT): MaskedSum {
  const reader = new Reader(bytes, "maskedSum");
  const sum = { C: decode(reader.fixed(gtBytes)), T: decode(reader.fixed(gtBytes)) };
  reader.end();
  return sum;
}

function added(sums: readonly MaskedSum[]): MaskedSum {
  return sums.reduce((a, b) => ({ C: mcl.mul(a.C, b.C), T: mcl.mul(a.T, b.T) }));
}

/**
 * The cloud's part: the sum of what was sealed by {@link sealMasked}.
 *
 * @param values one at least
 * @returns null if a value's attributes do not satisfy the key's policy
 * @throws CryptoError ENCODING
 */
export function transformMasked(
  transformKey: TransformKey,
  values: readonly Uint8Array[],
): Uint8Array | null {
  const sums: MaskedSum[] = [];
  for (const value of values) {
    const reader = new Reader(value, "masked");
    const T = transformKey.transform(reader.bytes(longest));
    const C = decodeFp12(reader.fixed(gtBytes));
    reader.end();
    if (T === null) return null;
    sums.push({ C, T });
  }
  return writeSum(added(sums));
}

/** The sum of sums. @throws CryptoError ENCODING */
export function addMaskedSums(sums: readonly Uint8Array[]): Uint8Array {
  return writeSum(added(sums.map((sum) => readSum(sum, decodeFp12))));
}

/** What all masks of a window come to, for {@link openMaskedSum}. @param key what they sum up to */
export function masksInGT(key: bigint): GT {
  return mcl.pow(gT, scalarOf(key));
}

/**
 * The user's part.
 *
 * @param masks of the window: the same for all windows of a key
 * @returns gT^(Σ m)
 * @throws CryptoError ENCODING
 */
export function openMaskedSum(userKey: UserKey, masks: GT, sum: Uint8Array): GT {
  const { C, T } = readSum(sum, decodeGT);
  return mcl.div(C, mcl.mul(userKey.decapsulate(T), masks));
}

/** SWE3. @returns 48 bytes @throws CryptoError WINDOW */
export function maskInG1(value: number, mask: bigint): Uint8Array {
  return encode(mcl.mul(g1, maskedExponent(value, mask)));
}

/** What a window's masks are, for {@link unmaskInG1}. @param masks their sum */
export function masksInG1(masks: bigint): Uint8Array {
  return encode(mcl.mul(g1, scalarOf(masks)));
}

/** The cloud's part of SWE3, and the sum of sums. @throws CryptoError ENCODING */
export function addInG1(points: readonly Uint8Array[]): Uint8Array {
  return encode(points.map(decodeG1).reduce((a, b) => mcl.add(a, b)));
}

/** The user's part of SWE3. @returns g1^(Σ m) @throws CryptoError ENCODING */
export function unmaskInG1(sum: Uint8Array, masks: Uint8Array): G1 {
  return mcl.sub(decodeG1(sum), decodeG1(masks));
}

/** What {@link openMaskedSum} gives is a power in. */
export const sumsInGT: Group<GT> = inGT(gT);

/** What {@link unmaskInG1} gives is a power in. */
export const sumsInG1: Group<G1> = inG1(g1);
