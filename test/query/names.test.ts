/** Names and texts from outside: fields may be called as what every object has, and texts have one form. */

import { expect, describe, onTestFinished, test } from "vitest";
import {
  attributesOf,
  checkSchema,
  compilePolicy,
  joinTag,
  newJoinKey,
  newSharedKey,
  parsePolicy,
  readSchema,
  type Schema,
} from "../../src/crypto/index.ts";
import { createPlatform } from "../../src/platform/create.ts";
import {
  Cloud,
  type Granularity,
  Owner,
  OwnerThread,
  type Query,
  QueryBuilder,
  readQuery,
  type Row,
  type Tuple,
  User,
} from "../../src/query/index.ts";
import { Encryptor } from "../../src/streams/index.ts";
import { codeOf, readAll } from "./roles.ts";

/** What every object has, in one way or another. */
const inherited = [
  "__proto__",
  "__defineGetter__",
  "__lookupSetter__",
  "constructor",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "prototype",
  "toJSON",
  "toLocaleString",
  "toString",
  "valueOf",
  "then",
  "length",
  "name",
] as const;

function recordOf<Value>(names: readonly string[], value: (i: number) => Value) {
  return Object.fromEntries(names.map((name, i) => [name, value(i)]));
}

function schemaOf(names: readonly string[], stream: string = "s"): Schema {
  return {
    owner: "alice",
    stream,
    fields: recordOf(names, () => ({ kind: "integer", min: 0, max: 99 }) as const),
  };
}

function expectOwn(row: unknown, names: readonly string[]): void {
  for (const [i, name] of names.entries()) {
    expect([name, Object.getOwnPropertyDescriptor(row, name)?.value]).toEqual([name, i]);
  }
  expect(Object.keys(row as object).toSorted()).toEqual(names.toSorted());
}

describe.each<Granularity>(["per-tuple", "per-epoch"])(
  "names that every object has, %s",
  (granularity) => {
    test("are fields: in schemas, tuples, policies, and what is read", () => {
      const schema = schemaOf(inherited);
      expect(Object.keys(readSchema(JSON.parse(JSON.stringify(schema))).fields)).toEqual(inherited);
      const owner = new Owner({ schema, filterable: ["__proto__", "constructor"], granularity });
      const cloud = new Cloud();
      const queries = [
        QueryBuilder.from(schema)
          .map(...inherited)
          .for("a"),
        QueryBuilder.from(schema).where("__proto__ < 5 and constructor = 3").for("b"),
        QueryBuilder.from(schema).where("__proto__ > 5").for("c"),
      ];
      const users = queries.map((query) => {
        const { forCloud, forUser } = owner.grant(query);
        cloud.register(forCloud);
        return new User(forUser);
      });
      const seen = readAll(cloud, users, owner.encrypt([recordOf(inherited, (i) => i)]));
      const rows = users.map((user) => seen.get(user) ?? []);
      expect(rows.map(({ length }) => length)).toEqual([1, 1, 0]);
      for (const [row] of rows.slice(0, 2)) expectOwn(row, inherited);
    });

    test("are fields that are joined on, and summed up", () => {
      const [left, right] = [schemaOf(inherited), schemaOf(inherited, "t")];
      const owners = [left, right].map((schema) => new Owner({ schema, granularity }));
      const [mine, theirs] = owners as [Owner, Owner];
      const join = QueryBuilder.from(left).join(right, { on: "__proto__" }).for("a");
      const sharedKey = newSharedKey();
      const [one, two] = [
        mine.grant(join, { other: right, sharedKey }),
        theirs.grant(join, { other: left, sharedKey }),
      ];
      const sum = mine.grant(QueryBuilder.from(left).sum("constructor", { over: 2 }).for("b"));
      const users = [new User(one.forUser, two.forUser), new User(sum.forUser)] as const;
      const cloud = new Cloud();
      cloud.register(one.forCloud, two.forCloud, users[0].tokens());
      cloud.register(sum.forCloud);
      const tuple = recordOf(inherited, (i) => i);
      const blocks = [...mine.encrypt([tuple, tuple]), ...theirs.encrypt([tuple])];
      const seen = readAll(cloud, users, blocks);
      const pairs = seen.get(users[0]) ?? [];
      expect(pairs).toHaveLength(2);
      for (const { left: l, right: r } of pairs) for (const it of [l, r]) expectOwn(it, inherited);
      expect(seen.get(users[1])).toEqual([{ window: 0, sum: 6 }]);
    });
  },
);

test("through an owner's thread, and from what units publish", async () => {
  const names = inherited.filter((it) => it !== "__proto__");
  const schema = schemaOf(inherited);
  const thread = await OwnerThread.start({ schema });
  const { forCloud, forUser } = await thread.grant(
    QueryBuilder.from(schema)
      .map(...inherited)
      .for("a"),
  );
  const cloud = new Cloud();
  cloud.register(forCloud);
  const user = new User(forUser);
  const rows: Row[] = [];
  const take = (block: Uint8Array): void => {
    rows.push(...cloud.push(block).flatMap(({ bytes }) => user.read(bytes)));
  };
  for (const block of await thread.encrypt([recordOf(inherited, (i) => i)])) take(block);
  const platform = createPlatform({ placement: "shared" });
  const encryptor = new Encryptor({
    platform,
    owner: thread,
    filter: { part: "type", equals: "s" },
    part: "tuple",
    clearance: {},
    send: (block) => Promise.resolve(take(block)),
  });
  onTestFinished(async () => {
    await thread.close();
    platform.close();
  });
  platform.publish(
    [
      { name: "type", data: "s" },
      { name: "tuple", data: recordOf(inherited, (i) => i) },
    ],
    0,
  );
  platform.settle();
  await encryptor.close();
  expect(rows).toHaveLength(2);
  for (const row of rows) expectOwn(row, inherited);
  expect(names.length).toBe(inherited.length - 1);
});

