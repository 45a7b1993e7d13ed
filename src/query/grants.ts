/** Grants: a query with the keys for it, one part for the cloud and one for the user, as bytes. */

import { checkAscending, longestAttribute, mostItems, Reader, Writer } from "../crypto/encoding.ts";
import { LargeTransformKey, type TransformKey, UserKey } from "../crypto/index.ts";
import { QueryError } from "./errors.ts";
import { type Query, readQuery } from "./query.ts";

const longest = 2 ** 26;

/** What the owner hands out for one epoch. */
export interface Grant {
  readonly query: Query;
  readonly epoch: number;
  readonly forCloud: Uint8Array;
  readonly forUser: Uint8Array;
}

interface Half<Key> {
  readonly query: Query;
  readonly epoch: number;
  readonly key: Key;
  /** Of which results have columns, in ascending order. */
  readonly fields: readonly string[];
}

function write(
  kind: "cloudGrant" | "userGrant",
  query: Query,
  epoch: number,
  fields: readonly string[],
  key: Uint8Array,
) {
  const writer = new Writer(kind).text(JSON.stringify(query)).count(epoch).count(fields.length);
  for (const field of fields) writer.text(field);
  return writer.bytes(key).finish();
}

function read(kind: "cloudGrant" | "userGrant", bytes: Uint8Array): Half<Uint8Array> {
  const reader = new Reader(bytes, kind);
  const text = reader.text(longest);
  const epoch = reader.count(2 ** 32 - 1, "as an epoch");
  const fields: string[] = [];
  for (let left = reader.count(mostItems, "fields"); left > 0; left--) {
    fields.push(reader.text(longestAttribute));
  }
  checkAscending(fields);
  const key = reader.bytes(longest);
  reader.end();
  try {
    return { query: readQuery(JSON.parse(text)), epoch, key, fields };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new QueryError("GRANT", "its query is no JSON");
  }
}

export function writeGrant(
  query: Query,
  epoch: number,
  fields: readonly string[],
  transformKey: TransformKey,
  userKey: UserKey,
): Grant {
  return {
    query,
    epoch,
    forCloud: write("cloudGrant", query, epoch, fields, transformKey.toBytes()),
    forUser: write("userGrant", query, epoch, fields, userKey.toBytes()),
  };
}

/** @throws CryptoError ENCODING; QueryError QUERY, GRANT */
export function readCloudGrant(bytes: Uint8Array): Half<LargeTransformKey> {
  const { key, ...rest } = read("cloudGrant", bytes);
  return { ...rest, key: LargeTransformKey.fromBytes(key) };
}

/** @throws CryptoError ENCODING; QueryError QUERY, GRANT */
export function readUserGrant(bytes: Uint8Array): Half<UserKey> {
  const { key, ...rest } = read("userGrant", bytes);
  return { ...rest, key: UserKey.fromBytes(key) };
}
