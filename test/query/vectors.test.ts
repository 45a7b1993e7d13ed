/** What was granted and sent once is read for ever; and what is changed of it is accepted by nobody. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CryptoError } from "../../src/crypto/index.ts";
import { Cloud, QueryError, type Row, User } from "../../src/query/index.ts";
import second from "./vectors-2.json" with { type: "json" };
import first from "./vectors.json" with { type: "json" };

/** In all, over blocks, results, grants and tokens of all kinds of queries. */
const numRuns = Number(process.env["CORDON_CHANGES"] ?? 200);

const hex = (it: Uint8Array): string => Buffer.from(it).toString("hex");
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

const versions = [first, second].flatMap((vectors, i) =>
  vectors.map((it) => ({ ...it, version: i + 1 })),
);

const all = versions.map(({ query, version, registration, user, blocks, results, rows }) => ({
  version,
  query,
  rows,
  registration: registration.map(bytes),
  user: user.map(bytes) as [Uint8Array, Uint8Array?],
  blocks: blocks.map(bytes),
  results: results.map(bytes),
}));

describe.each(all)("version $version: $query", ({ registration, user, blocks, results, rows }) => {
  test("the cloud makes the same of the same blocks", () => {
    const cloud = new Cloud();
    cloud.register(...registration);
    // To transform takes no chance.
    const made = blocks.flatMap((block) => cloud.push(block).map((result) => result.bytes));
    expect(made.map(hex)).toEqual(results.map(hex));
  });

  test("the user reads the same", () => {
    const reader = new User(...user);
    expect(results.flatMap((result) => reader.read(result))).toEqual(rows);
  });
});

/** A change: bits, bytes that are inserted, removed or repeated, another end. */
const change = fc.oneof(
  fc.record({ at: fc.nat(), bit: fc.nat(7) }).map(({ at, bit }) => (it: Uint8Array) => {
    const copy = new Uint8Array(it);
    copy[at % it.length] = (copy[at % it.length] ?? 0) ^ (1 << bit);
    return copy;
  }),
  fc.record({ at: fc.nat(), some: fc.uint8Array({ minLength: 1, maxLength: 9 }) }).map(
    ({ at, some }) =>
      (it: Uint8Array) =>
        Uint8Array.from([
          ...it.subarray(0, at % it.length),
          ...some,
          ...it.subarray(at % it.length),
        ]),
  ),
  fc.record({ at: fc.nat(), count: fc.integer({ min: 1, max: 9 }) }).map(
    ({ at, count }) =>
      (it: Uint8Array) =>
        Uint8Array.from([
          ...it.subarray(0, at % it.length),
          ...it.subarray((at % it.length) + count),
        ]),
  ),
  fc.nat().map((at) => (it: Uint8Array) => it.slice(0, at % it.length)),
);

/** What comes of it; null if it is refused with a code. */
function outcome<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    expect(error instanceof CryptoError || error instanceof QueryError, String(error)).toBe(true);
    return null;
  }
}

function changed(it: Uint8Array, by: (it: Uint8Array) => Uint8Array): Uint8Array | null {
  const other = by(it);
  return Buffer.compare(it, other) === 0 ? null : other;
}

const vector = fc.constantFrom(...all);

/** For each test (ms). */
const patience = 30_000 + 30 * numRuns;

describe("changed", () => {
  test(
    "blocks come to nothing",
    () => {
      fc.assert(
        fc.property(vector, change, fc.nat(), ({ registration, blocks }, by, which) => {
          const block = changed(blocks[which % blocks.length] as Uint8Array, by);
          if (block === null) return;
          const cloud = new Cloud();
          cloud.register(...registration);
          expect(outcome(() => cloud.push(block)) ?? []).toEqual([]);
        }),
        { numRuns },
      );
    },
    patience,
  );

  test(
    "results are not read",
    () => {
      fc.assert(
        fc.property(vector, change, fc.nat(), ({ query, user, results, rows }, by, which) => {
          const result = changed(results[which % results.length] as Uint8Array, by);
          if (result === null) return;
          const read = outcome(() => new User(...user).read(result));
          // Of a sum by agg1 nobody vouches for which window it is of.
          const isSum =
            query.includes("agg1") &&
            read?.[0]?.["sum"] === (rows as readonly Row[])[which % rows.length]?.["sum"];
          if (!isSum) expect(read).toBeNull();
        }),
        { numRuns },
      );
    },
    patience,
  );

  test(
    "grants and tokens are refused, or let nobody read what the owner did not send",
    () => {
      fc.assert(
        fc.property(vector, change, fc.nat(), fc.boolean(), (it, by, which, isUsers) => {
          const halves: readonly (Uint8Array | undefined)[] = isUsers ? it.user : it.registration;
          const at = which % halves.length;
          const half = changed(halves[at] ?? new Uint8Array(), by);
          if (half === null) return;
          const others = halves.map((each, i) => (i === at ? half : each));
          if (isUsers) {
            const user = outcome(() => new User(...(others as [Uint8Array, Uint8Array?])));
            const read = it.results.flatMap((result) => outcome(() => user?.read(result)) ?? []);
            for (const row of read) {
              // The name of a user, or what a sum is called, is nobody's secret.
              if (user !== null && JSON.stringify(user.query) === it.query) {
                expect(it.rows).toContainEqual(row);
              }
            }
            return;
          }
          const cloud = new Cloud();
          if (outcome(() => cloud.register(...(others as readonly Uint8Array[]))) === null) return;
          for (const block of it.blocks) outcome(() => cloud.push(block));
        }),
        { numRuns: Math.ceil(numRuns / 3) },
      );
    },
    patience,
  );
});
