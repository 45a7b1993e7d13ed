/** A block that was changed anywhere is refused, and uses no number up: the genuine one is admitted after it. */

import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { kinds } from "../../src/crypto/encoding.ts";
import { newSharedKey } from "../../src/crypto/index.ts";
import { createPlatform } from "../../src/platform/create.ts";
import { decodeBlock } from "../../src/query/block.ts";
import {
  Cloud,
  Owner,
  ParallelCloud,
  QueryBuilder,
  type Result,
  User,
} from "../../src/query/index.ts";
import { PlatformCloud } from "../../src/streams/index.ts";
import { codeOf, fitness, pushAll, vitals } from "./roles.ts";

const from = QueryBuilder.from(vitals);

interface Case {
  readonly what: string;
  readonly registration: readonly Uint8Array[];
  readonly grants: readonly [Uint8Array, Uint8Array?];
  /** The last of them is changed; after it something comes out. */
  readonly blocks: readonly Uint8Array[];
}

function caseOf(what: string, query: ReturnType<typeof from.for>): Case {
  const owner = new Owner({ schema: vitals, filterable: ["hr"] });
  const { forCloud, forUser } = owner.grant(query);
  const blocks = owner.encrypt([1, 2].map((time) => ({ time, hr: 5 })));
  return { what, registration: [forCloud], grants: [forUser], blocks };
}

function joinCase(): Case {
  const [left, right] = [new Owner({ schema: vitals }), new Owner({ schema: fitness })];
  const query = from.join(fitness, { on: "time" }).for("a");
  const sharedKey = newSharedKey();
  const mine = left.grant(query, { other: fitness, sharedKey });
  const theirs = right.grant(query, { other: vitals, sharedKey });
  const grants = [mine.forUser, theirs.forUser] as const;
  return {
    what: "a join",
    registration: [mine.forCloud, theirs.forCloud, new User(...grants).tokens()],
    grants,
    blocks: [...left.encrypt([{ time: 1, hr: 2 }]), ...right.encrypt([{ time: 1, speed: 3 }])],
  };
}

const cases: readonly Case[] = [
  caseOf("a column", from.map("hr").for("a")),
  ...(["agg1", "agg2", "agg3"] as const).map((method) =>
    caseOf(method, from.sum("hr", { over: 2, method }).for("a")),
  ),
  joinCase(),
];

/** With all blocks pushed but the last. */
function beforeLast({ registration, blocks }: Case): Cloud {
  const cloud = new Cloud();
  cloud.register(...registration);
  for (const block of blocks.slice(0, -1)) cloud.push(block);
  return cloud;
}

function resultsOf(it: Case): readonly Uint8Array[] {
  return beforeLast(it)
    .push(it.blocks.at(-1) as Uint8Array)
    .map(({ bytes }) => bytes);
}

/** What is pushed comes to nothing: it concerns nobody, or is refused with a code, but never as a replay. */
function expectRefused(cloud: Cloud, block: Uint8Array): void {
  let results: readonly Result[] = [];
  const code = codeOf(() => (results = cloud.push(block)));
  expect([null, "ENCODING"]).toContain(code);
  expect(results).toEqual([]);
}

describe.each(cases)("$what", (it) => {
  const genuine = it.blocks.at(-1) as Uint8Array;
  const expected = resultsOf(it);

  test("each byte of the block", () => {
    expect(expected.length).toBeGreaterThan(0);
    const cloud = beforeLast(it);
    for (const [at, byte] of genuine.entries()) {
      const block = new Uint8Array(genuine);
      block[at] = byte ^ (1 + ((at * 37) % 255));
      expectRefused(cloud, block);
    }
    expect(cloud.push(genuine).map(({ bytes }) => bytes)).toEqual(expected);
  });

  test("every value of each byte before the first point, lengths that do not fit", () => {
    const cloud = beforeLast(it);
    for (const at of [0, 1, 2, 6, 18, 22, 26, 30, 34, 38, 39]) {
      for (let value = 0; value < 256; value++) {
        const block = new Uint8Array(genuine);
        block[at] = value;
        if (value !== genuine[at]) expectRefused(cloud, block);
      }
    }
    for (const block of [genuine.subarray(1), genuine.slice(0, -1), Uint8Array.of(...genuine, 0)]) {
      expectRefused(cloud, block);
    }
    expect(cloud.push(genuine).map(({ bytes }) => bytes)).toEqual(expected);
  });

  test("a result that is given out for a block", () => {
    const cloud = beforeLast(it);
    for (const result of expected) {
      // Pairs and windows have it within them, behind its length.
      const at = Buffer.from(result).indexOf(Buffer.from([0x43, 1, kinds.result]));
      if (at < 0) continue;
      const length = at === 0 ? result.length : Buffer.from(result).readUInt32BE(at - 4);
      const block = result.slice(at, at + length);
      block[2] = kinds.block;
      expectRefused(cloud, block);
    }
    expect(cloud.push(genuine).map(({ bytes }) => bytes)).toEqual(expected);
  });

  test("results: what is changed is not read, and what is genuine is read after it", () => {
    const [result] = expected as [Uint8Array];
    const rows = new User(...it.grants).read(result);
    fc.assert(
      fc.property(fc.nat(result.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const user = new User(...it.grants);
        const changed = new Uint8Array(result);
        changed[at] = (changed[at] as number) ^ by;
        const code = codeOf(() => user.read(changed));
        // Nobody vouches for which window a sum by agg1 is of: a cloud that lies keeps it from its user.
        if (it.what === "agg1" && code === null) return;
        expect(code).toMatch(/^(ENCODING|DECRYPTION|GRANT|WINDOW|REPLAY)$/);
        expect(user.read(result)).toEqual(rows);
      }),
      { numRuns: 40 },
    );
  });
});

