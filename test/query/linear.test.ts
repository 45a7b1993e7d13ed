/** Bytes and data of others: refused by their length before they are read, and read in time that grows as they do. */

import { performance } from "node:perf_hooks";
import { afterEach, describe, expect, test, vi } from "vitest";
import { mostLeaves, mostNodes } from "../../src/crypto/access-tree.ts";
import { type Kind, kinds, longestOf, Reader, Writer } from "../../src/crypto/encoding.ts";
import {
  type AccessTree,
  allOf,
  anyOf,
  compilePolicy,
  grant,
  LargeMasterKey,
  LargePublicKey,
  LargeTransformKey,
  leaf,
  originOf,
  parsePolicy,
  readPolicy,
  readSchema,
  type Schema,
  seal,
  SmallMasterKey,
  SmallPublicKey,
  SmallTransformKey,
  transform,
  UserKey,
} from "../../src/crypto/index.ts";
import { readTree, writeTree } from "../../src/crypto/tree-encoding.ts";
import type { Item } from "../../src/operator/block.ts";
import { decodeBlock, decodeResult, encodeBlock } from "../../src/query/block.ts";
import { readCloudGrant, readUserGrant } from "../../src/query/grants.ts";
import { Cloud, Owner, QueryBuilder, readQuery, User } from "../../src/query/index.ts";
import { decodePairs, decodeSharedWindow, decodeWindow } from "../../src/query/results.ts";
import { SigningKey } from "../../src/query/signing.ts";
import { codeOf, vitals } from "./roles.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const readers: readonly (readonly [Kind, (bytes: Uint8Array) => unknown])[] = [
  ["smallPublicKey", (it) => SmallPublicKey.fromBytes(it)],
  ["smallMasterKey", (it) => SmallMasterKey.fromBytes(it)],
  ["smallTransformKey", (it) => SmallTransformKey.fromBytes(it)],
  ["largePublicKey", (it) => LargePublicKey.fromBytes(it)],
  ["largeMasterKey", (it) => LargeMasterKey.fromBytes(it)],
  ["largeTransformKey", (it) => LargeTransformKey.fromBytes(it)],
  ["userKey", (it) => UserKey.fromBytes(it)],
  ["block", decodeBlock],
  ["block", (it) => new Cloud().push(it)],
  ["result", decodeResult],
  ["cloudGrant", readCloudGrant],
  ["cloudGrant", (it) => new Cloud().register(it)],
  ["userGrant", readUserGrant],
  ["userGrant", (it) => new User(it)],
  ["pairs", decodePairs],
  ["window", decodeWindow],
  ["sharedWindow", decodeSharedWindow],
];

describe.each(readers)("%s", (kind, read) => {
  test("what is longer than it may be is refused before it is read", () => {
    const fixed = vi.spyOn(Reader.prototype, "fixed");
    const bytes = new Uint8Array(longestOf[kind] + 1);
    bytes.set([0x43, 1, kinds[kind]]);
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: "ENCODING", message: expect.stringMatching(/at most/) }),
    );
    expect(fixed).not.toHaveBeenCalled();
  });
});

test("an owner makes no block that is too long to be read", () => {
  const parcel = {
    wrap: new Uint8Array(16),
    key: seal(LargeMasterKey.setUp().publicKey, ["a"], new Uint8Array(32)),
    body: new Uint8Array(longestOf.block),
  };
  const head = { owner: "a", stream: "s", epoch: 0, number: 0, tuples: 1 };
  const key = new SigningKey(new Uint8Array(32));
  const items: readonly Item[] = [{ form: "column", name: "a", parcel }];
  expect(codeOf(() => encodeBlock(key, head, items))).toBe("ENCODING");
});

/** The least of some times: others have the machine, too. */
function msOf(work: () => unknown): number {
  return Math.min(
    ...Array.from({ length: 5 }, () => {
      const begin = performance.now();
      codeOf(work);
      return performance.now() - begin;
    }),
  );
}

/** Four times as much takes four times as long, and not sixteen times. */
function expectLinear(work: (count: number) => () => unknown, count: number): void {
  const [once, fourTimes] = [msOf(work(count)), msOf(work(4 * count))];
  expect(fourTimes).toBeLessThan(10 * once + 10);
}

const twig: AccessTree = leaf("");

function treeBytes(tree: AccessTree): Uint8Array {
  const writer = new Writer();
  writeTree(writer, tree);
  return writer.finish();
}

