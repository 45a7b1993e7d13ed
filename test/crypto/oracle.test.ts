/** The schemes, computed a second time with noble alone from the keys' bytes: both come to the same. */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AccessTree, leaf, leavesOf, satisfies } from "../../src/crypto/access-tree.ts";
import { LargeMasterKey } from "../../src/crypto/large-universe.ts";
import { encode, integerOf, scalarOf } from "../../src/crypto/pairing.ts";
import { SmallMasterKey } from "../../src/crypto/small-universe.ts";
import { Fp12, type Fp12Element, Fr, G1, G2, gT, gtToBytes, powGT } from "./noble-groups.ts";

const universe = ["a", "b", "c", "d"];

/** Reads what `encoding.ts` writes, in the plainest way. */
class Bytes {
  #at = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, skipped: number) {
    this.bytes = bytes;
    this.#at = skipped;
  }

  take(length: number): Uint8Array {
    this.#at += length;
    return this.bytes.slice(this.#at - length, this.#at);
  }

  count(): number {
    return this.take(4).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  text(): string {
    return new TextDecoder().decode(this.take(this.count()));
  }

  integer(): bigint {
    return BigInt(`0x${Buffer.from(this.take(32)).toString("hex")}`);
  }
}

const { tree } = fc.letrec<{ tree: AccessTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.constantFrom(...universe).map((attribute): AccessTree => leaf(attribute)),
    fc
      .record({ children: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }), at: fc.nat() })
      .map(({ children, at }): AccessTree => ({
        kind: "gate",
        threshold: 1 + (at % children.length),
        children,
      })),
  ),
}));

const scalar = fc.bigInt({ min: 1n, max: Fr.ORDER - 1n });
const attributes = fc.uniqueArray(fc.constantFrom(...universe)).map((them) => them.toSorted());

/**
 * What a node's secret comes to in the exponent, as the papers have it: bottom up, by interpolation of
 * the first children that are satisfied; null if too few are.
 */
function decryptNode(
  node: AccessTree,
  ofLeaf: (index: number) => Fp12Element | null,
  first: number,
): Fp12Element | null {
  if (node.kind === "leaf") return ofLeaf(first);
  let index = first;
  const found: { readonly at: number; readonly value: Fp12Element }[] = [];
  for (const [i, child] of node.children.entries()) {
    const value = decryptNode(child, ofLeaf, index);
    index += leavesOf(child).length;
    if (value !== null) found.push({ at: i + 1, value });
  }
  const chosen = found.slice(0, node.threshold);
  if (chosen.length < node.threshold) return null;
  return chosen
    .map(({ at, value }) => {
      const factors = chosen
        .filter((other) => other.at !== at)
        .map((other) => Fr.div(Fr.create(BigInt(-other.at)), Fr.create(BigInt(at - other.at))));
      return powGT(
        value,
        factors.reduce((product, it) => Fr.mul(product, it), 1n),
      );
    })
    .reduce((product, it) => Fp12.mul(product, it));
}

function readPoints(bytes: Bytes): ReadonlyMap<string, Uint8Array> {
  const entries = Array.from({ length: bytes.count() }, (): [string, Uint8Array] => [
    bytes.text(),
    bytes.take(48),
  ]);
  return new Map(entries);
}

function pointOf(points: ReadonlyMap<string, Uint8Array>, attribute: string) {
  const bytes = points.get(attribute);
  return bytes === undefined ? null : G1.Point.fromBytes(bytes);
}

describe("the small universe", () => {
  const master = SmallMasterKey.setUp(universe);
  const bytes = new Bytes(master.toBytes(), 3);
  const y = bytes.integer();
  const exponents = new Map<string, bigint>();
  for (let left = bytes.count(); left > 0; left--) exponents.set(bytes.text(), bytes.integer());

  test("what is encapsulated, and what it is transformed to", () => {
    fc.assert(
      fc.property(tree, attributes, scalar, (policy, set, s) => {
        const { secret, header } = master.publicKey.encapsulate(set, scalarOf(s));
        expect(encode(secret)).toEqual(gtToBytes(powGT(gT, y * s)));
        const points = readPoints(new Bytes(header, 0));
        expect([...points.keys()]).toEqual(set);
        for (const [attribute, point] of points) {
          const t = exponents.get(attribute) as bigint;
          expect(point).toEqual(G1.Point.BASE.multiply(Fr.create(t * s)).toBytes());
        }
        const { transformKey, z } = master.grant(policy);
        const leaves = leavesOf(policy);
        const key = transformKey.toBytes();
        const ofLeaf = (x: number): Fp12Element | null => {
          const E = pointOf(points, leaves[x]?.attribute ?? "");
          if (E === null) return null;
          const at = key.length - 96 * (leaves.length - x);
          return bls12_381.pairing(E, G2.Point.fromBytes(key.slice(at, at + 96)));
        };
        const expected = decryptNode(policy, ofLeaf, 0);
        const transformed = transformKey.transform(header);
        expect(transformed !== null).toBe(satisfies(policy, new Set(set)));
        expect(transformed === null).toBe(expected === null);
        if (transformed === null || expected === null) return;
        expect(encode(transformed)).toEqual(gtToBytes(expected));
        expect(Fp12.eql(powGT(expected, integerOf(z)), powGT(gT, y * s))).toBe(true);
      }),
      { numRuns: 8 },
    );
  });
});

describe("the large universe", () => {
  const master = LargeMasterKey.setUp();
  const y = new Bytes(master.toBytes(), 3).integer();
  const DST = "cordon/attribute/1";

  test("what is encapsulated, and what it is transformed to", () => {
    fc.assert(
      fc.property(tree, attributes, scalar, (policy, set, s) => {
        const { secret, header } = master.publicKey.encapsulate(set, scalarOf(s));
        expect(encode(secret)).toEqual(gtToBytes(powGT(gT, y * s)));
        const reader = new Bytes(header, 0);
        const C = reader.take(96);
        expect(C).toEqual(G2.Point.BASE.multiply(s).toBytes());
        const points = readPoints(reader);
        expect([...points.keys()]).toEqual(set);
        for (const [attribute, point] of points) {
          const hashed = G1.hashToCurve(new TextEncoder().encode(attribute), { DST });
          expect(point).toEqual(hashed.multiply(s).toBytes());
        }
        const { transformKey, z } = master.grant(policy);
        const leaves = leavesOf(policy);
        const key = transformKey.toBytes();
        const ofLeaf = (x: number): Fp12Element | null => {
          const E = pointOf(points, leaves[x]?.attribute ?? "");
          if (E === null) return null;
          const at = key.length - 144 * (leaves.length - x);
          const D = G1.Point.fromBytes(key.slice(at, at + 48));
          const R = G2.Point.fromBytes(key.slice(at + 48, at + 144));
          return Fp12.mul(bls12_381.pairing(D, G2.Point.fromBytes(C)), bls12_381.pairing(E, R));
        };
        const expected = decryptNode(policy, ofLeaf, 0);
        const transformed = transformKey.transform(header);
        expect(transformed === null).toBe(expected === null);
        if (transformed === null || expected === null) return;
        expect(encode(transformed)).toEqual(gtToBytes(expected));
        expect(Fp12.eql(powGT(expected, integerOf(z)), powGT(gT, y * s))).toBe(true);
      }),
      { numRuns: 8 },
    );
  });
});
