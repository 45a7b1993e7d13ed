/** What tests of encrypted streams have in common. */

import { newSharedKey, type Schema } from "../../src/crypto/index.ts";
import type { ParcelItem } from "../../src/operator/block.ts";
import { decodeBlock } from "../../src/query/block.ts";
import {
  type Cloud,
  type Granularity,
  Owner,
  type Query,
  QueryBuilder,
  type Result,
  type Row,
  User,
} from "../../src/query/index.ts";

export function schemaOf(
  stream: string,
  fields: Schema["fields"],
  owner: string = "alice",
): Schema {
  return { owner, stream, fields };
}

export const vitals: Schema = schemaOf("vitals", {
  time: { kind: "integer", min: 0, max: 9_999 },
  hr: { kind: "integer", min: -3, max: 20 },
});

export const fitness: Schema = schemaOf("fitness", {
  time: { kind: "integer", min: 0, max: 9_999 },
  speed: { kind: "integer", min: 0, max: 40 },
});

export function isSameQuery(a: Query, b: Query): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What each user reads of blocks. */
export function readAll(
  cloud: Cloud,
  users: readonly User[],
  blocks: readonly Uint8Array[],
): ReadonlyMap<User, readonly Row[]> {
  const seen = new Map<User, Row[]>(users.map((user) => [user, []]));
  for (const block of blocks) {
    for (const { query, bytes } of cloud.push(block)) {
      for (const user of users) {
        if (isSameQuery(user.query, query)) seen.get(user)?.push(...user.read(bytes));
      }
    }
  }
  return seen;
}

/** What a block has under attributes. */
export function parcelsOf(block: Uint8Array): readonly ParcelItem[] {
  return decodeBlock(block).items.flatMap(({ item }) =>
    item === null || item.form === "masked" ? [] : [item],
  );
}

export function codeOf(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { readonly code?: string }).code;
  }
}

/** To a cloud that is waited for. */
export async function pushAll(
  cloud: { readonly push: (block: Uint8Array) => Promise<void> },
  blocks: readonly Uint8Array[],
): Promise<void> {
  for (const block of blocks) {
    // oxlint-disable-next-line no-await-in-loop -- for there to be room
    await cloud.push(block);
  }
}

export function readBy(
  users: readonly User[],
  results: readonly Result[],
): readonly (readonly Row[])[] {
  return users.map((user) =>
    results
      .filter(({ query }) => isSameQuery(query, user.query))
      .flatMap(({ bytes }) => user.read(bytes)),
  );
}

export interface AllQueries {
  readonly registrations: readonly (readonly Uint8Array[])[];
  readonly newUsers: () => readonly User[];
  readonly blocks: readonly Uint8Array[];
  /** Of each user. */
  readonly rows: readonly number[];
}

/** A query of each kind, over two streams of so many tuples. */
export function allQueries(tuples: number, granularity: Granularity): AllQueries {
  const left = new Owner({ schema: vitals, filterable: ["hr"], granularity });
  const right = new Owner({ schema: fitness, granularity });
  const sharedKey = newSharedKey();
  const from = QueryBuilder.from(vitals);
  const bound = tuples - 2;
  const queries = [
    from.map("hr").for("a"),
    from.where(`hr > ${bound}`).for("b"),
    ...(["agg1", "agg2", "agg3"] as const).map((method) =>
      from.sum("hr", { over: 2, method }).for(method),
    ),
  ];
  const grants = queries.map((query) => left.grant(query));
  const join = from.join(fitness, { on: "time" }).for("institute");
  const mine = left.grant(join, { other: fitness, sharedKey });
  const theirs = right.grant(join, { other: vitals, sharedKey });
  const tokens = new User(mine.forUser, theirs.forUser).tokens();
  const times = Array.from({ length: tuples }, (_, time) => time);
  const half = Math.floor(tuples / 2);
  return {
    registrations: [
      ...grants.map(({ forCloud }) => [forCloud]),
      [mine.forCloud, theirs.forCloud, tokens],
    ],
    newUsers: () => [
      ...grants.map(({ forUser }) => new User(forUser)),
      new User(mine.forUser, theirs.forUser),
    ],
    blocks: [
      ...right.encrypt(times.map((time) => ({ time, speed: 2 * time }))),
      ...times.flatMap((time) => left.encrypt([{ time, hr: time + 1 }])),
    ],
    rows: [tuples, 2, half, half, half, tuples],
  };
}