/** Gates within gates, each with many children: as many as fit into some bytes. */
function bush(bytes: number): AccessTree {
  let tree = anyOf(Array.from({ length: 1_000 }, () => twig));
  for (let size = 5_000; size < bytes; size += 5_000) {
    tree = anyOf([tree, ...Array.from({ length: 1_000 }, () => twig)]);
  }
  return tree;
}

describe("trees", () => {
  test.each([
    ["six megabytes of leaves in gates within gates", bush(1_000_000)],
    ["leaves side by side", anyOf(Array.from({ length: mostLeaves + 1 }, () => twig))],
    [
      "leaves in two gates",
      anyOf([1, 2].map(() => anyOf(Array.from({ length: mostLeaves - 1 }, () => twig)))),
    ],
    [
      "gates of one gate each",
      anyOf(
        Array.from({ length: 40 }, () => {
          let tree: AccessTree = twig;
          for (let i = 0; i < 250; i++) tree = { kind: "gate", threshold: 1, children: [tree] };
          return tree;
        }),
      ),
    ],
  ])("%s: counted while they are read", (_what, tree) => {
    const bytes = treeBytes(tree);
    const fixed = vi.spyOn(Reader.prototype, "fixed");
    expect(codeOf(() => readTree(new Reader(bytes)))).toBe("ENCODING");
    expect(fixed.mock.calls.length).toBeLessThanOrEqual(3 * mostNodes + 3);
  });

  test("a grant of megabytes is refused at once, and one with points that are missing, too", () => {
    const owner = new Owner({ schema: vitals });
    const { forCloud } = owner.grant(QueryBuilder.from(vitals).map("hr").for("a"));
    const { key } = readCloudGrant(forCloud);
    const head = forCloud.subarray(0, forCloud.length - key.toBytes().length - 4);
    const crafted = (tree: Uint8Array) => {
      const body = new Writer("largeTransformKey").fixed(tree).finish();
      return new Writer().fixed(head).bytes(body).finish();
    };
    const most = allOf(Array.from({ length: mostLeaves }, () => twig));
    for (const tree of [bush(3_000_000), most]) {
      const bytes = crafted(treeBytes(tree));
      const begin = performance.now();
      expect(codeOf(() => new Cloud().register(bytes))).toBe("ENCODING");
      expect(performance.now() - begin).toBeLessThan(5_000);
    }
  });

  test("who may have a tree is told so by its size before keys are made of it", () => {
    const master = LargeMasterKey.setUp();
    for (const tree of [bush(10_000), bush(1_000_000)]) {
      expect(codeOf(() => grant(master, tree))).toBe("POLICY_TREE");
    }
  });

  test("a tree of as many leaves as there may be comes back", () => {
    const tree = allOf(Array.from({ length: mostLeaves }, (_, i) => leaf(String(i))));
    expect(readTree(new Reader(treeBytes(tree)))).toEqual(tree);
  });
});

