/** The cloud: holds queries and the keys to enforce them, and nothing that decrypts. */

import { hash } from "node:crypto";
import { transform, type TransformKey } from "../crypto/index.ts";
import { type Block, type Column, decodeBlock, encodeResult } from "./block.ts";
import { readCloudGrant } from "./grants.ts";
import type { Query } from "./query.ts";

/** What a user is to be sent. */
export interface Result {
  readonly query: Query;
  readonly bytes: Uint8Array;
}

interface Registered {
  readonly query: Query;
  readonly epoch: number;
  readonly key: TransformKey;
  /** Keys of columns, transformed, by their digests; null for those that the query does not let pass. */
  readonly wraps: Map<string, Uint8Array | null>;
}

/** Transformed keys that are remembered for a query. */
const mostWraps = 4_096;

export class Cloud {
  /** By digest of the grant: what is registered twice is enforced once. */
  readonly #registered = new Map<string, Registered>();

  /**
   * Begins to enforce a query.
   *
   * @returns how to end it
   * @throws CryptoError ENCODING; QueryError QUERY, GRANT
   */
  register(grant: Uint8Array): () => void {
    const id = hash("sha256", grant, "base64");
    const registered = this.#registered.get(id) ?? { ...readCloudGrant(grant), wraps: new Map() };
    this.#registered.set(id, registered);
    return () => {
      if (this.#registered.delete(id)) registered.key[Symbol.dispose]();
    };
  }

  /**
   * Takes a block in.
   *
   * @returns what the queries of its stream and epoch let pass, in the order of their registration
   * @throws CryptoError ENCODING
   */
  push(bytes: Uint8Array): readonly Result[] {
    const block = decodeBlock(bytes);
    const { owner, stream, epoch } = block.head;
    const results: Result[] = [];
    for (const registered of this.#registered.values()) {
      const { query } = registered;
      const isConcerned =
        query.owner === owner && query.stream === stream && registered.epoch === epoch;
      if (!isConcerned) continue;
      const columns = this.#transformed(registered, block);
      if (columns.length === 0) continue;
      results.push({ query, bytes: encodeResult({ head: block.head, columns }) });
    }
    return results;
  }

  #transformed(registered: Registered, { columns }: Block): readonly Column[] {
    const { map } = registered.query;
    const found: Column[] = [];
    for (const column of columns) {
      // The key would not transform it: this only saves the attempt.
      if (map !== undefined && !map.includes(column.field)) continue;
      const sealed = this.#transform(registered, column);
      if (sealed !== null) found.push({ ...column, sealed });
    }
    return found;
  }

  #transform({ key, wraps }: Registered, { sealed, locked }: Column): Uint8Array | null {
    if (locked === null) return transform(key, sealed);
    // By what is transformed, not by what it is called: anybody can call anything so.
    const id = hash("sha256", sealed, "base64");
    let transformed = wraps.get(id);
    if (transformed === undefined) {
      transformed = transform(key, sealed);
      if (wraps.size >= mostWraps) wraps.clear();
      wraps.set(id, transformed);
    }
    return transformed;
  }
}
