/** Owner, cloud and user: each user reads what the query says, to the value, and nothing else. */

import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transform } from "../../src/crypto/index.ts";
import type { Block, Item, ParcelItem } from "../../src/operator/block.ts";
import {
  decodeBlock,
  decodeResult,
  encodeBlock,
  encodeResult,
  wrapContext,
} from "../../src/query/block.ts";
import { QueryBuilder } from "../../src/query/builder.ts";
import { Cloud } from "../../src/query/cloud.ts";
import { readCloudGrant, readUserGrant } from "../../src/query/grants.ts";
import type { Granularity, Tuple } from "../../src/query/encryption.ts";
import { Owner } from "../../src/query/owner.ts";
import type { Query } from "../../src/query/query.ts";
import { SigningKey } from "../../src/query/signing.ts";
import { type Row, User } from "../../src/query/user.ts";
import { holds, policy, schema, tuple } from "../crypto/arbitrary-policy.ts";
import { codeOf, parcelsOf, readAll } from "./roles.ts";

const fields = ["hr", "bp", "ward"] as const;
const filterable = ["hr", "bp", "ward"];
const granularities: readonly Granularity[] = ["per-tuple", "per-epoch"];
const from = QueryBuilder.from(schema);

function ownerOf(granularity: Granularity): Owner {
  return new Owner({ schema, filterable, granularity });
}

