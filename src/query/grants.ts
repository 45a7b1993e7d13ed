/** Grants: a query with the keys for it, one part for the cloud and one for the user, as bytes. */

import {
  checkLength,
  longestAttribute,
  longestOf,
  mostItems,
  Reader,
  Writer,
} from "../crypto/encoding.ts";
import {
  LargeTransformKey,
  readSchema,
  type Schema,
  type TransformKey,
  UserKey,
} from "../crypto/index.ts";
import { lastNumber } from "./block.ts";
import { type BodyReader, CellBodies, jsonBodies } from "./bodies.ts";
import { QueryError } from "./errors.ts";
import { checkAggregate, type Query, readQuery, type StreamName } from "./query.ts";
import { signatureBytes, type SigningKey, VerifyingKey, verifyingKeyBytes } from "./signing.ts";

/** The text of a query, in bytes. */
export const longestQuery: number = 2 ** 20;

/** What the owner of a stream hands out for one epoch. It does not print what is secret. */
export class Grant {
  readonly query: Query;
  readonly epoch: number;
  readonly #forCloud: Uint8Array;
  readonly #forUser: Uint8Array;

  constructor(query: Query, epoch: number, forCloud: Uint8Array, forUser: Uint8Array) {
    this.query = query;
    this.epoch = epoch;
    this.#forCloud = forCloud;
    this.#forUser = forUser;
  }

  /** It decrypts nothing. */
  get forCloud(): Uint8Array {
    return this.#forCloud;
  }

  /** To be kept secret. */
  get forUser(): Uint8Array {
    return this.#forUser;
  }
}

/** What is in both parts. */
export interface GrantTerms {
  readonly query: Query;
  /** Of the owner: for a join there is a grant from each. */
  readonly of: StreamName;
  readonly epoch: number;
  /** Which items of its blocks, in their order. */
  readonly items: readonly string[];
  readonly verifyingKey: VerifyingKey;
}

export interface CloudGrant extends GrantTerms {
  readonly key: LargeTransformKey;
}

export interface UserGrant extends GrantTerms {
  readonly key: UserKey;
  /** The stream's key for a join; of windows by `agg1` what their masks sum up to. */
  readonly secret: Uint8Array;
  /** From the least to the greatest value of the field that is summed up. */
  readonly range: readonly [number, number];
  /** Of the grant's encoding: owners of two versions do not join. */
  readonly version: number;
  readonly bodies: BodyReader;
}

/** The part of a grant that only the user is given. */
export interface UserTerms extends Pick<UserGrant, "key" | "secret" | "range"> {
  /** With the fields that the user reads. */
  readonly schema: Schema;
  readonly signingKey: SigningKey;
}

/** The owner signs a user's part, so that nobody on its way changes a range or a field of it. */
function signedBytes(forUser: Uint8Array): Uint8Array {
  return new Writer().text("cordon/grant/2").fixed(forUser).finish();
}

/** As grants have it. @throws QueryError QUERY if it is longer than others read */
export function queryText(query: Query): string {
  const text = JSON.stringify(query);
  if (Buffer.byteLength(text) <= longestQuery) return text;
  throw new QueryError("QUERY", `as JSON a query has at most ${longestQuery} bytes`);
}

function writeTerms(kind: "cloudGrant" | "userGrant", terms: GrantTerms): Writer {
  const { query, of, epoch, items, verifyingKey } = terms;
  const writer = new Writer(kind).text(queryText(query)).text(of.owner).text(of.stream);
  writer.count(epoch).count(items.length);
  for (const item of items) writer.text(item);
  return writer.fixed(verifyingKey.toBytes());
}

function readTerms(reader: Reader): GrantTerms {
  const text = reader.text(longestQuery);
  const of = { owner: reader.text(longestAttribute), stream: reader.text(longestAttribute) };
  const epoch = reader.count(lastNumber, "as an epoch");
  const count = reader.count(mostItems, "items");
  const items = Array.from({ length: count }, () => reader.text(longestAttribute));
  const verifyingKey = new VerifyingKey(reader.fixed(verifyingKeyBytes));
  try {
    return { query: readQuery(JSON.parse(text)), of, epoch, items, verifyingKey };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new QueryError("GRANT", "its query is no JSON");
  }
}

