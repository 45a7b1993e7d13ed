/**
 * Proxy KP-ABE in which every text is an attribute (Goyal, Pandey, Sahai and Waters, CCS 2006, section 5,
 * with a random oracle H, and the outsourcing of Green, Hohenberger and Waters, 2011):
 *
 *     C' = g2^s    E_a = H(a)^s    D_x = (g1^(λ_x) / H(a(x))^(u_x))^(1/z)    R_x = g2^(u_x/z), of shares λ_x of y
 *     Y^(s/z) = e(∏ D_x^(c_x), C') · ∏ e(E_a(x)^(c_x), R_x)
 */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import mcl from "mcl-wasm";
import { type AccessTree, checkTree, leavesOf } from "./access-tree.ts";
import { AttributePoints, writeAttributePoints } from "./attribute-points.ts";
import { Reader, Writer } from "./encoding.ts";
import {
  decodeG1,
  decodeG2,
  decodeGT,
  decodeScalar,
  encode,
  encodeScalar,
  type G1,
  g1,
  g1Bytes,
  type G2,
  g2,
  g2Bytes,
  type GT,
  gT,
  gtBytes,
  hashToG1,
  integerOf,
  randomInteger,
  randomScalar,
  type Scalar,
  scalarBytes,
  scalarOf,
} from "./pairing.ts";
import { PolicyPairings, raise, type Term } from "./policy-pairings.ts";
import type { Encapsulation, Grant, MasterKey, PublicKey, TransformKey } from "./proxy-abe.ts";
import { share } from "./secret-sharing.ts";
import { readTree, writeTree } from "./tree-encoding.ts";

const { Fr } = bls12_381.fields;

export class LargePublicKey implements PublicKey {
  readonly #Y: GT;

  constructor(Y: GT) {
    this.#Y = Y;
  }

  get Y(): GT {
    return this.#Y;
  }

  /** @throws CryptoError ENCODING */
  static fromBytes(bytes: Uint8Array): LargePublicKey {
    const reader = new Reader(bytes, "largePublicKey");
    const Y = decodeGT(reader.fixed(gtBytes));
    reader.end();
    return new LargePublicKey(Y);
  }

  encapsulate(attributes: readonly string[], s: Scalar): Encapsulation {
    const writer = new Writer().fixed(encode(mcl.mul(g2, s)));
    writeAttributePoints(writer, attributes, (it) => mcl.mul(hashToG1(it), s));
    return { secret: mcl.pow(this.Y, s), header: writer.finish() };
  }

  toBytes(): Uint8Array {
    return new Writer("largePublicKey").fixed(encode(this.Y)).finish();
  }
}

/** What a key has for a leaf. */
interface Component {
  readonly D: G1;
  readonly R: G2;
}

export class LargeTransformKey implements TransformKey {
  readonly policy: AccessTree;
  readonly #components: readonly Component[];
  readonly #pairings: PolicyPairings;
  /** ∏ D_x^(c_x): the same for all ciphertexts with the same attributes. */
  readonly #products = new WeakMap<readonly Term[], G1>();

  /** @param components of the policy's leaves, from left to right */
  constructor(policy: AccessTree, components: readonly Component[]) {
    this.policy = policy;
    this.#components = components;
    this.#pairings = new PolicyPairings(
      policy,
      components.map(({ R }) => R),
    );
  }

  /** @throws CryptoError ENCODING */
  static fromBytes(bytes: Uint8Array): LargeTransformKey {
    const reader = new Reader(bytes, "largeTransformKey");
    const policy = readTree(reader);
    const leaves = leavesOf(policy);
    reader.endsAfter(leaves.length * (g1Bytes + g2Bytes));
    const components = leaves.map(() => ({
      D: decodeG1(reader.fixed(g1Bytes)),
      R: decodeG2(reader.fixed(g2Bytes)),
    }));
    reader.end();
    return new LargeTransformKey(policy, components);
  }

  transform(header: Uint8Array): GT | null {
    const reader = new Reader(header);
    const C = reader.fixed(g2Bytes);
    const points = new AttributePoints(reader);
    reader.end();
    const terms = this.#pairings.recovery(points.attributes);
    if (terms === null) return null;
    const first = mcl.millerLoop(this.#product(terms), decodeG2(C));
    const others = this.#pairings.millerLoops(terms, ({ attribute }) => points.point(attribute));
    return mcl.finalExp(mcl.mul(first, others));
  }

  toBytes(): Uint8Array {
    const writer = new Writer("largeTransformKey");
    writeTree(writer, this.policy);
    for (const { D, R } of this.#components) writer.fixed(encode(D)).fixed(encode(R));
    return writer.finish();
  }

  [Symbol.dispose](): void {
    this.#pairings[Symbol.dispose]();
  }

  #product(terms: readonly Term[]): G1 {
    let product = this.#products.get(terms);
    if (product === undefined) {
      product = terms
        .map((term) => raise((this.#components[term.leaf] as Component).D, term))
        .reduce((sum, it) => mcl.add(sum, it));
      this.#products.set(terms, product);
    }
    return product;
  }
}

export class LargeMasterKey implements MasterKey {
  readonly publicKey: LargePublicKey;
  readonly #y: Scalar;

  private constructor(y: Scalar) {
    this.#y = y;
    this.publicKey = new LargePublicKey(mcl.pow(gT, y));
  }

  static setUp(): LargeMasterKey {
    return new LargeMasterKey(randomScalar());
  }

  /** @throws CryptoError ENCODING */
  static fromBytes(bytes: Uint8Array): LargeMasterKey {
    const reader = new Reader(bytes, "largeMasterKey");
    const y = decodeScalar(reader.fixed(scalarBytes));
    reader.end();
    return new LargeMasterKey(y);
  }

  grant(policy: AccessTree): Grant {
    checkTree(policy);
    const z = randomInteger();
    const shares = share(policy, integerOf(this.#y), randomInteger);
    const components = leavesOf(policy).map(({ attribute }, x): Component => {
      const u = randomInteger();
      const toShare = mcl.mul(g1, scalarOf(Fr.div(shares[x] as bigint, z)));
      const blinding = scalarOf(Fr.div(u, z));
      return {
        D: mcl.sub(toShare, mcl.mul(hashToG1(attribute), blinding)),
        R: mcl.mul(g2, blinding),
      };
    });
    return { transformKey: new LargeTransformKey(policy, components), z: scalarOf(z) };
  }

  toBytes(): Uint8Array {
    return new Writer("largeMasterKey").fixed(encodeScalar(this.#y)).finish();
  }
}
