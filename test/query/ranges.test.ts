/** Sums that a user looks for: within what its owner may grant, and what each epoch's grant says. */

import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { LargeMasterKey, type Schema } from "../../src/crypto/index.ts";
import { readUserGrant, writeGrant } from "../../src/query/grants.ts";
import { derived } from "../../src/query/owner-options.ts";
import { SigningKey } from "../../src/query/signing.ts";
import { type AggregateMethod, Cloud, Owner, QueryBuilder, User } from "../../src/query/index.ts";
import { codeOf, readAll, schemaOf } from "./roles.ts";

const methods: readonly AggregateMethod[] = ["agg1", "agg2", "agg3"];

function schemaTo(min: number, max: number): Schema {
  return schemaOf("s", { x: { kind: "integer", min, max } });
}

/** Of an owner who is not as the others are. */
const signingKey = new SigningKey(new Uint8Array(32));
const { verifyingKey } = signingKey;

/** A grant as an owner would write it that does not check what it grants. */
function forged(
  method: AggregateMethod,
  over: number,
  range: readonly [number, number],
): Uint8Array {
  const owner = new Owner({ schema: schemaTo(0, 9) });
  const query = QueryBuilder.from(owner.schema).sum("x", { over: 2, method }).for("a");
  const grant = readUserGrant(owner.grant(query).forUser);
  const lie = {
    ...grant,
    verifyingKey: signingKey.verifyingKey,
    query: { ...query, aggregate: { ...query.aggregate, over } } as typeof query,
  };
  const schema: Schema = {
    owner: "alice",
    stream: "s",
    fields: { x: { kind: "integer", min: range[0], max: range[1] } },
  };
  const { transformKey } = LargeMasterKey.setUp().grant({ kind: "leaf", attribute: "a" });
  return writeGrant(lie, transformKey, { ...lie, range, schema, signingKey }).forUser;
}

