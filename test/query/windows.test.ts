/** Sums and averages over windows: as plain sums are, by each method, and of no fewer tuples. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { satisfies, transform } from "../../src/crypto/index.ts";
import { decodeBlock, encodeResult } from "../../src/query/block.ts";
import { readCloudGrant, readUserGrant } from "../../src/query/grants.ts";
import {
  type AggregateMethod,
  Cloud,
  type Granularity,
  Owner,
  QueryBuilder,
  User,
} from "../../src/query/index.ts";
import { decodeSharedWindow, decodeWindow, encodeOutgoing } from "../../src/query/results.ts";
import { codeOf, readAll, schemaOf, vitals } from "./roles.ts";

const from = QueryBuilder.from(vitals);
const methods: readonly AggregateMethod[] = ["agg1", "agg2", "agg3"];

function tuplesOf(values: readonly number[]) {
  return values.map((hr, time) => ({ time, hr }));
}

function sumsOf(values: readonly number[], over: number, first: number = 0) {
  return Array.from({ length: Math.floor(values.length / over) }, (_, i) => ({
    window: first + i,
    sum: values.slice(i * over, (i + 1) * over).reduce((a, b) => a + b, 0),
  }));
}

function start(owner: Owner, cloud: Cloud, over: number, method: AggregateMethod): User {
  const { forCloud, forUser } = owner.grant(from.sum("hr", { over, method }).for("friend"));
  cloud.register(forCloud);
  return new User(forUser);
}

describe.each(methods)("%s", (method) => {
  test("sums are those of the values, whatever comes at a time", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: -3, max: 20 }), { maxLength: 5 }), { maxLength: 4 }),
        fc.constantFrom(2, 4),
        fc.constantFrom<Granularity>("per-tuple", "per-epoch"),
        (batches, over, granularity) => {
          const owner = new Owner({ schema: vitals, granularity });
          const cloud = new Cloud();
          const user = start(owner, cloud, over, method);
          const blocks = batches.flatMap((values) => owner.encrypt(tuplesOf(values)));
          const rows = readAll(cloud, [user], blocks).get(user);
          expect(rows).toEqual(sumsOf(batches.flat(), over));
        },
      ),
      { numRuns: 4 },
    );
  });

  test("windows of several sizes at a time; an average", () => {
    const owner = new Owner({ schema: vitals, granularity: "per-epoch" });
    const cloud = new Cloud();
    const values = Array.from({ length: 26 }, (_, i) => ((i * 7) % 24) - 3);
    const small = start(owner, cloud, 2, method);
    const grant = owner.grant(from.average("hr", { over: 12, method }).for("insurer"));
    cloud.register(grant.forCloud);
    const large = new User(grant.forUser);
    const seen = readAll(cloud, [small, large], owner.encrypt(tuplesOf(values)));
    expect(seen.get(small)).toEqual(sumsOf(values, 2));
    expect(seen.get(large)).toEqual(
      sumsOf(values, 12).map(({ window, sum }) => ({ window, average: sum / 12 })),
    );
  });

  test("a grant takes effect when its next window begins", () => {
    const owner = new Owner({ schema: vitals });
    const cloud = new Cloud();
    const first = start(owner, cloud, 2, method);
    const before = owner.encrypt(tuplesOf([1]));
    const second = start(owner, cloud, 4, method);
    const blocks = [...before, ...owner.encrypt(tuplesOf([2, 3, 4, 5, 6, 7, 8]))];
    const seen = readAll(cloud, [first, second], blocks);
    expect(seen.get(first)).toHaveLength(4);
    expect(seen.get(second)).toEqual([{ window: 1, sum: 26 }]);
  });

  test("windows begin anew with each epoch", () => {
    const owner = new Owner({ schema: vitals });
    const cloud = new Cloud();
    const user = start(owner, cloud, 2, method);
    const first = owner.encrypt(tuplesOf([1, 2, 3]));
    for (const { forCloud, forUser } of owner.nextEpoch()) {
      cloud.register(forCloud);
      user.renew(forUser);
    }
    const seen = readAll(cloud, [user], [...first, ...owner.encrypt(tuplesOf([5, 6]))]);
    expect(seen.get(user)).toEqual([
      { window: 0, sum: 3 },
      { window: 0, sum: 11 },
    ]);
  });

  test("a window of which a block is missing is left out; the next one is whole", () => {
    const owner = new Owner({ schema: vitals });
    const cloud = new Cloud();
    const user = start(owner, cloud, 2, method);
    const blocks = [1, 2, 3, 4].map((hr) => owner.encrypt(tuplesOf([hr])));
    const seen = readAll(
      cloud,
      [user],
      blocks.flatMap((each, i) => (i === 1 ? [] : each)),
    );
    expect(seen.get(user)).toEqual([{ window: 1, sum: 7 }]);
  });

  test("nobody else's keys open a sum, and no sum is read twice", () => {
    const owner = new Owner({ schema: vitals });
    const cloud = new Cloud();
    const user = start(owner, cloud, 2, method);
    const theirs = owner.grant(from.sum("hr", { over: 4, method }).for("enemy"));
    const enemy = new User(theirs.forUser);
    const [result] = owner.encrypt(tuplesOf([1, 2])).flatMap((block) => cloud.push(block));
    const bytes = result?.bytes as Uint8Array;
    expect(codeOf(() => enemy.read(bytes))).toMatch(/^(DECRYPTION|WINDOW)$/);
    expect(user.read(bytes)).toEqual([{ window: 0, sum: 3 }]);
    expect(codeOf(() => user.read(bytes))).toBe("REPLAY");
  });
});

test("the key for sums transforms no value, and one for a size no other", () => {
  const owner = new Owner({ schema: vitals });
  const keys = [2, 4].map(
    (over) => readCloudGrant(owner.grant(from.sum("hr", { over }).for("friend")).forCloud).key,
  );
  owner.grant(from.map("hr").for("doctor"));
  const items = owner
    .encrypt(tuplesOf([1, 2, 3, 4]))
    .flatMap((block) => decodeBlock(block).items.map(({ item }) => item));
  const opens = items.map((item) => {
    if (item === null || item.form === "masked") throw new Error("under attributes");
    return [item.form, ...keys.map((key) => transform(key, item.parcel.key) !== null)];
  });
  expect(opens).toEqual([
    ...Array.from({ length: 4 }, () => ["column", false, false]),
    ["window", true, false],
    ["window", true, false],
    ["window", false, true],
  ]);
  expect(keys.map(({ policy }) => satisfies(policy, new Set()))).toEqual([false, false]);
});

test("under a condition windows are of the tuples that it lets pass, and the cloud sees no value", () => {
  const owner = new Owner({ schema: vitals });
  const cloud = new Cloud();
  const query = from.sum("hr", { over: 2 }).where("time mod 2 = 1").for("friend");
  const { forCloud, forUser } = owner.grant(query);
  cloud.register(forCloud);
  const user = new User(forUser);
  const blocks = owner.encrypt(tuplesOf([1, 10, 2, 20, 3, 5, 4, 6]));
  expect(readAll(cloud, [user], blocks).get(user)).toEqual([
    { window: 0, sum: 30 },
    { window: 1, sum: 11 },
  ]);
});

test("what the cloud changes in a sum by agg2 is refused; by agg1 and agg3 what is no sum", () => {
  const results = methods.map((method) => {
    const owner = new Owner({ schema: vitals });
    const cloud = new Cloud();
    const { forCloud, forUser } = owner.grant(from.sum("hr", { over: 2, method }).for("friend"));
    cloud.register(forCloud);
    const bytes = owner
      .encrypt(tuplesOf([1, 2, 3, 4]))
      .flatMap((block) => cloud.push(block).map((it) => it.bytes));
    return { forUser, bytes };
  });
  const [first, , third] = results;
  if (first === undefined || third === undefined) throw new Error("three");
  const refused = (forUser: Uint8Array, bytes: Uint8Array) =>
    codeOf(() => new User(forUser).read(bytes));
  const of = { owner: "alice", stream: "vitals" };
  const [a, b] = first.bytes.map(decodeWindow);
  if (a === undefined || b === undefined) throw new Error("two windows");
  // Of another window: as honest as the cloud is. Half a sum is none.
  const half = new Uint8Array(a.sum);
  half.set(b.sum.subarray(-576), half.length - 576);
  const mixed = encodeOutgoing(of, { form: "window", epoch: 0, index: 0, sum: half });
  expect(refused(first.forUser, mixed)).toBe("WINDOW");
  const [c, d] = third.bytes.map(decodeSharedWindow);
  if (c === undefined || d === undefined) throw new Error("two windows");
  const lies = [
    { ...c, sum: d.sum },
    { ...c, masks: d.masks },
    { ...c, index: 1 },
    { ...c, masks: { ...c.masks, head: { ...c.masks.head, epoch: 1 } } },
  ];
  for (const lie of lies) {
    const bytes = encodeOutgoing(of, { form: "sharedWindow", ...lie });
    expect(refused(third.forUser, bytes)).toMatch(/^(WINDOW|DECRYPTION|GRANT)$/);
  }
  expect(refused(third.forUser, encodeResult(c.masks))).toBe("ENCODING");
});

test("masks of the next epoch sum up to another key", () => {
  const owner = new Owner({ schema: vitals });
  const query = from.sum("hr", { over: 2, method: "agg1" }).for("friend");
  const { secret } = readUserGrant(owner.grant(query).forUser);
  const [next] = owner.nextEpoch();
  expect(readUserGrant(next?.forUser as Uint8Array).secret).not.toEqual(secret);
  expect(readUserGrant(owner.grant({ ...query, user: "b" }).forUser).secret).toEqual(
    readUserGrant(next?.forUser as Uint8Array).secret,
  );
});

describe("refused at grant time", () => {
  test.each([
    ["sums beyond 2^53", 2 ** 40, "agg2", /above 2\^53/],
    ["more sums than a user looks for", 2 ** 24, "agg3", /more than 2\^32/],
  ] as const)("%s", (_what, max, method, problem) => {
    const schema = schemaOf("s", { x: { kind: "integer", min: 0, max } });
    const builder = QueryBuilder.from(schema).sum("x", { over: 100_000, method });
    expect(() => builder.for("a")).toThrow(
      expect.objectContaining({ code: "QUERY_FIELD", message: expect.stringMatching(problem) }),
    );
  });

  const owner = new Owner({ schema: vitals });
  owner.grant(from.sum("hr", { over: 10 }).for("friend"));

  test.each([
    ["sizes of which none divides the other", from.sum("hr", { over: 15 }), "WINDOW", /10 and 15/],
    [
      "by whatever method",
      from.sum("hr", { over: 4, method: "agg1" }),
      "WINDOW",
      /4 and 10 values/,
    ],
    [
      "windows of some of the tuples besides those of all",
      from.sum("hr", { over: 10 }).where("time > 5"),
      "WINDOW",
      /another condition/,
    ],
  ] as const)("%s", (_what, builder, code, problem) => {
    expect(() => owner.grant(builder.for("enemy"))).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(problem) }),
    );
  });

  test("who is refused changes nothing: others go on, and sizes that fit are granted", () => {
    expect(owner.nextEpoch()).toHaveLength(1);
    expect(owner.grant(from.sum("hr", { over: 20 }).for("b")).epoch).toBe(1);
  });

  test("what was revoked counts until the epoch ends", () => {
    const mine = new Owner({ schema: vitals });
    mine.grant(from.sum("hr", { over: 4 }).for("enemy"));
    mine.revoke("enemy");
    const other = from.sum("hr", { over: 6 }).for("friend");
    expect(codeOf(() => mine.grant(other))).toBe("WINDOW");
    mine.nextEpoch();
    expect(codeOf(() => mine.grant(other))).toBeNull();
  });
});