test("a signature has one form", () => {
  const [it] = cases as readonly [Case];
  const genuine = it.blocks.at(-1) as Uint8Array;
  // S + L instead of S, for the order L of the curve.
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const end = genuine.length - 32;
  const turned = (bytes: Uint8Array) => Uint8Array.from([...bytes].toReversed());
  const s = BigInt(`0x${Buffer.from(turned(genuine.subarray(end))).toString("hex")}`);
  const other = turned(Buffer.from((s + order).toString(16).padStart(64, "0"), "hex"));
  const cloud = beforeLast(it);
  expectRefused(cloud, Uint8Array.of(...genuine.subarray(0, end), ...other));
  expect(cloud.push(genuine)).toHaveLength(1);
});

test("clouds on threads and on a platform refuse the same", async () => {
  const [it] = cases as readonly [Case];
  const platform = createPlatform({ placement: "shared" });
  const results: Result[] = [];
  const deliver = (result: Result): void => {
    results.push(result);
  };
  const clouds = [
    new ParallelCloud({ threads: 1, deliver }),
    new PlatformCloud({ platform, threads: 1, deliver }),
  ];
  onTestFinished(async () => {
    await Promise.all(clouds.map((cloud) => cloud.close()));
    platform.close();
  });
  const [result] = resultsOf(it) as [Uint8Array];
  const forged = new Uint8Array(result);
  forged[2] = kinds.block;
  for (const cloud of clouds) {
    // oxlint-disable no-await-in-loop -- one after the other
    await cloud.register(...it.registration);
    await pushAll(cloud, it.blocks.slice(0, -1));
    await expect(cloud.push(forged)).rejects.toMatchObject({ code: "ENCODING" });
    await cloud.push(it.blocks.at(-1) as Uint8Array);
    await cloud.settled();
    // oxlint-enable no-await-in-loop
  }
  expect(results).toHaveLength(4);
});

test("a block that no event can hold uses no number up on a platform", async () => {
  const platform = createPlatform({ placement: "shared" });
  const results: Result[] = [];
  const cloud = new PlatformCloud({ platform, threads: 1, deliver: (it) => results.push(it) });
  onTestFinished(async () => {
    await cloud.close();
    platform.close();
  });
  const schema = { owner: "alice", stream: "notes", fields: { text: { kind: "text" } } } as const;
  const owner = new Owner({ schema, granularity: "per-epoch" });
  const { forCloud, forUser } = owner.grant(QueryBuilder.from(schema).map("text").for("a"));
  await cloud.register(forCloud);
  const long = Array.from({ length: 500 }, () => ({ text: "x".repeat(250) }));
  const [first] = owner.encrypt([{ text: "a" }]) as [Uint8Array];
  const [large] = owner.encrypt(long) as [Uint8Array];
  await expect(cloud.push(large)).rejects.toMatchObject({ code: "VALUE_SIZE" });
  await expect(cloud.push(large)).rejects.toMatchObject({ code: "VALUE_SIZE" });
  expect(decodeBlock(first).head.number).toBeLessThan(decodeBlock(large).head.number);
  await cloud.push(first);
  await cloud.settled();
  expect(results.flatMap(({ bytes }) => new User(forUser).read(bytes))).toEqual([{ text: "a" }]);
});
