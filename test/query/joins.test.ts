/** Joins: who may read them reads the tuples that have a partner, and no others, whatever the cloud does. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newSharedKey, transform } from "../../src/crypto/index.ts";
import { unlock } from "../../src/crypto/locking.ts";
import {
  bodyContext,
  decodeBlock,
  type Joinable,
  readJoinable,
  wrapContext,
} from "../../src/query/block.ts";
import { readCloudGrant, readUserGrant } from "../../src/query/grants.ts";
import {
  Cloud,
  type Granularity,
  Owner,
  QueryBuilder,
  type Tuple,
  User,
} from "../../src/query/index.ts";
import type { Query } from "../../src/query/query.ts";
import { decodePairs, encodeOutgoing } from "../../src/query/results.ts";
import { codeOf, fitness, parcelsOf, readAll, vitals } from "./roles.ts";

const from = QueryBuilder.from(vitals);
const plain = from.join(fitness, { on: "time" });
const filterable = ["hr", "time"];

interface Parties {
  readonly left: Owner;
  readonly right: Owner;
  readonly cloud: Cloud;
  readonly user: User;
  readonly forCloud: readonly [Uint8Array, Uint8Array];
}

function parties(query: Query, granularity: Granularity = "per-tuple"): Parties {
  const left = new Owner({ schema: vitals, filterable, granularity });
  const right = new Owner({ schema: fitness, granularity });
  const sharedKey = newSharedKey();
  const mine = left.grant(query, { other: fitness, sharedKey });
  const theirs = right.grant(query, { other: vitals, sharedKey });
  const user = new User(mine.forUser, theirs.forUser);
  const cloud = new Cloud();
  cloud.register(mine.forCloud, theirs.forCloud, user.tokens());
  return { left, right, cloud, user, forCloud: [mine.forCloud, theirs.forCloud] };
}

function sorted(rows: readonly unknown[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}

/** What who may read a join, and has the cloud on its side, opens of a block of one tuple. */
function opened(forCloud: Uint8Array, forUser: Uint8Array, block: Uint8Array): Joinable {
  const { head } = decodeBlock(block);
  const [item] = parcelsOf(block);
  if (item === undefined) throw new Error("one tuple");
  const { name, parcel } = item;
  const transformed = transform(readCloudGrant(forCloud).key, parcel.key) as Uint8Array;
  const context = wrapContext(head, name, parcel.wrap);
  const secret = readUserGrant(forUser).key.open(transformed, { context });
  return readJoinable(head, name, unlock(secret, bodyContext(head, name), parcel.body));
}

const times = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

function lefts(of: readonly number[]): readonly Tuple[] {
  return of.map((time, i) => ({ hr: i, time }));
}

function rights(of: readonly number[]): readonly Tuple[] {
  return of.map((time, i) => ({ speed: i, time }));
}

describe.each<Granularity>(["per-tuple", "per-epoch"])("%s", (granularity) => {
  test("pairs are those of equal values, that the condition lets pass", () => {
    fc.assert(
      fc.property(times, times, fc.boolean(), fc.boolean(), (a, b, isFiltered, isTurned) => {
        const query = (isFiltered ? plain.where("hr >= 2") : plain).for("institute");
        const { left, right, cloud, user } = parties(query, granularity);
        const [mine, theirs] = [lefts(a), rights(b)];
        const halves = [left.encrypt(mine), right.encrypt(theirs)];
        const blocks = (isTurned ? halves.toReversed() : halves).flat();
        const expected = mine
          .filter(({ hr }) => !isFiltered || Number(hr) >= 2)
          .flatMap((l) =>
            theirs.filter(({ time }) => time === l["time"]).map((r) => ({ left: l, right: r })),
          );
        expect(sorted(readAll(cloud, [user], blocks).get(user) ?? [])).toEqual(sorted(expected));
      }),
      { numRuns: 4 },
    );
  });
});

test("tuples are joined with the latest ones", () => {
  const { left, right, cloud, user } = parties(
    from.join(fitness, { on: "time", within: 2 }).for("institute"),
  );
  const blocks = [...left.encrypt(lefts([1, 2, 3])), ...right.encrypt(rights([1, 2, 3]))];
  expect(readAll(cloud, [user], blocks).get(user)).toHaveLength(2);
});