describe("in time that grows as they do", () => {
  const key = new SigningKey(new Uint8Array(32));
  const head = { owner: "a", stream: "s", epoch: 0, number: 0, tuples: 0 };
  const { publicKey } = LargeMasterKey.setUp();
  const sealed = seal(publicKey, ["a"], new Uint8Array(32));
  const parcel = { wrap: new Uint8Array(16), key: sealed, body: new Uint8Array(9) };
  const items = (count: number) =>
    Array.from({ length: count }, (_, i): Item => ({ form: "column", name: String(i), parcel }));
  const long = "x".repeat(40);

  test("blocks of many items", () => {
    expectLinear((count) => {
      const block = encodeBlock(key, head, items(count));
      return () => decodeBlock(block);
    }, 500);
  });

  test("blocks of long bodies, and what is sealed", () => {
    expectLinear((count) => {
      const body = new Uint8Array(1_000 * count);
      const block = encodeBlock(key, head, [
        { form: "column", name: "a", parcel: { ...parcel, body } },
      ]);
      return () => decodeBlock(block);
    }, 2_000);
    expectLinear((count) => {
      const bytes = seal(publicKey, ["a"], new Uint8Array(1_000 * count));
      return () => originOf(bytes);
    }, 2_000);
  });

  test("ciphertexts of many attributes", () => {
    const { transformKey } = grant(LargeMasterKey.setUp(), leaf("none"));
    expectLinear((count) => {
      const attributes = Array.from({ length: count }, (_, i) => String(i));
      const bytes = seal(publicKey, attributes, new Uint8Array(32));
      return () => transform(transformKey, bytes);
    }, 60);
  });

  const condition = { field: "hr", is: "=", value: 1 };

  test("policies as data, side by side and within each other", () => {
    const nested = (policies: readonly unknown[]) => {
      let it: unknown = { any: policies };
      for (let i = 0; i < 100; i++) it = { all: [it] };
      return it;
    };
    expectLinear((count) => {
      const policy = nested(Array.from({ length: count }, () => condition));
      return () => readPolicy(policy);
    }, 1_000);
    const many = { any: Array.from({ length: 4_096 }, () => ({ any: [condition, condition] })) };
    expect(() => readPolicy(many)).toThrow(
      expect.objectContaining({ code: "POLICY_DATA", message: expect.stringMatching(/at most/) }),
    );
  });

  test("policies as texts, however they are wrong", () => {
    for (const part of ["hr = 1 or ", " ", '"', "(", "hr in [", "2 of ("]) {
      expectLinear((count) => () => parsePolicy(part.repeat(count)), 1_500);
    }
  });

  test("conditions that name all values but one: counted while they are compiled", () => {
    const values = Array.from({ length: 60_000 }, (_, i) => `v${i}`);
    const schema: Schema = { owner: "a", stream: "s", fields: { t: { kind: "text", values } } };
    const begin = performance.now();
    const not = { field: "t", is: "!=", value: "v1" } as const;
    const policy = { all: Array.from({ length: 4_000 }, () => not) };
    expect(codeOf(() => compilePolicy(policy, schema))).toBe("POLICY_TREE");
    const some = { field: "t", in: values.slice(0, 4_000) };
    expect(codeOf(() => compilePolicy(some, schema))).toBe("POLICY_TREE");
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  test("schemas and queries", () => {
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, { kind: "text" }]));
    expectLinear((count) => {
      const schema = { owner: "a", stream: "s", fields: fields(count) };
      return () => readSchema(schema);
    }, 1_000);
    expectLinear((count) => {
      const values = Array.from({ length: count }, (_, i) => `${long}${i}`);
      const schema = { owner: "a", stream: "s", fields: { t: { kind: "text", values } } };
      return () => readSchema(schema);
    }, 10_000);
    expectLinear((count) => {
      const map = Array.from({ length: count }, (_, i) => `${long}${i}`);
      const query = { owner: "a", stream: "s", user: "u", map };
      return () => readQuery(query);
    }, 1_000);
    const too = [
      { owner: "a", stream: "s", fields: fields(4_097) },
      {
        owner: "a",
        stream: "s",
        fields: {
          t: { kind: "text", values: Array.from({ length: 65_537 }, (_, i) => String(i)) },
        },
      },
    ];
    for (const schema of too) expect(codeOf(() => readSchema(schema))).toBe("SCHEMA");
  });
});

test("what is too large for a grant is refused by its owner, who goes on", () => {
  const values = Array.from({ length: 30_000 }, (_, i) => `${"x".repeat(200)}${i}`);
  const schema: Schema = { owner: "a", stream: "s", fields: { t: { kind: "text", values } } };
  const owner = new Owner({ schema, filterable: ["t"] });
  const from = QueryBuilder.from(schema);
  expect(codeOf(() => owner.grant(from.map("t").for("a")))).toBe("ENCODING");
  const many = { field: "t", in: values.slice(0, 2_000) };
  expect(codeOf(() => owner.grant({ ...from.map("t").for("a"), where: many }))).toBe("POLICY_TREE");
  expect(owner.nextEpoch()).toEqual([]);
});

test("a query whose text is too long for a grant is refused before keys are made", () => {
  const schema: Schema = { owner: "a", stream: "s", fields: { t: { kind: "text" } } };
  const owner = new Owner({ schema, filterable: ["t"] });
  // Each of these characters takes six bytes in JSON.
  const values = Array.from({ length: 1_000 }, (_, i) => `${"\u0001".repeat(200)}${i}`);
  const query = { owner: "a", stream: "s", user: "u", where: { field: "t", in: values } };
  expect(codeOf(() => owner.grant(query))).toBe("QUERY");
  expect(owner.nextEpoch()).toEqual([]);
});