describe.each(methods)("%s", (method) => {
  test.each<[string, number, readonly [number, number]]>([
    ["more sums than an owner grants", 1_000_000, [0, 2 ** 40]],
    ["as many as there are", 2, [-(2 ** 52), 2 ** 52 - 1]],
    ["sums that are not exact", 4_000, [2 ** 52, 2 ** 52 + 1]],
    ["a range that is turned", 2, [9, 0]],
    ["a range of one", 2, [5, 5]],
    ["halves", 2, [0.5, 7]],
  ])("%s: the user refuses the grant, and makes no table", (what, over, range) => {
    // What is found by a search starts at the least value: only how many there are counts.
    if (what.startsWith("sums") && method !== "agg2") return;
    const begin = performance.now();
    expect(codeOf(() => new User(forged(method, over, range)))).toMatch(/^(GRANT|SCHEMA)$/);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  test("a range that is not its field's is refused", () => {
    const owner = new Owner({ schema: schemaTo(0, 9) });
    const query = QueryBuilder.from(owner.schema).sum("x", { over: 2, method }).for("a");
    const read = readUserGrant(owner.grant(query).forUser);
    const grant = { ...read, verifyingKey, signingKey };
    const { transformKey } = LargeMasterKey.setUp().grant({ kind: "leaf", attribute: "a" });
    const { schema } = owner;
    const lies = [
      { ...grant, schema, range: [0, 8] as const },
      { ...grant, schema: { ...schema, stream: "t" } },
      { ...grant, schema: schemaOf("s", { y: { kind: "integer", min: 0, max: 9 } }) },
      { ...grant, schema: schemaOf("s", { x: { kind: "text" } }) },
    ];
    for (const lie of lies) {
      expect(codeOf(() => new User(writeGrant(lie, transformKey, lie).forUser))).toBe("GRANT");
    }
  });

  test("a user who is renewed finds the sums of another range, and those of the first still", () => {
    const first = new Owner({ schema: schemaTo(0, 9) });
    const query = QueryBuilder.from(first.schema).sum("x", { over: 2, method }).for("a");
    const cloud = new Cloud();
    const { forCloud, forUser } = first.grant(query);
    cloud.register(forCloud);
    const user = new User(forUser);
    const early = first.encrypt([{ x: 9 }, { x: 8 }]).flatMap((it) => cloud.push(it));
    const [again, late] = [
      [1, 2],
      [9, 9],
    ].map((xs) => first.encrypt(xs.map((x) => ({ x }))).flatMap((it) => cloud.push(it)));
    const read = (results: typeof early = []) => results.flatMap(({ bytes }) => user.read(bytes));
    expect(read(early)).toEqual([{ window: 0, sum: 17 }]);
    const { masterKey } = first;
    const second = new Owner({
      schema: schemaTo(-1_000, 5_000),
      resume: { masterKey, lastEpoch: 0 },
    });
    const next = second.grant(query);
    cloud.register(next.forCloud);
    user.renew(next.forUser);
    const seen = readAll(cloud, [user], second.encrypt([{ x: 5_000 }, { x: -7 }]));
    expect(seen.get(user)).toEqual([{ window: 0, sum: 4_993 }]);
    expect(read(again)).toEqual([{ window: 1, sum: 3 }]);
    expect(read(late)).toEqual([{ window: 2, sum: 18 }]);
  });
});

test("a sum by agg2 that its field does not have is refused, as one by agg1 or agg3 is", () => {
  const wide = new Owner({ schema: schemaTo(0, 1_000) });
  const query = QueryBuilder.from(wide.schema).sum("x", { over: 2 }).for("a");
  const { forCloud, forUser } = wide.grant(query);
  const cloud = new Cloud();
  cloud.register(forCloud);
  const [result] = wide.encrypt([{ x: 7 }, { x: 900 }]).flatMap((it) => cloud.push(it));
  const bytes = result?.bytes as Uint8Array;
  // The same owner, of a field with fewer values: what it has sealed is beyond it.
  const seed = derived(wide.masterKey, "sign");
  const { transformKey } = LargeMasterKey.setUp().grant({ kind: "leaf", attribute: "a" });
  const narrow = writeGrant(readUserGrant(forUser), transformKey, {
    ...readUserGrant(forUser),
    range: [0, 9],
    schema: schemaTo(0, 9),
    signingKey: new SigningKey(seed),
  });
  expect(codeOf(() => new User(narrow.forUser).read(bytes))).toBe("WINDOW");
  expect(new User(forUser).read(bytes)).toEqual([{ window: 0, sum: 907 }]);
});

test("who passes a grant on changes nothing of it: each byte is the owner's", () => {
  const owner = new Owner({ schema: schemaTo(-3, 20) });
  const query = QueryBuilder.from(owner.schema).sum("x", { over: 2, method: "agg3" }).for("a");
  const { forUser } = owner.grant(query);
  for (let at = 0; at < forUser.length; at += 3) {
    const changed = new Uint8Array(forUser);
    changed[at] = (changed[at] as number) ^ (1 + ((at * 37) % 255));
    expect([at, codeOf(() => new User(changed))]).toEqual([
      at,
      expect.stringMatching(/^(ENCODING|GRANT|QUERY|POLICY_DATA)$/),
    ]);
  }
});

test("nor does somebody pass off an unsigned grant of the first version", () => {
  const owner = new Owner({ schema: schemaTo(0, 9) });
  const query = QueryBuilder.from(owner.schema).sum("x", { over: 2, method: "agg3" }).for("a");
  const { forUser } = owner.grant(query);
  // Without the fields and the signature at the end.
  const fields = Buffer.from(forUser).lastIndexOf('{"owner"') - 4;
  const first = Uint8Array.from(forUser.subarray(0, fields));
  first[1] = 1;
  expect(new User(first).query).toEqual(query);
  expect(() => {
    new User(forUser).renew(first);
  }).toThrow(
    expect.objectContaining({ code: "GRANT", message: expect.stringMatching(/of version 1/) }),
  );
});
