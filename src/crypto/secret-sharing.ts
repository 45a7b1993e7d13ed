/**
 * Sharing a secret over an access tree, so that who has the shares of a satisfying set of leaves, and
 * nobody else, can recover it: Shamir's scheme at each gate (GPSW 2006, section 4.2).
 *
 * Scalars are integers modulo the order r of BLS12-381's groups.
 */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import type { AccessTree } from "./access-tree.ts";

const { Fr } = bls12_381.fields;

/** Draws a scalar, uniformly from 0 to r − 1. */
export type DrawScalar = () => bigint;

/** What a share is multiplied by when the secret is recovered; leaves as `leavesOf` lists them. */
export interface Coefficient {
  readonly leaf: number;
  readonly coefficient: bigint;
}

/** Horner's rule; the constant first. */
function evaluate(coefficients: readonly bigint[], at: number): bigint {
  return coefficients.reduceRight((sum, it) => Fr.add(Fr.mul(sum, BigInt(at)), it), Fr.ZERO);
}

/** @returns a share for each leaf, as `leavesOf` lists them */
export function share(tree: AccessTree, secret: bigint, draw: DrawScalar): readonly bigint[] {
  if (tree.kind === "leaf") return [secret];
  const { threshold, children } = tree;
  const polynomial = [secret, ...Array.from({ length: threshold - 1 }, draw)];
  return children.flatMap((child, i) => share(child, evaluate(polynomial, i + 1), draw));
}

/** Products of differences up to this are exact, with one more factor of 12 bits. */
const mostExact = 2 ** 40;

/** ∏_{j ∈ S, j ≠ i} (j − i); most factors are multiplied as plain numbers. */
function differences(i: number, points: readonly number[]): bigint {
  let product = Fr.ONE;
  let exact = 1;
  for (const j of points) {
    if (j === i) continue;
    exact *= j - i;
    if (Math.abs(exact) < mostExact) continue;
    product = Fr.mul(product, Fr.create(BigInt(exact)));
    exact = 1;
  }
  return Fr.mul(product, Fr.create(BigInt(exact)));
}

/** Δ_{i,S}(0) = ∏_{j ∈ S, j ≠ i} j / (j − i), for each i of S */
function lagrange(points: readonly number[]): readonly bigint[] {
  if (points.length === 1) return [Fr.ONE];
  const all = points.reduce((product, j) => Fr.mul(product, BigInt(j)), Fr.ONE);
  const divisors = points.map((i) => Fr.mul(BigInt(i), differences(i, points)));
  return Fr.invertBatch(divisors).map((inverse) => Fr.mul(all, inverse));
}

/** A node that takes part: a leaf by its place, or a gate with the children that do. */
type Part =
  | { readonly leaf: number; readonly count: 1 }
  | { readonly points: readonly number[]; readonly parts: readonly Part[]; readonly count: number };

/** A child, with its place from 1 up. */
interface Satisfied {
  readonly point: number;
  readonly part: Part;
}

/** Chooses which leaves take part, as few as possible; counts leaves as it goes. */
class Chooser {
  readonly #has: ReadonlySet<string>;
  #leaves = 0;

  constructor(has: ReadonlySet<string>) {
    this.#has = has;
  }

  /** @returns null if the node is not satisfied */
  choose(tree: AccessTree): Part | null {
    if (tree.kind === "leaf") {
      const leaf = this.#leaves++;
      return this.#has.has(tree.attribute) ? { leaf, count: 1 } : null;
    }
    const { threshold, children } = tree;
    const satisfied: Satisfied[] = [];
    for (const [i, child] of children.entries()) {
      const part = this.choose(child);
      if (part !== null) satisfied.push({ point: i + 1, part });
    }
    if (satisfied.length < threshold) return null;
    const cheapest = satisfied.toSorted((a, b) => a.part.count - b.part.count).slice(0, threshold);
    return {
      points: cheapest.map(({ point }) => point),
      parts: cheapest.map(({ part }) => part),
      count: cheapest.reduce<number>((sum, it) => sum + it.part.count, 0),
    };
  }
}

/** From the root down, so that each node is multiplied once, however deep its leaves are. */
function expand(part: Part, factor: bigint, into: Coefficient[]): void {
  if ("leaf" in part) {
    into.push({ leaf: part.leaf, coefficient: factor });
    return;
  }
  const factors = lagrange(part.points);
  for (const [i, child] of part.parts.entries()) {
    expand(child, Fr.mul(factor, factors[i] as bigint), into);
  }
}

/**
 * How to recover the secret with as few shares as possible: Σ coefficient · share = secret.
 *
 * @returns null if the attributes do not satisfy the tree
 */
export function recoveryOf(
  tree: AccessTree,
  attributes: ReadonlySet<string>,
): readonly Coefficient[] | null {
  const part = new Chooser(attributes).choose(tree);
  if (part === null) return null;
  const coefficients: Coefficient[] = [];
  expand(part, Fr.ONE, coefficients);
  return coefficients;
}