/** @throws CryptoError ENCODING, QueryError QUERY if it is longer than others read */
export function writeGrant(
  terms: GrantTerms,
  transformKey: TransformKey,
  { key, secret, range, schema, signingKey }: UserTerms,
): Grant {
  const forCloud = writeTerms("cloudGrant", terms).bytes(transformKey.toBytes());
  const forUser = writeTerms("userGrant", terms).bytes(key.toBytes()).bytes(secret);
  const { query, epoch } = terms;
  forUser.text(JSON.stringify(range)).text(JSON.stringify(schema));
  forUser.fixed(signingKey.sign(signedBytes(forUser.finish())));
  const [cloudBytes, userBytes] = [forCloud.finish(), forUser.finish()];
  checkLength(cloudBytes, "cloudGrant");
  checkLength(userBytes, "userGrant");
  return new Grant(query, epoch, cloudBytes, userBytes);
}

/** @throws CryptoError ENCODING; QueryError QUERY, GRANT */
export function readCloudGrant(bytes: Uint8Array): CloudGrant {
  const reader = new Reader(bytes, "cloudGrant");
  const terms = readTerms(reader);
  const key = reader.bytes(longestOf.largeTransformKey);
  reader.end();
  return { ...terms, key: LargeTransformKey.fromBytes(key) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** By the rule that the owner has checked when it granted: what else it says is taken from nobody. */
function readRange(text: string, { aggregate }: Query): readonly [number, number] {
  const range = parsed(text);
  const [min, max] = Array.isArray(range) && range.length === 2 ? range : [];
  if (!isInteger(min) || !isInteger(max) || min > max) {
    throw new QueryError("GRANT", "the range of a field is from one integer to another");
  }
  if (aggregate === undefined) return [min, max];
  try {
    checkAggregate(aggregate, { kind: "integer", min, max });
  } catch (error) {
    const problem = error instanceof QueryError ? error.message : String(error);
    throw new QueryError("GRANT", `its range is from ${min} to ${max}: ${problem}`);
  }
  return [min, max];
}

/** @throws CryptoError SCHEMA; QueryError GRANT */
function readFields(
  text: string,
  { query, of, items }: GrantTerms,
  [least, greatest]: UserGrant["range"],
): BodyReader {
  const schema = readSchema(parsed(text));
  const { aggregate, join } = query;
  const needed =
    aggregate !== undefined ? [aggregate.field] : join === undefined ? items : [join.on];
  const missing = needed.find((name) => !Object.hasOwn(schema.fields, name));
  if (schema.owner !== of.owner || schema.stream !== of.stream || missing !== undefined) {
    throw new QueryError("GRANT", "its fields are those that it gives of its stream");
  }
  if (aggregate !== undefined) {
    const field = schema.fields[aggregate.field];
    if (field?.kind !== "integer" || field.min !== least || field.max !== greatest) {
      throw new QueryError("GRANT", `its range is another one than that of ${aggregate.field}`);
    }
  }
  return new CellBodies(schema);
}

/** @throws CryptoError ENCODING, SCHEMA; QueryError QUERY, GRANT */
export function readUserGrant(bytes: Uint8Array): UserGrant {
  const reader = new Reader(bytes, "userGrant");
  const { version } = reader;
  const terms = readTerms(reader);
  const key = UserKey.fromBytes(reader.bytes(longestOf.userKey));
  const secret = reader.bytes(longestAttribute);
  const rangeText = reader.text(longestAttribute);
  const fieldsText = version === 1 ? null : reader.text(longestOf.userGrant);
  const signature = version === 1 ? null : reader.fixed(signatureBytes);
  reader.end();
  if (signature !== null) {
    const signed = signedBytes(bytes.subarray(0, -signatureBytes));
    if (!terms.verifyingKey.verify(signed, signature)) {
      throw new QueryError("GRANT", "it is not signed by the owner whose key it names");
    }
  }
  const range = readRange(rangeText, terms.query);
  const bodies = fieldsText === null ? jsonBodies : readFields(fieldsText, terms, range);
  return { ...terms, key, secret, range, version, bodies };
}
