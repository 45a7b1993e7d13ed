/**
 * Proxy KP-ABE over a universe of attributes that is fixed when it is set up (Goyal, Pandey, Sahai and
 * Waters, CCS 2006, section 4, with the outsourcing of Green, Hohenberger and Waters, 2011):
 *
 *     T_a = g1^(t_a)    E_a = T_a^s    D_x = g2^(q_x(0) / t_a(x)), of shares q_x(0) of y/z
 *     Y^(s/z) = ∏ e(E_a(x)^(c_x), D_x)
 *
 * Of the two forms it takes less time and space; the public key has a point for each attribute.
 */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import mcl from "mcl-wasm";
import { type AccessTree, checkTree, leavesOf } from "./access-tree.ts";
import { AttributePoints, inOrder, writeAttributePoints } from "./attribute-points.ts";
import { checkAscending, longestAttribute, mostItems, Reader, Writer } from "./encoding.ts";
import { CryptoError } from "./errors.ts";
import {
  decodeG2,
  decodeGT,
  decodeScalar,
  encode,
  encodeScalar,
  type G1,
  g1,
  type G2,
  g2,
  g2Bytes,
  type GT,
  gT,
  gtBytes,
  integerOf,
  randomInteger,
  randomScalar,
  type Scalar,
  scalarBytes,
  scalarOf,
} from "./pairing.ts";
import { PolicyPairings } from "./policy-pairings.ts";
import type { Encapsulation, Grant, MasterKey, PublicKey, TransformKey } from "./proxy-abe.ts";
import { share } from "./secret-sharing.ts";
import { readTree, writeTree } from "./tree-encoding.ts";

const { Fr } = bls12_381.fields;

export class SmallPublicKey implements PublicKey {
  readonly #Y: GT;
  /** T_a, in the order of the attributes. */
  readonly #components: ReadonlyMap<string, G1>;

  constructor(Y: GT, components: ReadonlyMap<string, G1>) {
    this.#Y = Y;
    this.#components = components;
  }

  get Y(): GT {
    return this.#Y;
  }

  /** @throws CryptoError ENCODING */
  static fromBytes(bytes: Uint8Array): SmallPublicKey {
    const reader = new Reader(bytes, "smallPublicKey");
    const Y = decodeGT(reader.fixed(gtBytes));
    const points = new AttributePoints(reader);
    reader.end();
    return new SmallPublicKey(Y, new Map(points.attributes.map((it) => [it, points.point(it)])));
  }

  encapsulate(attributes: readonly string[], s: Scalar): Encapsulation {
    const writer = new Writer();
    writeAttributePoints(writer, attributes, (attribute) => {
      const component = this.#components.get(attribute);
      if (component === undefined) throw unknown(attribute);
      return mcl.mul(component, s);
    });
    return { secret: mcl.pow(this.Y, s), header: writer.finish() };
  }

  toBytes(): Uint8Array {
    const writer = new Writer("smallPublicKey").fixed(encode(this.Y));
    const attributes = [...this.#components.keys()];
    writeAttributePoints(writer, attributes, (it) => this.#components.get(it) as G1);
    return writer.finish();
  }
}

export class SmallTransformKey implements TransformKey {
  readonly policy: AccessTree;
  readonly #points: readonly G2[];
  readonly #pairings: PolicyPairings;

  /** @param points D_x of the policy's leaves, from left to right */
  constructor(policy: AccessTree, points: readonly G2[]) {
    this.policy = policy;
    this.#points = points;
    this.#pairings = new PolicyPairings(policy, points);
  }

  /** @throws CryptoError ENCODING */
  static fromBytes(bytes: Uint8Array): SmallTransformKey {
    const reader = new Reader(bytes, "smallTransformKey");
    const policy = readTree(reader);
    const leaves = leavesOf(policy);
    reader.endsAfter(leaves.length * g2Bytes);
    const points = leaves.map(() => decodeG2(reader.fixed(g2Bytes)));
    reader.end();
    return new SmallTransformKey(policy, points);
  }

  transform(header: Uint8Array): GT | null {
    const reader = new Reader(header);
    const points = new AttributePoints(reader);
    reader.end();
    const terms = this.#pairings.recovery(points.attributes);
    if (terms === null) return null;
    return mcl.finalExp(
      this.#pairings.millerLoops(terms, ({ attribute }) => points.point(attribute)),
    );
  }

  toBytes(): Uint8Array {
    const writer = new Writer("smallTransformKey");
    writeTree(writer, this.policy);
    for (const point of this.#points) writer.fixed(encode(point));
    return writer.finish();
  }

  [Symbol.dispose](): void {
    this.#pairings[Symbol.dispose]();
  }
}

export class SmallMasterKey implements MasterKey {
  readonly publicKey: SmallPublicKey;
  readonly #y: Scalar;
  /** t_a, in the order of the attributes. */
  readonly #exponents: ReadonlyMap<string, Scalar>;

  private constructor(y: Scalar, exponents: ReadonlyMap<string, Scalar>) {
    this.#y = y;
    this.#exponents = exponents;
    const components = new Map<string, G1>();
    for (const [attribute, t] of exponents) components.set(attribute, mcl.mul(g1, t));
    this.publicKey = new SmallPublicKey(mcl.pow(gT, y), components);
  }

  /** @throws CryptoError ATTRIBUTES if one comes twice */
  static setUp(universe: readonly string[]): SmallMasterKey {
    return new SmallMasterKey(
      randomScalar(),
      new Map(inOrder(universe).map((attribute) => [attribute, randomScalar()])),
    );
  }

  /** @throws CryptoError ENCODING */
  static fromBytes(bytes: Uint8Array): SmallMasterKey {
    const reader = new Reader(bytes, "smallMasterKey");
    const y = decodeScalar(reader.fixed(scalarBytes));
    const count = reader.count(mostItems, "attributes");
    const entries: [string, Scalar][] = [];
    for (let i = 0; i < count; i++) {
      entries.push([reader.text(longestAttribute), decodeScalar(reader.fixed(scalarBytes))]);
    }
    reader.end();
    checkAscending(entries.map(([attribute]) => attribute));
    return new SmallMasterKey(y, new Map(entries));
  }

  grant(policy: AccessTree): Grant {
    checkTree(policy);
    const z = randomInteger();
    const shares = share(policy, Fr.div(integerOf(this.#y), z), randomInteger);
    const points = leavesOf(policy).map(({ attribute }, x) => {
      const t = this.#exponents.get(attribute);
      if (t === undefined) throw unknown(attribute);
      return mcl.mul(g2, scalarOf(Fr.div(shares[x] as bigint, integerOf(t))));
    });
    return { transformKey: new SmallTransformKey(policy, points), z: scalarOf(z) };
  }

  toBytes(): Uint8Array {
    const writer = new Writer("smallMasterKey").fixed(encodeScalar(this.#y));
    writer.count(this.#exponents.size);
    for (const [attribute, t] of this.#exponents) writer.text(attribute).fixed(encodeScalar(t));
    return writer.finish();
  }
}

function unknown(attribute: string): CryptoError {
  return new CryptoError("ATTRIBUTES", `${attribute} is no attribute of the universe`);
}
