/** Options of owners, read and copied; and the secrets that owners derive. */

import { hkdfSync } from "node:crypto";
import { Writer } from "../crypto/encoding.ts";
import { LargeMasterKey, type Policy, readSchema, type Schema } from "../crypto/index.ts";
import { granularities, type Granularity } from "./encryption.ts";
import { QueryError } from "./errors.ts";

export interface OwnerOptions {
  readonly schema: Schema;
  /** Fields that conditions may ask about: whoever has a ciphertext can read their values. */
  readonly filterable?: readonly string[];
  /** `per-tuple` unless said otherwise. */
  readonly granularity?: Granularity;
  /**
   * Of an earlier life of the owner; without it a new key is made. This one begins in the epoch after its
   * last: in one that was before, who has been revoked could read again. What was granted is to be granted
   * anew.
   */
  readonly resume?: { readonly masterKey: LargeMasterKey; readonly lastEpoch: number };
}

/** The terms of a join besides its query. */
export interface JoinTerms {
  /** Of the other stream. */
  readonly other: Schema;
  /** Made by one of the two owners, and known to both. */
  readonly sharedKey: Uint8Array;
}

const secretBytes = 32;

/** Another secret of the owner for each purpose: the master key is all that is to be kept. */
export function derived(masterKey: LargeMasterKey, ...purpose: readonly string[]): Uint8Array {
  const info = new Writer();
  for (const text of purpose) info.text(text);
  const secret = masterKey.toBytes();
  return new Uint8Array(hkdfSync("sha256", secret, "cordon/owner/1", info.finish(), secretBytes));
}

export function fieldsOf(policy: Policy): readonly string[] {
  if ("all" in policy) return policy.all.flatMap(fieldsOf);
  if ("any" in policy) return policy.any.flatMap(fieldsOf);
  if ("of" in policy) return policy.of.flatMap(fieldsOf);
  return [policy.field];
}

/** A copy, so that what becomes of the caller's changes nothing. @throws QueryError QUERY */
export function plainCopy(value: unknown, what: string): unknown {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    throw new QueryError("QUERY", `${what} is plain data, as JSON has it`);
  }
}

export function copyOf({ other, sharedKey }: JoinTerms): JoinTerms {
  if (!(sharedKey instanceof Uint8Array) || sharedKey.length !== secretBytes) {
    throw new QueryError(
      "QUERY",
      `a shared key has ${secretBytes} bytes: newSharedKey() makes one`,
    );
  }
  const schema = readSchema(plainCopy(other, "a schema"));
  return { other: schema, sharedKey: new Uint8Array(sharedKey) };
}

export function checkOptions({ filterable, granularity, resume }: OwnerOptions): void {
  if (filterable !== undefined && !Array.isArray(filterable)) {
    throw new QueryError("QUERY_FIELD", "filterable is a list of names of fields");
  }
  if (granularity !== undefined && !granularities.includes(granularity)) {
    throw new QueryError("QUERY", `granularity is ${granularities.join(" or ")}`);
  }
  if (resume !== undefined && !(resume.masterKey instanceof LargeMasterKey)) {
    throw new QueryError(
      "GRANT",
      "resume takes a LargeMasterKey: LargeMasterKey.fromBytes reads one",
    );
  }
}
