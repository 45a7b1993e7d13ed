/** The same groups by noble alone: an oracle that shares no code with mcl. */

import { bls12_381 } from "@noble/curves/bls12-381.js";

export const { G1, G2 } = bls12_381;
export const { Fp, Fp2, Fp12, Fr } = bls12_381.fields;

export type Fp12Element = ReturnType<typeof Fp12.fromBytes>;

/** Halves of each 96 bytes in turn: noble writes the real part of each Fp2 first, this library last. */
function swapHalves(bytes: Uint8Array): Uint8Array {
  const pairs = Array.from({ length: bytes.length / 96 }, (_, i) => [
    ...bytes.subarray(96 * i + 48, 96 * i + 96),
    ...bytes.subarray(96 * i, 96 * i + 48),
  ]);
  return Uint8Array.from(pairs.flat());
}

export function gtToBytes(element: Fp12Element): Uint8Array {
  return swapHalves(Fp12.toBytes(element));
}

export function gtFromBytes(bytes: Uint8Array): Fp12Element {
  return Fp12.fromBytes(swapHalves(bytes));
}

export const gT: Fp12Element = bls12_381.pairing(G1.Point.BASE, G2.Point.BASE);

export function powGT(element: Fp12Element, exponent: bigint): Fp12Element {
  return Fp12.pow(element, Fr.create(exponent));
}

/** A compressed point: noble writes none that is outside its subgroup. */
function compressed(...coordinates: readonly bigint[]): Uint8Array {
  const bytes = Uint8Array.from(coordinates.flatMap((it) => [...Fp.toBytes(it)]));
  bytes[0] = (bytes[0] as number) | 0x80;
  return bytes;
}

/** A point of the curve of G1 that is not in the subgroup. */
export function outsideG1(): Uint8Array {
  const x = 4n;
  const y = Fp.sqrt(Fp.add(Fp.mul(Fp.sqr(x), x), 4n));
  if (G1.Point.fromAffine({ x, y }).isTorsionFree()) throw new Error("it is in G1");
  return compressed(x);
}

/** The same of G2: the imaginary part is written first. */
export function outsideG2(): Uint8Array {
  const b = Fp2.fromBigTuple([4n, 4n]);
  for (let i = 1n; i < 100n; i++) {
    const x = Fp2.fromBigTuple([i, 1n]);
    const y2 = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    let y: typeof x;
    try {
      y = Fp2.sqrt(y2);
    } catch {
      continue;
    }
    if (!G2.Point.fromAffine({ x, y }).isTorsionFree()) return compressed(1n, i);
  }
  throw new Error("no such point");
}

/** Of the whole field, not of GT. */
export function someFp12(seed: bigint): Fp12Element {
  const coordinates = Array.from({ length: 12 }, (_, i) =>
    Fp.create(seed * 7919n ** BigInt(i + 1)),
  );
  return Fp12.fromBigTwelve(coordinates as unknown as Parameters<typeof Fp12.fromBigTwelve>[0]);
}

/** Of the cyclotomic subgroup, but not of order r: x^((p⁶ − 1)(p² + 1)). */
export function someCyclotomic(seed: bigint): Fp12Element {
  const x = someFp12(seed);
  const easy = Fp12.div(Fp12.conjugate(x), x);
  return Fp12.mul(Fp12.frobeniusMap(easy, 2), easy);
}
