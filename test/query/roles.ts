/** What tests of encrypted streams have in common. */

import type { Schema } from "../../src/crypto/index.ts";
import type { ParcelItem } from "../../src/operator/block.ts";
import { decodeBlock } from "../../src/query/block.ts";
import type { Cloud, Query, Row, User } from "../../src/query/index.ts";

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
