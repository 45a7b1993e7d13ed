/** Owners: define a stream, grant queries, encrypt tuples, change epochs, revoke. */

import { randomBytes } from "node:crypto";
import { type AccessTree, allOf, anyOf, leaf } from "../crypto/access-tree.ts";
import {
  attributesOf,
  readSchema,
  compilePolicy,
  type FieldValue,
  grant,
  LargeMasterKey,
  type Policy,
  type Schema,
  seal,
} from "../crypto/index.ts";
import { lock } from "../crypto/locking.ts";
import { checkValue, epochAttribute, nameAttribute } from "../crypto/schema.ts";
import {
  type BlockHead,
  type Column,
  columnContext,
  encodeBlock,
  encodeValues,
  mostTuples,
  wrapContext,
} from "./block.ts";
import { QueryError } from "./errors.ts";
import { type Grant, writeGrant } from "./grants.ts";
import { checkQuery, type Query, readQuery } from "./query.ts";

export type Tuple = { readonly [field: string]: FieldValue };

/**
 * What is encrypted under attributes.
 *
 * - `per-tuple`: each field of each tuple.
 * - `per-epoch`: one key for each field and all tuples of an epoch with the same values of filterable
 *   fields, so that their bulk moves at the speed of symmetric encryption. The queries that let one of
 *   these tuples pass let all of them pass, so that nobody may read more; but a key that leaks, or that a
 *   user hands on, is for all of them, not for one.
 */
export type Granularity = "per-tuple" | "per-epoch";

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

/** Epochs are counted in 32 bits. */
const lastEpoch = 2 ** 32 - 1;

/** A key that columns of a field are locked with in an epoch. */
interface Wrap {
  readonly id: Uint8Array;
  readonly secret: Uint8Array;
  readonly sealed: Uint8Array;
}

/** Sets of attributes for which keys are remembered. */
const mostWraps = 4_096;

function fieldsOf(policy: Policy): readonly string[] {
  if ("all" in policy) return policy.all.flatMap(fieldsOf);
  if ("any" in policy) return policy.any.flatMap(fieldsOf);
  if ("of" in policy) return policy.of.flatMap(fieldsOf);
  return [policy.field];
}

export class Owner {
  readonly schema: Schema;
  readonly #master: LargeMasterKey;
  readonly #filterable: readonly string[];
  readonly #granularity: Granularity;
  readonly #fields: readonly string[];
  /** By user and query: what is to be granted again in the next epoch. */
  readonly #granted = new Map<string, Query>();
  readonly #wraps = new Map<string, Wrap>();
  #epoch: number;
  #blocks = 0;

