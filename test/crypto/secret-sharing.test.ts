/** Sharing over access trees: satisfying sets recover the secret, others do not. */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AccessTree, leavesOf, satisfies } from "../../src/crypto/access-tree.ts";
import { recoveryOf, share } from "../../src/crypto/secret-sharing.ts";

const { Fr } = bls12_381.fields;
const names = ["a", "b", "c", "d", "e"];

const { tree } = fc.letrec<{ tree: AccessTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(...names).map((attribute): AccessTree => ({ kind: "leaf", attribute })),
    fc
      .record({ children: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }), at: fc.nat() })
      .map(({ children, at }): AccessTree => ({
        kind: "gate",
        threshold: 1 + (at % children.length),
        children,
      })),
  ),
}));

const scalar = fc.bigInt({ min: 0n, max: Fr.ORDER - 1n });

/** Scalars one after the other, from a seed. */
function drawing(seed: bigint): () => bigint {
  let state = seed;
  return () => (state = Fr.create(state * 6364136223846793005n + 1442695040888963407n));
}

/** Every set of names. */
const sets = Array.from(
  { length: 2 ** names.length },
  (_, bits) => new Set(names.filter((_name, i) => ((bits >> i) & 1) === 1)),
);

test("exactly those sets of attributes that satisfy the tree recover the secret", () => {
  fc.assert(
    fc.property(tree, scalar, scalar, (it, secret, seed) => {
      const shares = share(it, secret, drawing(seed));
      expect(shares).toHaveLength(leavesOf(it).length);
      for (const attributes of sets) {
        const recovery = recoveryOf(it, attributes);
        expect(recovery !== null).toBe(satisfies(it, attributes));
        if (recovery === null) continue;
        const terms = recovery.map(({ leaf, coefficient }) =>
          Fr.mul(coefficient, shares[leaf] as bigint),
        );
        expect(terms.reduce((sum, term) => Fr.add(sum, term), Fr.ZERO)).toBe(secret);
        for (const { leaf } of recovery) {
          expect(attributes).toContain(leavesOf(it)[leaf]?.attribute);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test("no more leaves are used than are needed", () => {
  const leaf = (attribute: string): AccessTree => ({ kind: "leaf", attribute });
  const both: AccessTree = { kind: "gate", threshold: 2, children: [leaf("a"), leaf("b")] };
  const it: AccessTree = { kind: "gate", threshold: 1, children: [both, leaf("c")] };
  expect(recoveryOf(it, new Set(["a", "b", "c"]))).toHaveLength(1);
});

test("one share fewer than a threshold fits every secret", () => {
  const leaves = names.map((attribute): AccessTree => ({ kind: "leaf", attribute }));
  const it: AccessTree = { kind: "gate", threshold: 3, children: leaves };
  fc.assert(
    fc.property(scalar, scalar, scalar, (secret, other, seed) => {
      const shares = share(it, secret, drawing(seed));
      // The polynomial of degree 2 through the other secret and two of the shares.
      const [first = 0n, second = 0n] = shares;
      const slope1 = Fr.sub(first, other);
      const slope2 = Fr.div(Fr.sub(second, other), 2n);
      const quadratic = Fr.sub(slope2, slope1);
      const linear = Fr.sub(slope1, quadratic);
      const draws = [linear, quadratic];
      const again = share(it, other, () => draws.shift() ?? 0n);
      expect(again.slice(0, 2)).toEqual([first, second]);
    }),
  );
});
