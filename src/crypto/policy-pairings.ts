/**
 * What transforms of one policy have in common: which leaves a set of attributes recovers the secret with,
 * and the pairings with the key's points of G2, of which everything that can be is computed beforehand.
 */

import { hash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import mcl from "mcl-wasm";
import { type AccessTree, leavesOf } from "./access-tree.ts";
import { CryptoError } from "./errors.ts";
import { type G1, type G2, type GT, type Scalar, scalarOf } from "./pairing.ts";
import { recoveryOf } from "./secret-sharing.ts";

const { Fr } = bls12_381.fields;
/** Sets of attributes for which it is remembered how the secret is recovered. */
const mostRemembered = 1_024;

/** A leaf that takes part, with the power that it is raised to. */
export interface Term {
  readonly leaf: number;
  readonly attribute: string;
  /** The absolute value; null for 1. Those of gates that ask for all are small, half of them negative. */
  readonly power: Scalar | null;
  readonly isNegative: boolean;
}

/** The point, raised to the term's power. */
export function raise(point: G1, { power, isNegative }: Term): G1 {
  const raised = power === null ? point : mcl.mul(point, power);
  return isNegative ? mcl.neg(raised) : raised;
}

type Precomputed = InstanceType<typeof mcl.PrecomputedG2>;

/**
 * Precomputed points of all policies together: 300 MiB. mcl's memory and tables end at some 200,000, and
 * with them all arithmetic.
 */
const mostPrecomputed = 16_384;
/** Who has some, who used them longest ago first; and how many there are. */
const holders = new Set<PolicyPairings>();
let precomputedInAll = 0;

export class PolicyPairings implements Disposable {
  readonly #policy: AccessTree;
  readonly #attributes: readonly string[];
  readonly #points: readonly G2[];
  /** Made when it is first needed: each takes 20 KiB outside the garbage collector's reach. */
  readonly #precomputed: (Precomputed | undefined)[] = [];
  #isDisposed = false;
  readonly #recoveries = new Map<string, readonly Term[] | null>();

  /** @param points of the leaves, from left to right */
  constructor(policy: AccessTree, points: readonly G2[]) {
    this.#policy = policy;
    this.#attributes = leavesOf(policy).map(({ attribute }) => attribute);
    this.#points = points;
  }

  /** @returns null if the attributes do not satisfy the policy */
  recovery(attributes: readonly string[]): readonly Term[] | null {
    const key = hash("sha256", JSON.stringify(attributes), "base64");
    let terms = this.#recoveries.get(key);
    if (terms === undefined) {
      terms = this.#termsOf(attributes);
      if (this.#recoveries.size >= mostRemembered) this.#recoveries.clear();
      this.#recoveries.set(key, terms);
    }
    return terms;
  }

  #termsOf(attributes: readonly string[]): readonly Term[] | null {
    const recovery = recoveryOf(this.#policy, new Set(attributes));
    if (recovery === null) return null;
    return recovery.map(({ leaf, coefficient }): Term => {
      const isNegative = coefficient > Fr.ORDER / 2n;
      const absolute = isNegative ? Fr.neg(coefficient) : coefficient;
      return {
        leaf,
        attribute: this.#attributes[leaf] as string,
        power: absolute === 1n ? null : scalarOf(absolute),
        isNegative,
      };
    });
  }

  /** ∏ of the Miller loops of a point for each term with its leaf's; the final exponentiation is left. */
  millerLoops(terms: readonly Term[], pointOf: (term: Term) => G1): GT {
    if (this.#isDisposed) throw new CryptoError("DISPOSED", "this key was disposed of");
    holders.delete(this);
    holders.add(this);
    let product: GT | null = null;
    const times = (factor: GT): void => {
      product = product === null ? factor : mcl.mul(product, factor);
    };
    const raised = terms.map((term): readonly [G1, Precomputed] => [
      raise(pointOf(term), term),
      this.#precompute(term.leaf),
    ]);
    // Two at a time share their squarings.
    for (let i = 0; i + 1 < raised.length; i += 2) {
      const [p, q] = raised[i] as (typeof raised)[number];
      const [r, t] = raised[i + 1] as (typeof raised)[number];
      times(mcl.precomputedMillerLoop2(p, q, r, t));
    }
    if (raised.length % 2 === 1) {
      const [p, q] = raised.at(-1) as (typeof raised)[number];
      times(mcl.precomputedMillerLoop(p, q));
    }
    return product as unknown as GT;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#release();
  }

  #release(): void {
    holders.delete(this);
    for (const precomputed of this.#precomputed.splice(0)) {
      if (precomputed === undefined) continue;
      precomputed.destroy();
      precomputedInAll--;
    }
  }

  #precompute(leaf: number): Precomputed {
    let precomputed = this.#precomputed[leaf];
    if (precomputed === undefined) {
      for (const holder of holders) {
        if (precomputedInAll < mostPrecomputed || holder === this) break;
        holder.#release();
      }
      precomputed = new mcl.PrecomputedG2(this.#points[leaf] as G2);
      precomputedInAll++;
      this.#precomputed[leaf] = precomputed;
    }
    return precomputed;
  }
}

/** How many points are precomputed, of all policies. */
export function countPrecomputed(): number {
  return precomputedInAll;
}