/** Sorted: tuples with the same attributes move together. */
function sorted(tuples: readonly Row[]): readonly string[] {
  return tuples
    .map((it) => JSON.stringify(Object.entries(it).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .toSorted();
}

describe.each(granularities)("%s", (granularity) => {
  test("a user reads what the query lets pass, as a plain evaluation has it", () => {
    fc.assert(
      fc.property(
        fc.array(tuple, { minLength: 1, maxLength: 4 }),
        fc.option(policy),
        fc.option(fc.uniqueArray(fc.constantFrom(...fields), { minLength: 1 })),
        (tuples, where, map) => {
          fc.pre(where !== null || map !== null);
          const query: Query = {
            owner: schema.owner,
            stream: schema.stream,
            user: "u",
            ...(map !== null && { map }),
            ...(where !== null && { where }),
          };
          const owner = ownerOf(granularity);
          let granted: ReturnType<Owner["grant"]>;
          try {
            granted = owner.grant(query);
          } catch (error) {
            // What no tuple can satisfy is refused.
            expect(
              codeOf(() => {
                throw error;
              }),
            ).toBe("POLICY_FIELD");
            return;
          }
          const cloud = new Cloud();
          cloud.register(granted.forCloud);
          const user = new User(granted.forUser);
          const seen = readAll(cloud, [user], owner.encrypt(tuples));
          const expected = tuples
            .filter((it) => where === null || holds(where, it))
            .map((it): Tuple => Object.fromEntries((map ?? fields).map((f) => [f, it[f]])));
          expect(sorted(seen.get(user) ?? [])).toEqual(sorted(expected));
        },
      ),
      { numRuns: 8 },
    );
  });

  test("two users who read different things of the same blocks", () => {
    const owner = ownerOf(granularity);
    const cloud = new Cloud();
    const users = [from.where("hr >= 12").for("friend"), from.map("bp").for("insurer")].map(
      (query) => {
        const { forCloud, forUser } = owner.grant(query);
        cloud.register(forCloud);
        return new User(forUser);
      },
    );
    const seen = readAll(
      cloud,
      users,
      owner.encrypt([
        { hr: 11, bp: 1, ward: "a" },
        { hr: 12, bp: 2, ward: "b" },
      ]),
    );
    expect(users.map((user) => seen.get(user))).toEqual([
      [{ hr: 12, bp: 2, ward: "b" }],
      [{ bp: 1 }, { bp: 2 }],
    ]);
  });

  test("who is revoked reads nothing of the next epoch; the others go on", () => {
    const owner = ownerOf(granularity);
    const cloud = new Cloud();
    const grants = ["friend", "enemy"].map((name) => owner.grant(from.map("hr").for(name)));
    const users = grants.map(({ forCloud, forUser }) => {
      cloud.register(forCloud);
      return new User(forUser);
    });
    const tuples = [{ hr: 7, bp: 0, ward: "a" }];
    const before = readAll(cloud, users, owner.encrypt(tuples));
    expect([...before.values()]).toEqual([[{ hr: 7 }], [{ hr: 7 }]]);
    expect(owner.revoke("enemy")).toBe(1);
    for (const { query, epoch, forCloud, forUser } of owner.nextEpoch()) {
      expect([query.user, epoch]).toEqual(["friend", 1]);
      cloud.register(forCloud);
      users[0]?.renew(forUser);
    }
    const after = readAll(cloud, users, owner.encrypt(tuples));
    expect([...after.values()]).toEqual([[{ hr: 7 }], []]);
    // Nor does the key that the cloud still has transform anything for the enemy.
    const [block] = owner.encrypt(tuples);
    const { key } = readCloudGrant(grants[1]?.forCloud as Uint8Array);
    for (const { parcel } of parcelsOf(block as Uint8Array)) {
      expect(transform(key, parcel.key)).toBeNull();
    }
  });

  test("the cloud and a user who may read something else learn nothing more together", () => {
    const owner = ownerOf(granularity);
    const mine = owner.grant(from.map("bp").where("hr < 5").for("enemy"));
    const theirs = owner.grant(from.map("hr").for("friend"));
    const [block] = owner.encrypt([{ hr: 9, bp: 3, ward: "c" }]);
    const { head } = decodeBlock(block as Uint8Array);
    const ownKey = readCloudGrant(mine.forCloud).key;
    const friendsKey = readCloudGrant(theirs.forCloud).key;
    const enemy = readUserGrant(mine.forUser).key;
    let transformed = 0;
    for (const { name, parcel } of parcelsOf(block as Uint8Array)) {
      expect(transform(ownKey, parcel.key)).toBeNull();
      const other = transform(friendsKey, parcel.key);
      if (other === null) continue;
      transformed++;
      const context = wrapContext(head, name, parcel.wrap);
      expect(readUserGrant(theirs.forUser).key.open(other, { context })).toBeInstanceOf(Uint8Array);
      expect(codeOf(() => enemy.open(other, { context }))).toBe("DECRYPTION");
    }
    expect(transformed).toBe(1);
  });

  test("what the cloud changes is refused: columns, numbers, counts, keys", () => {
    const owner = ownerOf(granularity);
    const { forCloud, forUser } = owner.grant(from.map("hr", "bp").for("friend"));
    const cloud = new Cloud();
    cloud.register(forCloud);
    const results = owner
      .encrypt([{ hr: 1, bp: 2, ward: "a" }])
      .concat(owner.encrypt([{ hr: 3, bp: 4, ward: "a" }]))
      .flatMap((block) => cloud.push(block).map(({ bytes }) => decodeResult(bytes)));
    const [first, second] = results;
    if (first === undefined || second === undefined) throw new Error("two results");
    const [bp, hr] = first.items;
    if (hr?.item?.form !== "column" || bp?.item?.form !== "column") throw new Error("two columns");
    const gone = { ...hr, item: null };
    const named = (it: Item, name: string) => ({ ...hr, item: { ...it, name } });
    const withParcel = (parcel: ParcelItem["parcel"]) => [
      bp,
      { ...hr, item: { ...(hr.item as ParcelItem), parcel } },
    ];
    const { parcel } = hr.item;
    const lies: readonly Block[] = [
      { ...first, items: [bp] },
      { ...first, items: [bp, gone] },
      { ...first, items: [gone, gone] },
      { ...first, items: [bp, hr, hr] },
      { ...first, items: [hr, bp] },
      { ...first, items: [bp, named(hr.item, "bp")] },
      { ...first, items: [bp, named(bp.item, "hr")] },
      { ...first, items: withParcel(bp.item.parcel) },
      { ...first, items: withParcel({ ...parcel, wrap: new Uint8Array(16) }) },
      { ...first, items: withParcel({ ...parcel, key: bp.item.parcel.key }) },
      { ...first, items: withParcel({ ...parcel, body: parcel.body.map((it) => it ^ 1) }) },
      { ...first, head: { ...first.head, number: 7 } },
      { ...first, head: { ...first.head, tuples: 2 } },
      { ...first, items: second.items },
      { ...first, signature: second.signature },
      { ...first, head: { ...first.head, stream: "fitness" } },
      { ...first, head: { ...first.head, epoch: 1 } },
    ];
    expect(new User(forUser).read(encodeResult(first))).toEqual([{ hr: 1, bp: 2 }]);
    for (const lie of lies) {
      expect(codeOf(() => new User(forUser).read(encodeResult(lie)))).toMatch(
        /^(DECRYPTION|GRANT|ENCODING)$/,
      );
    }
    const [block] = owner.encrypt([{ hr: 1, bp: 2, ward: "a" }]) as [Uint8Array];
    expect(codeOf(() => new User(forUser).read(block))).toBe("ENCODING");
  });

  test("blocks of somebody who has the public key, as every user has, are nobody's", () => {
    const owner = ownerOf(granularity);
    const { forCloud, forUser } = owner.grant(from.map("hr").for("friend"));
    const cloud = new Cloud();
    cloud.register(forCloud);
    // The same keys, but for the one that signs.
    const [block] = owner.encrypt([{ hr: 1, bp: 2, ward: "a" }]) as [Uint8Array];
    const { head } = decodeBlock(block);
    const forged = encodeBlock(new SigningKey(new Uint8Array(32)), head, parcelsOf(block));
    expect(cloud.push(forged)).toEqual([]);
    // Nor does a user read what a cloud made of one.
    const [result] = cloud.push(block);
    const honest = decodeResult(result?.bytes as Uint8Array);
    const { signature } = decodeBlock(forged);
    const lie = encodeResult({ ...honest, signature });
    expect(codeOf(() => new User(forUser).read(lie))).toBe("DECRYPTION");
    expect(new User(forUser).read(encodeResult(honest))).toEqual([{ hr: 1 }]);
  });

  test("nothing is read twice, or pushed on twice", () => {
    const owner = ownerOf(granularity);
    const { forCloud, forUser } = owner.grant(from.map("hr").for("friend"));
    const cloud = new Cloud();
    cloud.register(forCloud);
    const user = new User(forUser);
    const blocks = [1, 2].flatMap((hr) => owner.encrypt([{ hr, bp: 2, ward: "a" }]));
    const results = blocks.flatMap((block) => cloud.push(block).map(({ bytes }) => bytes));
    expect(results.flatMap((result) => user.read(result))).toEqual([{ hr: 1 }, { hr: 2 }]);
    for (const result of results) expect(codeOf(() => user.read(result))).toBe("REPLAY");
    for (const block of blocks) expect(codeOf(() => cloud.push(block))).toBe("REPLAY");
  });

  test("what nobody was granted is not encrypted at all", () => {
    const owner = ownerOf(granularity);
    const tuples = [{ hr: 1, bp: 2, ward: "a" }];
    expect(owner.encrypt(tuples)).toEqual([]);
    owner.grant(from.map("hr").for("friend"));
    const names = owner.encrypt(tuples).flatMap(parcelsOf);
    expect(names.map(({ name }) => name)).toEqual(["hr"]);
  });
});

test("a grant that is registered twice is enforced once, until it is ended", () => {
  const owner = ownerOf("per-tuple");
  const { forCloud } = owner.grant(from.map("hr").for("friend"));
  const cloud = new Cloud();
  const end = [forCloud, forCloud].map((grant) => cloud.register(grant))[1];
  const [block] = owner.encrypt([{ hr: 1, bp: 2, ward: "a" }]) as [Uint8Array];
  expect(cloud.push(block)).toHaveLength(1);
  end?.();
  expect(cloud.push(block)).toHaveLength(0);
});

test("what was registered again is not ended by who ended it before", () => {
  const owner = ownerOf("per-tuple");
  const { forCloud } = owner.grant(from.map("hr").for("friend"));
  const cloud = new Cloud();
  const end = cloud.register(forCloud);
  end();
  cloud.register(forCloud);
  end();
  const [block] = owner.encrypt([{ hr: 1, bp: 2, ward: "a" }]) as [Uint8Array];
  expect(cloud.push(block)).toHaveLength(1);
});

test("neither a grant, nor who has one, prints what is secret", () => {
  const owner = ownerOf("per-tuple");
  const grant = owner.grant(from.map("hr").for("friend"));
  const secret = Buffer.from(grant.forUser.subarray(-200, -100));
  const shown = [grant, owner, new User(grant.forUser), new Cloud()].map((it) => [
    JSON.stringify(it),
    inspect(it, { depth: 9, showHidden: true }),
  ]);
  for (const text of shown.flat()) {
    expect(text).not.toContain([...secret.subarray(0, 4)].join(","));
    expect(text).not.toContain([...secret.subarray(0, 4)].join(", "));
    expect(text).not.toContain(secret.subarray(0, 4).toString("hex"));
  }
});

test("what a caller changes after a grant changes nothing of it", () => {
  const owner = new Owner({ schema });
  const map = ["hr"];
  const query = { owner: schema.owner, stream: schema.stream, user: "friend", map };
  owner.grant(query);
  map.push("bp");
  query.user = "enemy";
  const [again] = owner.nextEpoch();
  expect(again?.query).toMatchObject({ user: "friend", map: ["hr"] });
  expect(owner.revoke("friend")).toBe(1);
});

test("an owner goes on where another life of it was, in a later epoch", () => {
  const first = new Owner({ schema });
  const revoked = first.grant(from.map("hr").for("enemy"));
  const { masterKey } = first;
  const second = new Owner({ schema, resume: { masterKey, lastEpoch: first.epoch } });
  const friend = second.grant(from.map("hr").for("friend"));
  const cloud = new Cloud();
  for (const { forCloud } of [revoked, friend]) cloud.register(forCloud);
  const users = [new User(revoked.forUser), new User(friend.forUser)];
  const seen = readAll(cloud, users, second.encrypt([{ hr: 5, bp: 1, ward: "a" }]));
  expect(users.map((user) => seen.get(user))).toEqual([[], [{ hr: 5 }]]);
});

test("per epoch: as many keys as there are sets of attributes, however many tuples", () => {
  const owner = new Owner({ schema, filterable: ["ward"], granularity: "per-epoch" });
  const tuples = Array.from({ length: 300 }, (_, i) => ({
    hr: i % 20,
    bp: i % 8,
    ward: ["a", "b", "c"][i % 3] as string,
  }));
  owner.grant(from.map("bp", "ward").for("insurer"));
  const { forCloud, forUser } = owner.grant(from.map("hr").where('ward = "b"').for("friend"));
  const blocks = owner.encrypt(tuples).concat(owner.encrypt(tuples));
  expect(blocks).toHaveLength(6);
  const wraps = blocks
    .flatMap(parcelsOf)
    .map(({ parcel }) => Buffer.from(parcel.wrap).toString("hex"));
  expect(new Set(wraps).size).toBe(9);
  const cloud = new Cloud();
  cloud.register(forCloud);
  const user = new User(forUser);
  const seen = readAll(cloud, [user], blocks).get(user);
  const expected = tuples.filter(({ ward }) => ward === "b").map(({ hr }) => ({ hr }));
  expect(seen).toEqual([...expected, ...expected]);
});

describe("refused", () => {
  const owner = new Owner({ schema, filterable: ["hr"] });

  test.each([
    [
      "a condition about what the cloud may not see",
      () => owner.grant(from.where("bp < 3").for("a")),
      "QUERY_FIELD",
      /filterable/,
    ],
    [
      "a tuple that lacks a field",
      () => owner.encrypt([{ hr: 1, bp: 2 }]),
      "QUERY_FIELD",
      /lacks ward/,
    ],
    [
      "a tuple with another field",
      () => owner.encrypt([{ hr: 1, bp: 2, ward: "a", x: 1 }]),
      "QUERY_FIELD",
      /no field x/,
    ],
    [
      "a value out of bounds",
      () => owner.encrypt([{ hr: 99, bp: 2, ward: "a" }]),
      "FIELD_VALUE",
      /from -3 to 20/,
    ],
    [
      "an unknown filterable field",
      () => new Owner({ schema, filterable: ["x"] }),
      "QUERY_FIELD",
      /no field x/,
    ],
    [
      "half an epoch",
      () => new Owner({ schema, resume: { masterKey: owner.masterKey, lastEpoch: 0.5 } }),
      "GRANT",
      /whole number/,
    ],
    [
      "the cloud's half for a user",
      () => new User(owner.grant(from.map("hr").for("a")).forCloud),
      "ENCODING",
      /userGrant/,
    ],
    [
      "the grant of another query",
      () => {
        new User(owner.grant(from.map("hr").for("a")).forUser).renew(
          owner.grant(from.map("bp").for("a")).forUser,
        );
      },
      "GRANT",
      /for “bp, for a”/,
    ],
    [
      "the grant of another owner of the same name",
      () => {
        const query = from.map("hr").for("a");
        const other = new Owner({ schema, filterable: ["hr"] });
        new User(owner.grant(query).forUser).renew(other.grant(query).forUser);
      },
      "GRANT",
      /another owner's key/,
    ],
    ["no tuples", () => owner.encrypt(null as never), "QUERY_FIELD", /are a list/],
    ["a tuple that is none", () => owner.encrypt([null as never]), "QUERY_FIELD", /is a record/],
    ["no query", () => owner.grant(undefined as never), "QUERY", /plain data/],
    ["a query of bigints", () => owner.grant({ map: [1n] } as never), "QUERY", /plain data/],
    ["no schema", () => new Owner({} as never), "QUERY", /plain data/],
    [
      "fields that are no list",
      () => new Owner({ schema, filterable: 5 as never }),
      "QUERY_FIELD",
      /list/,
    ],
    [
      "another granularity",
      () => new Owner({ schema, granularity: "per-Epoch" as never }),
      "QUERY",
      /per-tuple or per-epoch/,
    ],
    [
      "a key as bytes",
      () => new Owner({ schema, resume: { masterKey: new Uint8Array(9) as never, lastEpoch: 1 } }),
      "GRANT",
      /LargeMasterKey/,
    ],
    ["a text for a grant", () => new Cloud().register("abc" as never), "ENCODING", /Uint8Array/],
    ["nothing for a block", () => new Cloud().push(null as never), "ENCODING", /Uint8Array/],
    ["no block", () => new Cloud().push(new Uint8Array(9)), "ENCODING", /nothing that was encoded/],
  ] as const)("%s", (_what, ask, code, problem) => {
    expect(ask).toThrow(expect.objectContaining({ code, message: expect.stringMatching(problem) }));
  });
});
