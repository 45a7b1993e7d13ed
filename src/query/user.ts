/** Users: open what the cloud lets pass. */

import { hash } from "node:crypto";
import { CryptoError, type FieldValue, type UserKey } from "../crypto/index.ts";
import { unlock } from "../crypto/locking.ts";
import {
  type BlockHead,
  type Column,
  columnContext,
  decodeResult,
  decodeValues,
  wrapContext,
} from "./block.ts";
import { QueryError } from "./errors.ts";
import { readUserGrant } from "./grants.ts";
import type { Tuple } from "./owner.ts";
import { describeQuery, type Query } from "./query.ts";

/** Keys of columns that are remembered. */
const mostSecrets = 4_096;

export class User {
  readonly query: Query;
  /** By epoch: results of one may still come when the next has begun. */
  readonly #keys = new Map<number, UserKey>();
  /** What a result has, in the order of their names. */
  readonly #fields: readonly string[];
  readonly #secrets = new Map<string, Uint8Array>();

  /** @throws CryptoError ENCODING; QueryError QUERY, GRANT */
  constructor(grant: Uint8Array) {
    const { query, epoch, key, fields } = readUserGrant(grant);
    this.query = query;
    this.#fields = fields;
    this.#keys.set(epoch, key);
  }

  /**
   * Takes the grant of another epoch.
   *
   * @throws CryptoError ENCODING; QueryError QUERY, GRANT
   */
  renew(grant: Uint8Array): void {
    const { query, epoch, key } = readUserGrant(grant);
    if (JSON.stringify(query) !== JSON.stringify(this.query)) {
      const [mine, other] = [this.query, query].map(describeQuery);
      throw new QueryError("GRANT", `it is for “${other}”, not for “${mine}”`);
    }
    this.#keys.set(epoch, key);
  }

  /**
   * Reads a result.
   *
   * @returns the tuples, with the fields that the query has
   * @throws CryptoError ENCODING; DECRYPTION if the cloud has changed it. Whether it comes from the owner
   *   this does not tell: see README.
   * @throws QueryError GRANT if it is of a stream or an epoch that was not granted
   */
  read(result: Uint8Array): readonly Tuple[] {
    const { head, columns } = decodeResult(result);
    const key = this.#keys.get(head.epoch);
    if (key === undefined || head.owner !== this.query.owner || head.stream !== this.query.stream) {
      const what = `${head.owner}'s ${head.stream} in epoch ${head.epoch}`;
      throw new QueryError("GRANT", `nothing was granted of ${what}`);
    }
    const names = columns.map(({ field }) => field);
    if (names.join() !== this.#fields.join()) {
      const rule = `columns of ${this.#fields.join(", ")}, and no others`;
      throw new CryptoError("DECRYPTION", `a result has ${rule}`);
    }
    const opened = columns.map((column) => [column.field, this.#open(key, head, column)] as const);
    return Array.from({ length: head.tuples }, (_, i) =>
      Object.fromEntries(opened.map(([field, values]) => [field, values[i] as FieldValue])),
    );
  }

  #open(key: UserKey, head: BlockHead, { field, sealed, locked }: Column): readonly FieldValue[] {
    const context = columnContext(head, field);
    const bytes =
      locked === null
        ? key.open(sealed, { context })
        : unlock(this.#secretOf(key, head, field, sealed, locked.wrap), context, locked.body);
    const values = decodeValues(bytes);
    // How many there are nobody has vouched for but by this.
    if (values.length !== head.tuples) {
      throw new CryptoError("DECRYPTION", `${values.length} values, not ${head.tuples}`);
    }
    return values;
  }

  #secretOf(
    key: UserKey,
    head: BlockHead,
    field: string,
    sealed: Uint8Array,
    wrap: Uint8Array,
  ): Uint8Array {
    // By what is opened, not by what it is called: anybody can call anything so.
    const id = `${head.epoch} ${field} ${hash("sha256", sealed, "base64")}`;
    let secret = this.#secrets.get(id);
    if (secret === undefined) {
      secret = key.open(sealed, { context: wrapContext(head, field, wrap) });
      if (this.#secrets.size >= mostSecrets) this.#secrets.clear();
      this.#secrets.set(id, secret);
    }
    return secret;
  }
}