  /** @throws CryptoError SCHEMA; QueryError QUERY_FIELD, GRANT */
  constructor(options: OwnerOptions) {
    const { schema, filterable = [], granularity = "per-tuple", resume } = options;
    this.schema = readSchema(JSON.parse(JSON.stringify(schema)));
    this.#fields = Object.keys(schema.fields).toSorted();
    for (const name of filterable) {
      if (!this.#fields.includes(name)) {
        throw new QueryError("QUERY_FIELD", `the stream ${schema.stream} has no field ${name}`);
      }
    }
    this.#filterable = [...filterable];
    this.#granularity = granularity;
    this.#master = resume?.masterKey ?? LargeMasterKey.setUp();
    this.#epoch = resume === undefined ? 0 : resume.lastEpoch + 1;
    if (!Number.isInteger(this.#epoch) || this.#epoch < 0 || this.#epoch > lastEpoch) {
      throw new QueryError("GRANT", `an epoch is a whole number from 0 to ${lastEpoch}`);
    }
  }

  /** To be kept secret, and where it is not lost: without it nothing can be granted. */
  get masterKey(): LargeMasterKey {
    return this.#master;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /**
   * Grants a query, in this epoch and, until it is revoked, in those to come.
   *
   * @throws QueryError QUERY, QUERY_FIELD
   * @throws CryptoError POLICY_FIELD
   */
  grant(request: Query): Grant {
    // A copy, and one that the user can read: what becomes of the caller's changes no grant to come.
    const query = readQuery(JSON.parse(JSON.stringify(request)));
    checkQuery(query, this.schema);
    if (query.aggregate !== undefined || query.join !== undefined) {
      throw new QueryError("QUERY", "so far map and where are granted");
    }
    const hidden = fieldsOf(query.where ?? { all: [] }).find(
      (it) => !this.#filterable.includes(it),
    );
    if (hidden !== undefined) {
      const rule = "list it as filterable, if whoever has a ciphertext may read its values";
      throw new QueryError("QUERY_FIELD", `no condition can ask about ${hidden}: ${rule}`);
    }
    const { transformKey, userKey } = grant(this.#master, this.#treeOf(query));
    this.#granted.set(JSON.stringify([query.user, query]), query);
    const fields = (query.map ?? this.#fields).toSorted();
    return writeGrant(query, this.#epoch, fields, transformKey, userKey);
  }

  /** No more grants for this user: from the next epoch on nothing new can be read. @returns how many */
  revoke(user: string): number {
    let count = 0;
    for (const [key, query] of this.#granted) {
      if (query.user === user && this.#granted.delete(key)) count++;
    }
    return count;
  }

  /** Begins the next epoch. @returns the grants for it, of all that are not revoked */
  nextEpoch(): readonly Grant[] {
    if (this.#epoch === lastEpoch)
      throw new QueryError("GRANT", "that was the last epoch there is");
    this.#epoch++;
    this.#wraps.clear();
    return [...this.#granted.values()].map((query) => this.grant(query));
  }

  /**
   * Encrypts tuples, each with all fields of the schema.
   *
   * @returns blocks for the cloud: one for each tuple, or for those with the same values of filterable
   *   fields, in order of their first
   * @throws CryptoError FIELD_VALUE; QueryError QUERY_FIELD
   */
  encrypt(tuples: readonly Tuple[]): readonly Uint8Array[] {
    for (const tuple of tuples) this.#check(tuple);
    return this.#groups(tuples).map((group) => this.#block(group));
  }

  #check(tuple: Tuple): void {
    for (const name of this.#fields) {
      const value = tuple[name];
      if (value === undefined) throw new QueryError("QUERY_FIELD", `a tuple lacks ${name}`);
      checkValue(this.schema, name, value);
    }
    const other = Object.keys(tuple).find((name) => !this.#fields.includes(name));
    if (other !== undefined) {
      throw new QueryError("QUERY_FIELD", `the stream ${this.schema.stream} has no field ${other}`);
    }
  }

  #groups(tuples: readonly Tuple[]): readonly (readonly Tuple[])[] {
    if (this.#granularity === "per-tuple") return tuples.map((tuple) => [tuple]);
    const groups: Tuple[][] = [];
    const open = new Map<string, Tuple[]>();
    for (const tuple of tuples) {
      const key = this.#visibleKey(tuple);
      let group = open.get(key);
      if (group === undefined || group.length >= mostTuples) {
        group = [];
        open.set(key, group);
        groups.push(group);
      }
      group.push(tuple);
    }
    return groups;
  }

  #visibleKey(tuple: Tuple): string {
    return JSON.stringify(this.#filterable.map((name) => tuple[name]));
  }

  #block(tuples: readonly Tuple[]): Uint8Array {
    const { owner, stream } = this.schema;
    const number = this.#blocks++;
    const head: BlockHead = { owner, stream, epoch: this.#epoch, number, tuples: tuples.length };
    const [first] = tuples as readonly [Tuple, ...Tuple[]];
    const columns = this.#fields.map((field): Column => {
      const values = encodeValues(tuples.map((tuple) => tuple[field] as FieldValue));
      return this.#granularity === "per-tuple"
        ? { field, sealed: this.#sealColumn(head, field, first, values), locked: null }
        : this.#lockColumn(head, field, first, values);
    });
    return encodeBlock({ head, columns });
  }

  #sealColumn(head: BlockHead, field: string, tuple: Tuple, values: Uint8Array): Uint8Array {
    const context = columnContext(head, field);
    return seal(this.#master.publicKey, this.#attributesOf(field, tuple), values, { context });
  }

  #lockColumn(head: BlockHead, field: string, tuple: Tuple, values: Uint8Array): Column {
    const { id, secret, sealed } = this.#wrapOf(head, field, tuple);
    const body = lock(secret, columnContext(head, field), values);
    return { field, sealed, locked: { wrap: id, body } };
  }

  #wrapOf(head: BlockHead, field: string, tuple: Tuple): Wrap {
    const key = `${field} ${this.#visibleKey(tuple)}`;
    let wrap = this.#wraps.get(key);
    if (wrap === undefined) {
      const id = randomBytes(16);
      const secret = randomBytes(32);
      const context = wrapContext(head, field, id);
      const attributes = this.#attributesOf(field, tuple);
      wrap = { id, secret, sealed: seal(this.#master.publicKey, attributes, secret, { context }) };
      if (this.#wraps.size >= mostWraps) this.#wraps.clear();
      this.#wraps.set(key, wrap);
    }
    return wrap;
  }

  #attributesOf(field: string, tuple: Tuple): readonly string[] {
    const visible = Object.fromEntries(
      this.#filterable.map((name) => [name, tuple[name] as FieldValue]),
    );
    return [
      epochAttribute(this.schema, this.#epoch),
      nameAttribute(this.schema, field),
      ...attributesOf(this.schema, visible),
    ];
  }

  #treeOf({ map = this.#fields, where }: Query): AccessTree {
    return allOf([
      leaf(epochAttribute(this.schema, this.#epoch)),
      anyOf(map.map((name) => leaf(nameAttribute(this.schema, name)))),
      ...(where === undefined ? [] : [compilePolicy(where, this.schema)]),
    ]);
  }
}