test("a user and the cloud open no tuple without a partner, although it is transformed", () => {
  const query = plain.for("institute");
  const left = new Owner({ schema: vitals, filterable });
  const right = new Owner({ schema: fitness });
  const sharedKey = newSharedKey();
  const mine = left.grant(query, { other: fitness, sharedKey });
  const theirs = right.grant(query, { other: vitals, sharedKey });
  const [lonely] = left.encrypt(lefts([1])) as [Uint8Array];
  const [other, same] = right.encrypt(rights([2, 1])) as [Uint8Array, Uint8Array];
  const { inner, context } = opened(mine.forCloud, mine.forUser, lonely);
  const locked = (partner: Uint8Array) => () => unlock(partner, context, inner);
  expect(codeOf(locked(opened(theirs.forCloud, theirs.forUser, other).partner))).toBe("DECRYPTION");
  expect(locked(opened(theirs.forCloud, theirs.forUser, same).partner)()).toBeInstanceOf(
    Uint8Array,
  );
});

test("an owner that begins again, with the same shared key, locks nothing twice in the same way", () => {
  const sharedKey = newSharedKey();
  const query = plain.for("institute");
  const tuples = [...lefts([1])];
  const inner = Array.from({ length: 2 }, () => {
    const owner = new Owner({ schema: vitals });
    const { forCloud, forUser } = owner.grant(query, { other: fitness, sharedKey });
    const [block] = owner.encrypt(tuples) as [Uint8Array];
    return Buffer.from(opened(forCloud, forUser, block).inner).toString("hex");
  });
  expect(inner[0]).not.toBe(inner[1]);
});

test("the secret that comes with a tuple opens none of its own side, itself neither", () => {
  const query = plain.for("institute");
  const owner = new Owner({ schema: vitals });
  const { forCloud, forUser } = owner.grant(query, { other: fitness, sharedKey: newSharedKey() });
  const halves = owner.encrypt(lefts([1, 1])).map((block) => opened(forCloud, forUser, block));
  for (const { partner } of halves) {
    for (const { context, inner } of halves) {
      expect(codeOf(() => unlock(partner, context, inner))).toBe("DECRYPTION");
    }
  }
});

/** A tuple that meets many, in both orders. */
function met(): { readonly user: User; readonly results: readonly Uint8Array[] } {
  const { left, right, cloud, user } = parties(plain.for("institute"));
  const blocks = [
    ...left.encrypt(lefts([1, 2])),
    ...right.encrypt(rights([1, 2])),
    ...left.encrypt(lefts([2, 2])),
    ...right.encrypt(rights([2])),
  ];
  const results = blocks.flatMap((block) => cloud.push(block).map(({ bytes }) => bytes));
  return { user, results };
}

const of = { owner: "alice", stream: "vitals" };

test("pairs that the cloud makes of unlike tuples are refused", () => {
  const { user, results } = met();
  const [first, second] = results.map(decodePairs);
  if (first === undefined || second === undefined) throw new Error("two results");
  const lies = [
    { ...first, others: second.others },
    { ...second, others: first.others },
    { ...first, others: [...first.others, ...second.others] },
    { ...first, others: [first.one] },
    { ...first, others: [] },
    { ...first, side: 0 as const },
  ];
  for (const lie of lies) {
    const bytes = encodeOutgoing(of, { form: "pairs", ...lie });
    expect(codeOf(() => user.read(bytes))).toMatch(/^(DECRYPTION|GRANT|REPLAY)$/);
  }
  expect(results.flatMap((result) => user.read(result))).toHaveLength(7);
});

test("no pair is read twice, however it is sent", () => {
  const { user, results } = met();
  const read = (bytes: Uint8Array) => codeOf(() => user.read(bytes));
  for (const [i, result] of results.entries()) {
    expect(user.read(result).length).toBeGreaterThan(0);
    for (const earlier of results.slice(0, i + 1)) {
      expect(read(earlier)).toBe("REPLAY");
      const { side, one, others } = decodePairs(earlier);
      for (const other of others) {
        const turned = { side: 1 - side, one: other, others: [one] };
        expect(read(encodeOutgoing(of, { form: "pairs", ...turned }))).toBe("REPLAY");
        const alone = { side, one, others: [other] };
        expect(read(encodeOutgoing(of, { form: "pairs", ...alone }))).toBe("REPLAY");
        const twice = { side, one, others: [other, other] };
        expect(read(encodeOutgoing(of, { form: "pairs", ...twice }))).toBe("REPLAY");
      }
    }
  }
});

