/** The cloud on a platform: units without privileges come to what a cloud in one piece does. */

import { describe, expect, onTestFinished, test } from "vitest";
import { newSharedKey } from "../../src/crypto/index.ts";
import { createPlatform } from "../../src/platform/create.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { Cloud, Owner, QueryBuilder, type Result, User } from "../../src/query/index.ts";
import { PlatformCloud } from "../../src/streams/index.ts";
import { allQueries, fitness, pushAll, readAll, readBy, schemaOf, vitals } from "../query/roles.ts";

const from = QueryBuilder.from(vitals);

interface Lab {
  readonly platform: Platform;
  readonly cloud: PlatformCloud;
  readonly results: Result[];
}

function lab(threads: number = 1): Lab {
  const platform = createPlatform({ placement: "shared" });
  const results: Result[] = [];
  const cloud = new PlatformCloud({ platform, threads, deliver: (it) => results.push(it) });
  onTestFinished(async () => {
    await cloud.close();
    platform.close();
  });
  return { platform, cloud, results };
}

test("all queries at a time come to what a cloud in one piece makes of them", async () => {
  const { registrations, newUsers, blocks, rows } = allQueries(4, "per-epoch");
  const { cloud, results, platform } = lab();
  const plain = new Cloud();
  for (const registration of registrations) {
    plain.register(...registration);
    // oxlint-disable-next-line no-await-in-loop -- in this order
    await cloud.register(...registration);
  }
  await pushAll(cloud, blocks);
  await cloud.settled();
  const [users, others] = [newUsers(), newUsers()];
  const expected = readAll(plain, users, blocks);
  const read = readBy(others, results);
  expect(read).toEqual(users.map((user) => expected.get(user)));
  expect(read.map(({ length }) => length)).toEqual(rows);
  // They hold nothing, and failed nowhere.
  const { units, audit } = platform.statistics();
  expect(units.every(({ faults, refusals }) => faults + refusals === 0)).toBe(true);
  expect([audit.fault, audit.refused]).toEqual([0, 0]);
});

test("tuples that meet many large ones come with all of them, as much as events hold", async () => {
  const texts = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`t${i}`, { kind: "text" } as const]),
  );
  const notes = schemaOf("notes", { ...texts, time: { kind: "integer", min: 0, max: 9 } });
  const [left, right] = [notes, fitness].map(
    (schema) => new Owner({ schema, granularity: "per-epoch" }),
  );
  if (left === undefined || right === undefined) throw new Error("two owners");
  const query = QueryBuilder.from(notes).join(fitness, { on: "time" }).for("institute");
  const sharedKey = newSharedKey();
  const mine = left.grant(query, { other: fitness, sharedKey });
  const theirs = right.grant(query, { other: notes, sharedKey });
  const user = new User(mine.forUser, theirs.forUser);
  const { cloud, results } = lab();
  await cloud.register(mine.forCloud, theirs.forCloud, user.tokens());
  const long = Object.fromEntries(Object.keys(texts).map((name) => [name, "x".repeat(250)]));
  const blocks = [
    ...left.encrypt(Array.from({ length: 40 }, () => ({ ...long, time: 1 }))),
    ...right.encrypt([1, 1, 2].map((time) => ({ time, speed: 7 }))),
  ];
  await pushAll(cloud, blocks);
  await cloud.settled();
  const rows = results.flatMap(({ bytes }) => user.read(bytes));
  expect(rows).toHaveLength(80);
  expect(rows[79]).toEqual({ left: { ...long, time: 1 }, right: { time: 1, speed: 7 } });
}, 30_000);

