/** An owner on a thread of its own: encrypting a tuple takes milliseconds that others need. */

import { Tinypool } from "tinypool";
import { LargeMasterKey } from "../crypto/index.ts";
import type { Tuple } from "./encryption.ts";
import type { Grant } from "./grants.ts";
import type { JoinTerms, OwnerOptions } from "./owner.ts";
import type { Begun, Replies, Request } from "./owner-worker.ts";
import type { Query } from "./query.ts";
import { type Answer, valueOf } from "./thread-errors.ts";
import { threadFile } from "./thread-file.ts";

/** What {@link Owner} does, in the order in which it is asked. */
export class OwnerThread {
  readonly #thread: Tinypool;
  readonly #begun: Begun;

  private constructor(thread: Tinypool, begun: Begun) {
    this.#thread = thread;
    this.#begun = begun;
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

  /** As {@link Owner.masterKey}. */
  get masterKey(): LargeMasterKey {
    return LargeMasterKey.fromBytes(this.#begun.masterKey);
  }

  /** As {@link Owner.grant}. */
  grant(query: Query, join?: JoinTerms): Promise<Grant> {
    return asked(this.#thread, { ask: "grant", query, join });
  }

  /** As {@link Owner.encrypt}. */
  encrypt(tuples: readonly Tuple[]): Promise<readonly Uint8Array[]> {
    return asked(this.#thread, { ask: "encrypt", tuples });
  }

  /** As {@link Owner.revoke}. */
  revoke(user: string): Promise<number> {
    return asked(this.#thread, { ask: "revoke", user });
  }

  /** As {@link Owner.nextEpoch}. */
  nextEpoch(): Promise<readonly Grant[]> {
    return asked(this.#thread, { ask: "nextEpoch" });
  }

  async close(): Promise<void> {
    await this.#thread.destroy();
  }
}

async function asked<Ask extends Request>(thread: Tinypool, request: Ask) {
  return valueOf((await thread.run(request)) as Answer<Replies[Ask["ask"]]>);
}