test("a tuple that meets hundreds comes with all of them, some at a time", () => {
  const { left, right, cloud, user } = parties(plain.for("institute"), "per-epoch");
  const many = left.encrypt(
    lefts(Array.from({ length: 300 }, () => 5)).map((it, i) => ({ ...it, hr: i % 20 })),
  );
  const blocks = [...many, ...right.encrypt(rights([5]))];
  const results = blocks.flatMap((block) => cloud.push(block));
  expect(results.length).toBeLessThan(30);
  expect(results.flatMap(({ bytes }) => user.read(bytes))).toHaveLength(300);
});

test("in the next epoch of both, with new tokens; tuples of two epochs are not joined", () => {
  const { left, right, cloud, user } = parties(plain.for("institute"));
  const early = [...left.encrypt(lefts([1, 2])), ...right.encrypt(rights([2]))];
  const [mine] = left.nextEpoch();
  const [theirs] = right.nextEpoch();
  if (mine === undefined || theirs === undefined) throw new Error("granted again");
  user.renew(mine.forUser);
  user.renew(theirs.forUser);
  cloud.register(mine.forCloud, theirs.forCloud, user.tokens());
  const blocks = [...early, ...left.encrypt(lefts([2, 3])), ...right.encrypt(rights([1, 3]))];
  const rows = readAll(cloud, [user], blocks).get(user) ?? [];
  expect(sorted(rows)).toEqual(
    sorted([
      { left: { hr: 1, time: 2 }, right: { speed: 0, time: 2 } },
      { left: { hr: 1, time: 3 }, right: { speed: 1, time: 3 } },
    ]),
  );
});

describe("refused", () => {
  const query = plain.for("institute");
  const left = new Owner({ schema: vitals, filterable });
  const right = new Owner({ schema: fitness });
  const sharedKey = newSharedKey();
  const mine = left.grant(query, { other: fitness, sharedKey });
  const theirs = right.grant(query, { other: vitals, sharedKey });
  const simple = left.grant(from.map("hr").for("friend"));

  test.each([
    ["a join without the other stream", () => left.grant(query), "QUERY", /shared key/],
    [
      "another query with one",
      () => left.grant(from.map("hr").for("a"), { other: fitness, sharedKey }),
      "QUERY",
      /no other query does/,
    ],
    [
      "a stream with itself",
      () => from.join(vitals, { on: "time" }).for("a"),
      "QUERY",
      /with another one/,
    ],
    ["within no tuple", () => from.join(fitness, { on: "time", within: 0 }), "QUERY", /within 1/],
    [
      "a short shared key",
      () => left.grant(query, { other: fitness, sharedKey: new Uint8Array(3) }),
      "QUERY",
      /32 bytes/,
    ],
    [
      "a shared key that is none",
      () => left.grant(query, { other: fitness, sharedKey: 32 as never }),
      "QUERY",
      /32 bytes/,
    ],
    [
      "another shared key for the same join",
      () => left.grant(plain.for("b"), { other: fitness, sharedKey: newSharedKey() }),
      "QUERY",
      /the same for all/,
    ],
    [
      "half a join for the cloud",
      () => new Cloud().register(mine.forCloud),
      "GRANT",
      /both streams/,
    ],
    [
      "two grants of one stream",
      () => new Cloud().register(mine.forCloud, mine.forCloud, new Uint8Array()),
      "GRANT",
      /both streams/,
    ],
    [
      "a join without tokens",
      () => new Cloud().register(mine.forCloud, theirs.forCloud),
      "GRANT",
      /takes the tokens/,
    ],
    ["half a join for the user", () => new User(mine.forUser), "GRANT", /both streams/],
    [
      "the other stream first",
      () => new User(theirs.forUser, mine.forUser),
      "GRANT",
      /its own first/,
    ],
    ["tokens of no join", () => new User(simple.forUser).tokens(), "QUERY", /none/],
    [
      "tokens for grants of another epoch",
      () => {
        const user = new User(mine.forUser, theirs.forUser);
        const tokens = user.tokens();
        const [next] = right.nextEpoch();
        new Cloud().register(mine.forCloud, next?.forCloud as Uint8Array, tokens);
      },
      "GRANT",
      /for other grants/,
    ],
  ] as const)("%s", (_what, ask, code, problem) => {
    expect(ask).toThrow(expect.objectContaining({ code, message: expect.stringMatching(problem) }));
  });
});
