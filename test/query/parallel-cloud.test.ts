/** A cloud of several threads: the results of one thread, in order, and no more work than there is room for. */

import { setImmediate } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  Cloud,
  Owner,
  ParallelCloud,
  QueryBuilder,
  type Result,
  User,
} from "../../src/query/index.ts";
import type { Work } from "../../src/operator/operator.ts";
import { shareRegistration, WorkerPool } from "../../src/query/pool.ts";
import { encodeBlock } from "../../src/query/block.ts";
import { SigningKey } from "../../src/query/signing.ts";
import { allQueries, pushAll, readAll, readBy, vitals } from "./roles.ts";

const from = QueryBuilder.from(vitals);

function parallelCloud(threads: number): { cloud: ParallelCloud; results: Result[] } {
  const results: Result[] = [];
  const cloud = new ParallelCloud({ threads, deliver: (result) => results.push(result) });
  onTestFinished(() => cloud.close());
  return { cloud, results };
}

test("all queries at a time come to what one thread makes of them, and users read them in order", async () => {
  const { registrations, newUsers, blocks, rows } = allQueries(4, "per-tuple");
  const { cloud, results } = parallelCloud(2);
  const plain = new Cloud();
  for (const registration of registrations) {
    plain.register(...registration);
    cloud.register(...registration);
  }
  await pushAll(cloud, blocks);
  await cloud.settled();
  const [users, others] = [newUsers(), newUsers()];
  const expected = readAll(plain, users, blocks);
  const read = readBy(others, results);
  expect(read).toEqual(users.map((user) => expected.get(user)));
  expect(read.map(({ length }) => length)).toEqual(rows);
});

test("there is no room while as much is under way as may be", async () => {
  const pool = new WorkerPool({ threads: 1, ahead: 1 });
  onTestFinished(() => pool.close());
  const { forCloud } = new Owner({ schema: vitals }).grant(from.map("hr").for("friend"));
  await pool.room();
  const events: string[] = [];
  const work: Work = { task: "transform", side: 0, inputs: [] };
  const running = pool.run(shareRegistration("it", [forCloud]), work).finally(() => {
    events.push("done");
  });
  const room = pool.room().then(() => events.push("room"));
  // Longer than what does not wait would take.
  await setImmediate();
  expect([events, pool.underWay]).toEqual([[], 1]);
  await Promise.all([running, room]);
  expect(events.toSorted()).toEqual(["done", "room"]);
});

describe("refused", () => {
  const owner = new Owner({ schema: vitals });
  const { forCloud, forUser } = owner.grant(from.map("hr").for("friend"));
  const tuples = [{ time: 1, hr: 2 }];

  test("who does not wait, above a bound; nothing that was taken is lost", async () => {
    const { cloud, results } = parallelCloud(1);
    cloud.register(forCloud);
    const [block] = owner.encrypt(tuples) as [Uint8Array];
    const pushes = await Promise.allSettled(Array.from({ length: 1_030 }, () => cloud.push(block)));
    await cloud.settled();
    const codes = pushes.map((it) => (it.status === "rejected" ? it.reason.code : "taken"));
    expect(new Set(codes)).toEqual(new Set(["taken", "REPLAY", "BUSY"]));
    expect(codes.filter((code) => code === "BUSY")).toHaveLength(6);
    expect(results.flatMap(({ bytes }) => new User(forUser).read(bytes))).toEqual([{ hr: 2 }]);
  });

  test("what a thread cannot compute, with its code; the thread goes on", async () => {
    const pool = new WorkerPool({ threads: 1 });
    onTestFinished(() => pool.close());
    const shared = shareRegistration("it", [forCloud]);
    const work: Work = { task: "transform", side: 0, inputs: [new Uint8Array(9)] };
    await expect(pool.run(shared, work)).rejects.toMatchObject({
      code: "ENCODING",
      message: expect.stringMatching(/^ENCODING: this is nothing that was encoded here$/),
    });
    await expect(pool.run(shared, { ...work, inputs: [] })).resolves.toEqual([]);
    expect(pool.underWay).toBe(0);
  });

  test("malformed blocks; those of another signer concern nobody", async () => {
    const { cloud, results } = parallelCloud(1);
    cloud.register(forCloud);
    await expect(cloud.push(new Uint8Array(9))).rejects.toMatchObject({ code: "ENCODING" });
    const other = encodeBlock(
      new SigningKey(new Uint8Array(32)),
      { owner: "alice", stream: "vitals", epoch: 0, number: 0, tuples: 1 },
      [],
    );
    await cloud.push(other);
    await cloud.settled();
    expect(results).toEqual([]);
  });

  test.each([
    ["no thread", { threads: 0 }, /from 1 to/],
    ["half a piece ahead", { ahead: 0.5 }, /ahead is a whole number/],
  ] as const)("%s", (_what, options, problem) => {
    expect(() => new ParallelCloud({ ...options, deliver: () => {} })).toThrow(
      expect.objectContaining({ code: "QUERY", message: expect.stringMatching(problem) }),
    );
  });

  test("who handles a result and throws misses none of the others; what is closed says so", async () => {
    let count = 0;
    const cloud = new ParallelCloud({
      threads: 1,
      deliver: () => {
        count++;
        throw new Error("full");
      },
    });
    cloud.register(forCloud);
    await pushAll(
      cloud,
      [1, 2].flatMap(() => owner.encrypt(tuples)),
    );
    await expect(cloud.settled()).rejects.toThrow("full");
    await expect(cloud.close()).rejects.toThrow("full");
    expect(count).toBe(2);
    await expect(cloud.push(new Uint8Array())).rejects.toMatchObject({ code: "CLOSED" });
  });
});
