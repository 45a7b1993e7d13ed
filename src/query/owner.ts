/** Owners: define a stream, grant queries, encrypt tuples, change epochs, revoke. */

import { type AccessTree, allOf, anyOf, checkTree, leaf } from "../crypto/access-tree.ts";
import {
  compilePolicy,
  encodeJoinScalar,
  type Field,
  grant,
  type JoinKey,
  joinKeyOf,
  LargeMasterKey,
  readSchema,
  type Schema,
} from "../crypto/index.ts";
import { encodeScalar, integerOf, randomScalar, type Scalar } from "../crypto/pairing.ts";
import {
  checkValue,
  composedRule,
  epochAttribute,
  isComposed,
  nameAttribute,
} from "../crypto/schema.ts";
import { lastNumber } from "./block.ts";
import { Encryption, type Granularity, type Tuple } from "./encryption.ts";
import { QueryError } from "./errors.ts";
import { type Grant, type GrantTerms, queryText, writeGrant } from "./grants.ts";
import { isSameStream, itemsOf, joinName, windowsName } from "./names.ts";
import {
  checkOptions,
  copyOf,
  derived,
  fieldsOf,
  type JoinTerms,
  type OwnerOptions,
  plainCopy,
} from "./owner-options.ts";
import { checkQuery, type Query, readQuery } from "./query.ts";
import { SigningKey } from "./signing.ts";

export type { JoinTerms, OwnerOptions } from "./owner-options.ts";

interface Granted {
  readonly query: Query;
  readonly join: JoinTerms | undefined;
}

export class Owner {
  readonly schema: Schema;
  readonly #master: LargeMasterKey;
  readonly #signingKey: SigningKey;
  readonly #filterable: readonly string[];
  readonly #granularity: Granularity;
  readonly #fields: readonly string[];
  /** By user and query: what is to be granted again in the next epoch. */
  readonly #granted = new Map<string, Granted>();
  /** What masks of `agg1` windows sum up to, by name; of this epoch. */
  readonly #windowKeys = new Map<string, Scalar>();
  #epoch: number;
  #encryption: Encryption;

