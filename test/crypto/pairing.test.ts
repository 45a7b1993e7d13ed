/** Groups: two libraries agree, and nothing gets in that is not an element in its only encoding. */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import fc from "fast-check";
import mcl from "mcl-wasm";
import { describe, expect, test } from "vitest";
import {
  decodeG1,
  decodeG2,
  decodeGT,
  decodeScalar,
  encode,
  encodeScalar,
  g1,
  g2,
  gT,
  hashToG1,
  integerOf,
  isInGT,
  randomInteger,
  scalarOf,
} from "../../src/crypto/pairing.ts";
import * as noble from "./noble-groups.ts";

const scalar = fc.bigInt({ min: 1n, max: noble.Fr.ORDER - 1n });
const refused = expect.objectContaining({ code: "ENCODING" });

describe("mcl and noble agree", () => {
  test("on generators, powers and pairings, and on how they are written", () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        const p = mcl.mul(g1, scalarOf(a));
        const q = mcl.mul(g2, scalarOf(b));
        expect(encode(p)).toEqual(noble.G1.Point.BASE.multiply(a).toBytes());
        expect(encode(q)).toEqual(noble.G2.Point.BASE.multiply(b).toBytes());
        const e = noble.powGT(noble.gT, a * b);
        expect(encode(mcl.pairing(p, q))).toEqual(noble.gtToBytes(e));
        expect(encode(mcl.pow(gT, scalarOf(noble.Fr.create(a * b))))).toEqual(noble.gtToBytes(e));
      }),
      { numRuns: 5 },
    );
  });

  test("on hashing to the curve, under our own domain", () => {
    const DST = "cordon/attribute/1";
    for (const text of ["", "a", "5:alice6:vitals"]) {
      const point = bls12_381.G1.hashToCurve(new TextEncoder().encode(text), { DST });
      expect(encode(hashToG1(text))).toEqual(point.toBytes());
    }
  });

  test("on scalars", () => {
    fc.assert(
      fc.property(scalar, (a) => {
        expect(integerOf(scalarOf(a))).toBe(a);
        expect(decodeScalar(encodeScalar(scalarOf(a))).isEqual(scalarOf(a))).toBe(true);
      }),
    );
    expect(randomInteger()).not.toBe(randomInteger());
  });
});

describe("what is written is read again", () => {
  test("points and elements", () => {
    const s = scalarOf(randomInteger());
    const p = mcl.mul(g1, s);
    const q = mcl.mul(g2, s);
    const t = mcl.pow(gT, s);
    expect(decodeG1(encode(p)).isEqual(p)).toBe(true);
    expect(decodeG2(encode(q)).isEqual(q)).toBe(true);
    expect(decodeGT(encode(t)).isEqual(t)).toBe(true);
  });
});

function with0(bytes: Uint8Array, byte: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[0] = byte;
  return changed;
}

/** The field's order, added to the first coordinate: the same number, in another encoding. */
function unreduced(bytes: Uint8Array, at: number, length: number): Uint8Array | null {
  let value = 0n;
  for (const byte of bytes.subarray(at, at + length)) value = (value << 8n) | BigInt(byte);
  value += noble.Fp.ORDER;
  if (value >= 1n << BigInt(8 * length)) return null;
  const changed = Uint8Array.from(bytes);
  for (let i = length - 1; i >= 0; i--) {
    changed[at + i] = Number(value & 0xffn);
    value >>= 8n;
  }
  return changed;
}

describe("refused: ENCODING", () => {
  const infinity1 = with0(new Uint8Array(48), 0xc0);
  const infinity2 = with0(new Uint8Array(96), 0xc0);

  test.each([
    ["the neutral point of G1", () => decodeG1(infinity1)],
    ["the neutral point of G2", () => decodeG2(infinity2)],
    ["the neutral element of GT", () => decodeGT(noble.gtToBytes(noble.Fp12.ONE))],
    ["zero as an element of GT", () => decodeGT(new Uint8Array(576))],
    ["a point of the curve outside G1", () => decodeG1(noble.outsideG1())],
    ["a point of the twist outside G2", () => decodeG2(noble.outsideG2())],
    ["bytes that are no point", () => decodeG1(with0(new Uint8Array(48).fill(0xff), 0x9f))],
    ["a point that is not compressed", () => decodeG1(noble.G1.Point.BASE.toBytes(false))],
    ["a point without its mark", () => decodeG1(with0(encode(g1), (encode(g1)[0] ?? 0) & 0x7f))],
    ["nothing", () => decodeG1(new Uint8Array())],
    ["half a point", () => decodeG2(encode(g2).subarray(0, 48))],
    ["a point of another curve", () => decodeG1(with0(new Uint8Array(48).fill(2), 2))],
    ["any element of the field as one of GT", () => decodeGT(noble.gtToBytes(noble.someFp12(3n)))],
    ["one of the cyclotomic subgroup", () => decodeGT(noble.gtToBytes(noble.someCyclotomic(5n)))],
    ["zero as a scalar", () => decodeScalar(new Uint8Array(32))],
    ["the order as a scalar", () => decodeScalar(new Uint8Array(32).fill(0xff))],
  ])("%s", (_what, decode) => {
    expect(decode).toThrow(refused);
  });

  test("a coordinate above the field's order", () => {
    const element = encode(gT);
    let tried = 0;
    for (let at = 0; at < 576; at += 48) {
      const changed = unreduced(element, at, 48);
      if (changed === null) continue;
      tried++;
      expect(() => decodeGT(changed)).toThrow(refused);
    }
    expect(tried).toBeGreaterThan(0);
  });
});

describe("membership of GT", () => {
  test("the test is exact: what passes is of order r or neutral", () => {
    const p = noble.Fp.ORDER;
    const u = -0xd201000000010000n;
    const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
    // Passing x^(Φ12(p)) = 1 and x^(p − u) = 1, its order divides both.
    expect(gcd(p ** 4n - p ** 2n + 1n, p - u)).toBe(noble.Fr.ORDER);
  });

  test("as a true exponentiation has it", () => {
    const elements = [
      noble.gT,
      noble.powGT(noble.gT, 12345n),
      noble.Fp12.ONE,
      noble.someFp12(11n),
      noble.someCyclotomic(13n),
    ];
    for (const element of elements) {
      const isOfOrder = noble.Fp12.eql(noble.Fp12.pow(element, noble.Fr.ORDER), noble.Fp12.ONE);
      const same = new mcl.GT();
      same.deserialize(noble.gtToBytes(element));
      expect(isInGT(same)).toBe(isOfOrder);
    }
  });
});
