/** Proxy KP-ABE, small and large universe: who is granted what can open it, and nobody else. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AccessTree,
  allOf,
  anyOf,
  atLeast,
  leaf,
  leavesOf,
  satisfies,
} from "../../src/crypto/access-tree.ts";
import {
  LargeMasterKey,
  LargePublicKey,
  LargeTransformKey,
} from "../../src/crypto/large-universe.ts";
import { countPrecomputed } from "../../src/crypto/policy-pairings.ts";
import type { MasterKey } from "../../src/crypto/proxy-abe.ts";
import { seal, type SealOptions, transform, UserKey } from "../../src/crypto/sealing.ts";
import {
  SmallMasterKey,
  SmallPublicKey,
  SmallTransformKey,
} from "../../src/crypto/small-universe.ts";

const universe = ["a", "b", "c", "d"];

const forms = [
  {
    form: "small universe",
    master: SmallMasterKey.setUp(universe) as MasterKey,
    other: SmallMasterKey.setUp(universe) as MasterKey,
    readMaster: SmallMasterKey.fromBytes,
    readPublic: SmallPublicKey.fromBytes,
    readTransform: SmallTransformKey.fromBytes,
  },
  {
    form: "large universe",
    master: LargeMasterKey.setUp() as MasterKey,
    other: LargeMasterKey.setUp() as MasterKey,
    readMaster: LargeMasterKey.fromBytes,
    readPublic: LargePublicKey.fromBytes,
    readTransform: LargeTransformKey.fromBytes,
  },
];

/** Every set of attributes. */
const sets = Array.from({ length: 2 ** universe.length }, (_, bits) =>
  universe.filter((_name, i) => ((bits >> i) & 1) === 1),
);

const { tree } = fc.letrec<{ tree: AccessTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
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

const message = new TextEncoder().encode("hr 120");
const options: readonly SealOptions[] = [
  { security: "cpa", context: Uint8Array.of(1) },
  { security: "rcca", context: Uint8Array.of(2) },
];

describe.each(forms)("$form", ({ master, other, readMaster, readPublic, readTransform }) => {
  const { publicKey } = master;
  const sealed = options.map((it) => sets.map((set) => seal(publicKey, set, message, it)));

  test("exactly the sets of attributes that satisfy a policy can be opened", () => {
    fc.assert(
      fc.property(tree, fc.nat(options.length - 1), (policy, i) => {
        const { transformKey, z } = master.grant(policy);
        const userKey = new UserKey(z, publicKey.Y);
        for (const [at, set] of sets.entries()) {
          const transformed = transform(transformKey, sealed[i]?.[at] as Uint8Array);
          expect(transformed !== null).toBe(satisfies(policy, new Set(set)));
          if (transformed !== null) {
            expect(userKey.open(transformed, options[i])).toEqual(message);
          }
        }
        transformKey[Symbol.dispose]();
      }),
      { numRuns: 6 },
    );
  });

  test("keys come out of their bytes as they went in", () => {
    const policy = allOf([leaf("a"), anyOf([leaf("b"), leaf("c")])]);
    const master2 = readMaster(master.toBytes());
    expect(master2.toBytes()).toEqual(master.toBytes());
    expect(master2.publicKey.toBytes()).toEqual(publicKey.toBytes());
    const public2 = readPublic(publicKey.toBytes());
    const { transformKey, z } = master2.grant(policy);
    const transform2 = readTransform(transformKey.toBytes());
    expect(transform2.toBytes()).toEqual(transformKey.toBytes());
    expect(leavesOf(transform2.policy)).toHaveLength(3);
    const user2 = UserKey.fromBytes(new UserKey(z, publicKey.Y).toBytes());
    const transformed = transform(transform2, seal(public2, ["a", "c"], message));
    expect(user2.open(transformed as Uint8Array)).toEqual(message);
  });

  test("what is no gate, or no attribute, is refused before a secret is shared", () => {
    const children = [leaf("a"), leaf("b")];
    for (const threshold of [0, 3, 1.5, NaN, -1]) {
      const gate: AccessTree = { kind: "gate", threshold, children };
      const code = expect.objectContaining({ code: "POLICY_TREE" });
      expect(() => master.grant(gate)).toThrow(code);
      expect(() => atLeast(threshold, children)).toThrow(code);
    }
    expect(() => atLeast(2, [leaf("a")])).toThrow(expect.objectContaining({ code: "POLICY_TREE" }));
    for (const attributes of [["\ud800"], ["x".repeat(9_000)], ["a", "a"]]) {
      expect(() => seal(publicKey, attributes, message)).toThrow(
        expect.objectContaining({ code: "ATTRIBUTES" }),
      );
    }
  });

  test("a key that was disposed of says so, and holds nothing outside the collector's reach", () => {
    const before = countPrecomputed();
    const { transformKey } = master.grant(leaf("a"));
    transform(transformKey, seal(publicKey, ["a"], message));
    expect(countPrecomputed()).toBe(before + 1);
    transformKey[Symbol.dispose]();
    expect(() => transform(transformKey, seal(publicKey, ["a"], message))).toThrow(
      expect.objectContaining({ code: "DISPOSED" }),
    );
    expect(countPrecomputed()).toBe(before);
  });

  test("a context may be long", () => {
    const { transformKey, z } = master.grant(leaf("a"));
    const context = new Uint8Array(5_000);
    const sealed = seal(publicKey, ["a"], message, { context });
    const user = new UserKey(z, publicKey.Y);
    expect(user.open(transform(transformKey, sealed) as Uint8Array, { context })).toEqual(message);
  });

  describe("does not open", () => {
    const policy = allOf([leaf("a"), leaf("b")]);
    const granted = master.grant(policy);
    const userKey = new UserKey(granted.z, publicKey.Y);
    const ciphertext = seal(publicKey, ["a", "b"], message);
    const refused = { code: "DECRYPTION" };

    test("for another user", () => {
      const { z } = master.grant(policy);
      const transformed = transform(granted.transformKey, ciphertext) as Uint8Array;
      expect(() => new UserKey(z, publicKey.Y).open(transformed)).toThrow(
        expect.objectContaining(refused),
      );
    });

    test("what was encrypted under another owner's key", () => {
      const foreign = seal(other.publicKey, ["a", "b"], message);
      const transformed = transform(granted.transformKey, foreign) as Uint8Array;
      expect(() => userKey.open(transformed)).toThrow(expect.objectContaining(refused));
    });

    test("in another context, or with another security", () => {
      const transformed = transform(granted.transformKey, ciphertext) as Uint8Array;
      expect(userKey.open(transformed)).toEqual(message);
      for (const wrong of [{ context: Uint8Array.of(1) }, { security: "rcca" } as const]) {
        expect(() => userKey.open(transformed, wrong)).toThrow(expect.objectContaining(refused));
      }
    });

    test("for two users who put their keys together: neither may alone", () => {
      const mine = master.grant(leaf("a"));
      const theirs = master.grant(allOf([leaf("b"), leaf("c")]));
      const secret = seal(publicKey, ["b", "d"], message);
      for (const { transformKey } of [mine, theirs]) {
        expect(transform(transformKey, secret)).toBeNull();
      }
      // What the one may have transformed is nothing to the other's key.
      const transformed = transform(mine.transformKey, seal(publicKey, ["a"], message));
      const user = new UserKey(theirs.z, publicKey.Y);
      expect(() => user.open(transformed as Uint8Array)).toThrow(expect.objectContaining(refused));
    });
  });
});