describe("who else is on the platform", () => {
  const owner = new Owner({ schema: vitals });
  const { forCloud, forUser } = owner.grant(from.map("hr").for("friend"));
  const tuples = [{ time: 1, hr: 2 }];

  test("sees what passes, and can pass nothing off", async () => {
    const { platform, cloud, results } = lab();
    await cloud.register(forCloud);
    const seen: string[] = [];
    platform.subscribe({ part: "type", present: true }, (event) => {
      seen.push(event["type"] as string);
    });
    // Whoever publishes without the cloud's tag is not heard: not by operators, not by the host.
    for (const type of ["work", "result", "outcome", "block"]) {
      platform.publish(
        [
          { name: "type", data: type },
          { name: "operator", data: "stream-operator-0" },
          { name: "id", data: 0 },
          { name: "form", data: "result" },
        ],
        0,
      );
    }
    await pushAll(cloud, owner.encrypt(tuples));
    await cloud.settled();
    expect(new Set(seen)).toEqual(new Set(["work", "result", "outcome", "block"]));
    expect(results).toHaveLength(1);
    expect(results.flatMap(({ bytes }) => new User(forUser).read(bytes))).toEqual([{ hr: 2 }]);
    expect(platform.statistics().audit.fault).toBe(0);
  });

  test("malformed blocks, and blocks that come twice, are refused; the cloud goes on", async () => {
    const { cloud, results } = lab();
    await cloud.register(forCloud);
    await expect(cloud.push(new Uint8Array(9))).rejects.toMatchObject({ code: "ENCODING" });
    const [block] = owner.encrypt(tuples) as [Uint8Array];
    await cloud.push(block);
    await expect(cloud.push(block)).rejects.toMatchObject({ code: "REPLAY" });
    await cloud.settled();
    expect(results).toHaveLength(1);
  });

  test("a block that no event can hold is refused with what would be right", async () => {
    const large = new Owner({
      schema: { owner: "alice", stream: "notes", fields: { text: { kind: "text" } } },
      granularity: "per-epoch",
    });
    const { cloud } = lab();
    const query = QueryBuilder.from(large.schema).map("text").for("friend");
    await cloud.register(large.grant(query).forCloud);
    const notes = Array.from({ length: 500 }, () => ({ text: "x".repeat(250) }));
    const [block] = large.encrypt(notes) as [Uint8Array];
    await expect(cloud.push(block)).rejects.toMatchObject({ code: "VALUE_SIZE" });
    await cloud.settled();
  });

  test("what ended is enforced no more", async () => {
    const { cloud, results } = lab();
    const end = await cloud.register(forCloud);
    end();
    await pushAll(cloud, owner.encrypt(tuples));
    await cloud.settled();
    expect(results).toEqual([]);
  });

  test("what a stranger signs under the same name reaches no operator", async () => {
    const { platform, cloud, results } = lab();
    await cloud.register(forCloud);
    let blocks = 0;
    platform.subscribe({ part: "type", equals: "block" }, () => blocks++);
    const stranger = new Owner({ schema: vitals });
    const theirs = stranger.grant(from.map("hr").for("friend"));
    await cloud.register(theirs.forCloud);
    await pushAll(cloud, stranger.encrypt(tuples));
    await cloud.settled();
    // To the operator of the stranger's own grant.
    expect([blocks, results.length]).toEqual([1, 1]);
    expect(() => new User(forUser).read(results[0]?.bytes as Uint8Array)).toThrow(
      expect.objectContaining({ code: "DECRYPTION" }),
    );
  });

  test("others publish at later times, and the cloud goes on", async () => {
    const { platform, cloud, results } = lab();
    await cloud.register(forCloud);
    platform.publish([{ name: "type", data: "tick" }], Number.MAX_SAFE_INTEGER);
    await pushAll(cloud, owner.encrypt(tuples));
    await cloud.settled();
    expect(results).toHaveLength(1);
  });

  test("a cloud after another on one platform; what is closed says so", async () => {
    const { platform, cloud } = lab();
    await cloud.register(forCloud);
    await cloud.close();
    await expect(cloud.push(new Uint8Array())).rejects.toMatchObject({ code: "CLOSED" });
    const results: Result[] = [];
    const next = new PlatformCloud({ platform, threads: 1, deliver: (it) => results.push(it) });
    await next.register(forCloud);
    await pushAll(next, owner.encrypt(tuples));
    await next.close();
    expect(results).toHaveLength(1);
  });

  test("who handles a result and throws misses none of the others", async () => {
    const platform = createPlatform({ placement: "shared" });
    let count = 0;
    const cloud = new PlatformCloud({
      platform,
      threads: 1,
      deliver: () => {
        count++;
        throw new Error("full");
      },
    });
    await cloud.register(forCloud);
    await pushAll(cloud, [...owner.encrypt(tuples), ...owner.encrypt(tuples)]);
    await expect(cloud.settled()).rejects.toThrow("full");
    await expect(cloud.settled()).rejects.toThrow("full");
    await cloud.close();
    platform.close();
    expect(count).toBe(2);
  });
});
