/** An owner on a thread of its own: encrypting a tuple takes milliseconds that others need. */

import { Tinypool } from "tinypool";
import { LargeMasterKey, type Schema } from "../crypto/index.ts";
import type { Tuple } from "./encryption.ts";
import { QueryError } from "./errors.ts";
import { Grant } from "./grants.ts";
import type { JoinTerms, OwnerOptions } from "./owner.ts";
import type { Begun, GrantData, Replies, Request } from "./owner-worker.ts";
import type { Query } from "./query.ts";
import { type Answer, valueOf } from "./thread-errors.ts";
import { threadFile } from "./thread-file.ts";

/** What {@link Owner} does, in the order in which it is asked. */
export class OwnerThread {
  readonly #thread: Tinypool;
  readonly #begun: Begun;
  #epoch: number;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  private constructor(thread: Tinypool, begun: Begun) {
    this.#thread = thread;
    this.#begun = begun;
    this.#epoch = begun.epoch;
  }

  /** @throws CryptoError SCHEMA; QueryError QUERY_FIELD, GRANT */
  static async start({ resume, ...options }: OwnerOptions): Promise<OwnerThread> {
    const thread = new Tinypool({
      filename: threadFile("owner-worker"),
      name: "serve",
      minThreads: 1,
      maxThreads: 1,
    });
    const past =
      resume === undefined
        ? null
        : { masterKey: resume.masterKey.toBytes(), lastEpoch: resume.lastEpoch };
    try {
      return new OwnerThread(thread, await asked(thread, { ask: "begin", options, resume: past }));
    } catch (error) {
      await thread.destroy();
      throw error;
    }
  }

  /** As {@link Owner.schema}. */
  get schema(): Schema {
    return this.#begun.schema;
  }

  /** As {@link Owner.epoch}: the one that {@link nextEpoch} has begun last. */
  get epoch(): number {
    return this.#epoch;
  }

  /** As {@link Owner.masterKey}. */
  get masterKey(): LargeMasterKey {
    return LargeMasterKey.fromBytes(this.#begun.masterKey);
  }

  /** As {@link Owner.grant}. */
  async grant(query: Query, join?: JoinTerms): Promise<Grant> {
    return grantOf(await this.#ask({ ask: "grant", query, join }));
  }

  /** As {@link Owner.encrypt}. */
  encrypt(tuples: readonly Tuple[]): Promise<readonly Uint8Array[]> {
    return this.#ask({ ask: "encrypt", tuples });
  }

  /** As {@link Owner.revoke}. */
  revoke(user: string): Promise<number> {
    return this.#ask({ ask: "revoke", user });
  }

  /** As {@link Owner.nextEpoch}. */
  async nextEpoch(): Promise<readonly Grant[]> {
    const { epoch, grants } = await this.#ask({ ask: "nextEpoch" });
    this.#epoch = epoch;
    return grants.map(grantOf);
  }

  /** When all that was asked is done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
    await this.#thread.destroy();
  }

  async #ask<Ask extends Request>(request: Ask): Promise<Replies[Ask["ask"]]> {
    if (this.#isClosed) throw new QueryError("CLOSED", "this owner was closed");
    const running = asked(this.#thread, request);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}

function grantOf({ query, epoch, forCloud, forUser }: GrantData): Grant {
  return new Grant(query, epoch, forCloud, forUser);
}

async function asked<Ask extends Request>(
  thread: Tinypool,
  request: Ask,
): Promise<Replies[Ask["ask"]]> {
  let answer: unknown;
  try {
    answer = await thread.run(request);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new QueryError("QUERY", "queries, schemas and tuples are plain data");
  }
  return valueOf(answer as Answer<Replies[Ask["ask"]]>);
}