  /** @throws CryptoError SCHEMA; QueryError QUERY_FIELD, GRANT */
  constructor(options: OwnerOptions) {
    checkOptions(options);
    const { filterable = [], granularity = "per-tuple", resume } = options;
    this.schema = readSchema(plainCopy(options.schema, "a schema"));
    this.#fields = Object.keys(this.schema.fields).toSorted();
    for (const name of filterable) {
      if (!this.#fields.includes(name)) {
        throw new QueryError(
          "QUERY_FIELD",
          `the stream ${this.schema.stream} has no field ${name}`,
        );
      }
    }
    this.#filterable = [...filterable];
    this.#granularity = granularity;
    this.#master = resume?.masterKey ?? LargeMasterKey.setUp();
    this.#signingKey = new SigningKey(derived(this.#master, "sign"));
    this.#epoch = resume === undefined ? 0 : resume.lastEpoch + 1;
    if (!Number.isInteger(this.#epoch) || this.#epoch < 0 || this.#epoch > lastNumber) {
      throw new QueryError("GRANT", `an epoch is a whole number from 0 to ${lastNumber}`);
    }
    this.#encryption = this.#newEncryption();
  }

  /** To be kept secret, and where it is not lost: without it nothing can be granted. */
  get masterKey(): LargeMasterKey {
    return this.#master;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /**
   * Grants a query, in this epoch and, until it is revoked, in those to come. Of a tuple that is encrypted,
   * what was granted before is encrypted. Of a join each of the two owners grants its part.
   *
   * @throws QueryError QUERY, QUERY_FIELD
   * @throws CryptoError POLICY_FIELD; POLICY_TREE, ENCODING if it is larger than clouds take; WINDOW if those who have other windows of the field could work out
   *   sums of fewer tuples
   */
  grant(request: Query, joined?: JoinTerms): Grant {
    // Copies, and ones that the user can read: what becomes of the caller's changes no grant to come.
    const query = readQuery(plainCopy(request, "a query"));
    const join = joined === undefined ? undefined : copyOf(joined);
    this.#check(query, join);
    const tree = this.#treeOf(query);
    // Before keys are made, which takes milliseconds for each leaf.
    checkTree(tree);
    queryText(query);
    const secret = this.#include(query, join);
    const { transformKey, userKey } = grant(this.#master, tree);
    const terms: GrantTerms = {
      query,
      of: { owner: this.schema.owner, stream: this.schema.stream },
      epoch: this.#epoch,
      items: itemsOf(query, this.#fields),
      verifyingKey: this.#signingKey.verifyingKey,
    };
    const granted = writeGrant(terms, transformKey, {
      key: userKey,
      secret,
      range: this.#rangeOf(query),
      schema: this.#schemaFor(query),
      signingKey: this.#signingKey,
    });
    // Only now: a refused query is not to be granted again in the next epoch.
    this.#granted.set(JSON.stringify([query.user, query]), { query, join });
    return granted;
  }

  /**
   * No more grants for this user: from the next epoch on nothing new can be read.
   *
   * @returns how many
   * @throws QueryError QUERY for a name that nobody can be granted under
   */
  revoke(user: string): number {
    if (!isComposed(user)) throw new QueryError("QUERY", `a user is a text ${composedRule}`);
    let count = 0;
    for (const [key, { query }] of this.#granted) {
      if (query.user === user && this.#granted.delete(key)) count++;
    }
    return count;
  }

  /**
   * Begins the next epoch; windows that have not ended are left out.
   *
   * @returns the grants for it, of all that are not revoked
   */
  nextEpoch(): readonly Grant[] {
    if (this.#epoch === lastNumber) {
      throw new QueryError("GRANT", "that was the last epoch there is");
    }
    this.#epoch++;
    this.#windowKeys.clear();
    this.#encryption = this.#newEncryption();
    return [...this.#granted.values()].map(({ query, join }) => this.grant(query, join));
  }

  /**
   * Encrypts tuples, each with all fields of the schema.
   *
   * @returns signed blocks for the cloud, of what somebody was granted in this epoch: columns, of each tuple
   *   or of those with the same values of filterable fields, in order of their first; tuples to be joined;
   *   windows
   * @throws CryptoError FIELD_VALUE; QueryError QUERY_FIELD
   */
  encrypt(tuples: readonly Tuple[]): readonly Uint8Array[] {
    if (!Array.isArray(tuples)) throw new QueryError("QUERY_FIELD", "tuples are a list");
    for (const tuple of tuples) this.#checkTuple(tuple);
    return this.#encryption.encrypt(tuples);
  }

  #newEncryption(): Encryption {
    return new Encryption({
      schema: this.schema,
      epoch: this.#epoch,
      filterable: this.#filterable,
      granularity: this.#granularity,
      publicKey: this.#master.publicKey,
      signingKey: this.#signingKey,
    });
  }

  #check(query: Query, join: JoinTerms | undefined): void {
    if ((query.join === undefined) !== (join === undefined)) {
      const rule = "a join takes the other stream's schema and a shared key; no other query does";
      throw new QueryError("QUERY", rule);
    }
    const isRight = query.join !== undefined && isSameStream(query.join.with, this.schema);
    if (join !== undefined && isRight) checkQuery(query, join.other, this.schema);
    else checkQuery(query, this.schema, join?.other);
    // Conditions of windows are looked at by the owner, those of the other stream by its owner.
    if (query.aggregate !== undefined || isRight) return;
    const hidden = fieldsOf(query.where ?? { all: [] }).find(
      (it) => !this.#filterable.includes(it),
    );
    if (hidden !== undefined) {
      const rule = "list it as filterable, if whoever has a ciphertext may read its values";
      throw new QueryError("QUERY_FIELD", `no condition can ask about ${hidden}: ${rule}`);
    }
  }

  /** From now on what the query needs is encrypted. @returns what its user is told besides the key */
  #include(query: Query, join: JoinTerms | undefined): Uint8Array {
    if (query.join !== undefined && join !== undefined) {
      const key = this.#joinKeyOf(query);
      this.#encryption.includeJoin(query, join.sharedKey, key);
      return encodeJoinScalar(key);
    }
    if (query.aggregate === undefined) {
      this.#encryption.includeColumns(query.map ?? this.#fields);
      return new Uint8Array();
    }
    const name = windowsName(query);
    const key = this.#windowKeys.get(name) ?? randomScalar();
    this.#encryption.includeWindows(query, integerOf(key));
    this.#windowKeys.set(name, key);
    return query.aggregate.method === "agg1" ? encodeScalar(key) : new Uint8Array();
  }

  /** One for each join and epoch: tokens for two joins of a stream cannot be put together to a third. */
  #joinKeyOf(query: Query): JoinKey {
    return joinKeyOf(derived(this.#master, "join", joinName(query), String(this.#epoch)));
  }

  /** With the fields that the user of a query reads. */
  #schemaFor({ map, join, aggregate }: Query): Schema {
    const { owner, stream, fields } = this.schema;
    const all = join === undefined ? (map ?? this.#fields) : this.#fields;
    const names = aggregate === undefined ? all : [aggregate.field];
    const given = names.map((name) => [name, fields[name] as Field] as const);
    return { owner, stream, fields: Object.fromEntries(given) };
  }

  #rangeOf({ aggregate }: Query): readonly [number, number] {
    const field = aggregate === undefined ? undefined : this.schema.fields[aggregate.field];
    return field?.kind === "integer" ? [field.min, field.max] : [0, 0];
  }

  #checkTuple(tuple: Tuple): void {
    if (typeof tuple !== "object" || tuple === null) {
      throw new QueryError("QUERY_FIELD", "a tuple is a record of its fields");
    }
    for (const name of this.#fields) {
      const value = Object.hasOwn(tuple, name) ? tuple[name] : undefined;
      if (value === undefined) throw new QueryError("QUERY_FIELD", `a tuple lacks ${name}`);
      checkValue(this.schema, name, value);
    }
    const other = Object.keys(tuple).find((name) => !this.#fields.includes(name));
    if (other !== undefined) {
      throw new QueryError("QUERY_FIELD", `the stream ${this.schema.stream} has no field ${other}`);
    }
  }

  #treeOf(query: Query): AccessTree {
    const { where, aggregate } = query;
    const isCondition =
      where !== undefined && aggregate === undefined && isSameStream(query, this.schema);
    const names = aggregate === undefined ? itemsOf(query, this.#fields) : [windowsName(query)];
    return allOf([
      leaf(epochAttribute(this.schema, this.#epoch)),
      anyOf(names.map((name) => leaf(nameAttribute(this.schema, name)))),
      ...(isCondition ? [compilePolicy(where, this.schema)] : []),
    ]);
  }
}