test("what a tuple inherits is no field of it", () => {
  const schema = schemaOf(["constructor", "toString", "x"]);
  const owner = new Owner({ schema });
  for (const tuple of [{ x: 1 }, Object.create({ x: 1, constructor: 2, toString: 3 })]) {
    expect(() => owner.encrypt([tuple as Tuple])).toThrow(
      expect.objectContaining({ code: "QUERY_FIELD", message: expect.stringMatching(/lacks/) }),
    );
  }
  const other = new Owner({ schema: schemaOf(["x"]) });
  for (const name of inherited) {
    const tuple = { ...recordOf(["x"], () => 1), ...recordOf([name], () => 1) };
    expect(codeOf(() => other.encrypt([tuple]))).toBe("QUERY_FIELD");
    expect(codeOf(() => QueryBuilder.from(other.schema).map(name).for("a"))).toBe("QUERY_FIELD");
    expect(codeOf(() => new Owner({ schema: other.schema, filterable: [name] }))).toBe(
      "QUERY_FIELD",
    );
    expect(codeOf(() => compilePolicy({ field: name, is: "=", value: 1 }, other.schema))).toBe(
      "POLICY_FIELD",
    );
  }
});

// One form of a text

const composed = "caf\u00e9";
const decomposed = "cafe\u0301";

function texts(values?: readonly string[]): Schema {
  const field = { kind: "text", ...(values !== undefined && { values }) } as const;
  return { owner: "alice", stream: "s", fields: { place: field } };
}

test("composed texts are read as they are, and found by policies, joins and lists", () => {
  const schema = texts([composed, "tea"]);
  const owner = new Owner({ schema, filterable: ["place"] });
  const query = QueryBuilder.from(schema).where(`place = "${composed}"`).for("a");
  const { forCloud, forUser } = owner.grant(query);
  const cloud = new Cloud();
  cloud.register(forCloud);
  const user = new User(forUser);
  expect(readAll(cloud, [user], owner.encrypt([{ place: composed }])).get(user)).toEqual([
    { place: composed },
  ]);
});

describe("decomposed texts are refused, with what they are of", () => {
  const free = new Owner({ schema: texts(), filterable: ["place"] });
  const listed = new Owner({ schema: texts([composed]), filterable: ["place"] });
  const from = QueryBuilder.from(free.schema);
  const base: Query = { owner: "alice", stream: "s", user: "a", map: ["place"] };

  test.each<[string, () => unknown, string, RegExp]>([
    ["a value", () => free.encrypt([{ place: decomposed }]), "FIELD_VALUE", /place is a text in/],
    ["a listed value", () => listed.encrypt([{ place: decomposed }]), "FIELD_VALUE", /place.*NFC/],
    [
      "a value of attributes",
      () => attributesOf(texts(), { place: decomposed }),
      "FIELD_VALUE",
      /place.*NFC/,
    ],
    [
      "a policy",
      () => free.grant({ ...base, where: { field: "place", is: "=", value: decomposed } }),
      "FIELD_VALUE",
      /place.*NFC/,
    ],
    [
      "a policy as text",
      () => from.where(`place in ["a", "${decomposed}"]`).for("a"),
      "FIELD_VALUE",
      /place.*NFC/,
    ],
    [
      "a policy of crypto",
      () => compilePolicy(parsePolicy(`place != "${decomposed}"`), texts([composed])),
      "FIELD_VALUE",
      /place.*NFC/,
    ],
    ["a list", () => readSchema(texts([decomposed])), "SCHEMA", /place.*NFC/],
    ["a list that was not read", () => checkSchema(texts([decomposed])), "SCHEMA", /place.*NFC/],
    [
      "an owner",
      () => new Owner({ schema: { ...texts(), owner: decomposed } }),
      "SCHEMA",
      /owner.*NFC/,
    ],
    [
      "a stream",
      () => new Owner({ schema: { ...texts(), stream: decomposed } }),
      "SCHEMA",
      /stream.*NFC/,
    ],
    ["a query's owner", () => readQuery({ ...base, owner: decomposed }), "QUERY", /owner.*NFC/],
    ["a query's user", () => readQuery({ ...base, user: decomposed }), "QUERY", /user.*NFC/],
    ["a builder's user", () => from.map("place").for(decomposed), "QUERY", /user.*NFC/],
    ["a user who is revoked", () => free.revoke(decomposed), "QUERY", /user.*NFC/],
    [
      "a query's other stream",
      () =>
        readQuery({
          owner: "alice",
          stream: "s",
          user: "a",
          join: { with: { owner: "alice", stream: decomposed }, on: "place" },
        }),
      "QUERY",
      /join\.with\.stream.*NFC/,
    ],
    [
      "a value to be joined",
      () => joinTag(newSharedKey(), newJoinKey(), "place", decomposed),
      "FIELD_VALUE",
      /NFC/,
    ],
  ])("%s", (_what, ask, code, problem) => {
    expect(ask).toThrow(expect.objectContaining({ code, message: expect.stringMatching(problem) }));
  });
});
