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
  const all = points.reduce((product, j) => Fr.mul(product, BigInt(j)), Fr.ONE);
  return points.map((i) => Fr.div(all, Fr.mul(BigInt(i), differences(i, points))));
}

interface Recovery {
  readonly coefficients: readonly Coefficient[];
  /** How many leaves the tree has, whatever they are used for. */
  readonly leaves: number;
}

function recover(tree: AccessTree, has: ReadonlySet<string>, first: number): Recovery {
  if (tree.kind === "leaf") {
    const coefficients = has.has(tree.attribute) ? [{ leaf: first, coefficient: Fr.ONE }] : [];
    return { coefficients, leaves: 1 };
  }
  const { threshold, children } = tree;
  let leaves = 0;
  const satisfied: { readonly point: number; readonly coefficients: readonly Coefficient[] }[] = [];
  for (const [i, child] of children.entries()) {
    const recovery = recover(child, has, first + leaves);
    leaves += recovery.leaves;
    const { coefficients } = recovery;
    if (coefficients.length > 0) satisfied.push({ point: i + 1, coefficients });
  }
  if (satisfied.length < threshold) return { coefficients: [], leaves };
  const cheapest = satisfied
    .toSorted((a, b) => a.coefficients.length - b.coefficients.length)
    .slice(0, threshold);
  const points = cheapest.map(({ point }) => point);
  const factors = lagrange(points);
  const coefficients = cheapest.flatMap(({ coefficients: below }, i) => {
    const factor = factors[i] as bigint;
    return below.map((it) => ({ leaf: it.leaf, coefficient: Fr.mul(it.coefficient, factor) }));
  });
  return { coefficients, leaves };
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
  const { coefficients } = recover(tree, attributes, 0);
  return coefficients.length === 0 ? null : coefficients;
}
