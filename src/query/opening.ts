/** Opening items of blocks that come from a stream's owner, with the grants of its epochs. */

import { hash } from "node:crypto";
import { CryptoError } from "../crypto/index.ts";
import { unlock } from "../crypto/locking.ts";
import type { Block, BlockHead, ParcelItem } from "../operator/block.ts";
import { bodyContext, isSigned, wrapContext } from "./block.ts";
import { QueryError } from "./errors.ts";
import type { UserGrant } from "./grants.ts";
import { isSameStream } from "./names.ts";
import { describeQuery, type StreamName } from "./query.ts";

/** Keys of parcels that are remembered. */
const mostSecrets = 4_096;

export interface Opened {
  readonly item: ParcelItem;
  readonly message: Uint8Array;
}

/** The grants for one stream. */
export class Opener {
  readonly #first: UserGrant;
  /** By epoch: results of one may still come when the next has begun. */
  readonly #grants = new Map<number, UserGrant>();
  readonly #secrets = new Map<string, Uint8Array>();

  constructor(grant: UserGrant) {
    this.#first = grant;
    this.#grants.set(grant.epoch, grant);
  }

  get of(): StreamName {
    return this.#first.of;
  }

  /** The last epoch that was granted. */
  get latestEpoch(): number {
    return Math.max(...this.#grants.keys());
  }

  /** Undefined if nothing was granted in this epoch. */
  grantOf(epoch: number): UserGrant | undefined {
    return this.#grants.get(epoch);
  }

  /** @throws QueryError GRANT */
  admit(grant: UserGrant): void {
    const [mine, other] = [this.#first, grant];
    if (JSON.stringify(other.query) !== JSON.stringify(mine.query)) {
      const texts = [mine, other].map(({ query }) => describeQuery(query));
      throw new QueryError("GRANT", `it is for “${texts[1]}”, not for “${texts[0]}”`);
    }
    if (other.verifyingKey.id !== mine.verifyingKey.id) {
      throw new QueryError("GRANT", "it is signed for by another owner's key");
    }
    // Grants of version 1 are not signed: anybody on the way could have made one.
    if (other.version < mine.version) {
      throw new QueryError("GRANT", `it is of version ${other.version}, not of ${mine.version}`);
    }
    this.#grants.delete(grant.epoch);
    this.#grants.set(grant.epoch, grant);
  }

  /** @throws QueryError GRANT if nothing was granted of this stream in this epoch */
  grantFor(of: StreamName, epoch: number): UserGrant {
    const grant = isSameStream(of, this.of) ? this.#grants.get(epoch) : undefined;
    if (grant !== undefined) return grant;
    throw new QueryError(
      "GRANT",
      `nothing was granted of ${of.owner}'s ${of.stream} in epoch ${epoch}`,
    );
  }

  /**
   * Opens what a result has.
   *
   * @throws CryptoError ENCODING; DECRYPTION unless it is the owner's and the cloud has changed nothing
   * @throws QueryError GRANT
   */
  open(result: Block): readonly Opened[] {
    const { head, items } = result;
    const grant = this.grantFor(head, head.epoch);
    if (!isSigned(grant.verifyingKey, result)) {
      throw new CryptoError("DECRYPTION", "it is not signed by the owner of its stream");
    }
    const granted = new Set(grant.items);
    const opened: Opened[] = [];
    for (const { item } of items) {
      if (item === null || item.form === "masked") continue;
      if (!granted.has(item.name)) {
        throw new CryptoError("DECRYPTION", "a result has what was granted, and nothing else");
      }
      opened.push({ item, message: this.#open(grant, head, item) });
    }
    return opened;
  }

  #open(grant: UserGrant, head: BlockHead, item: ParcelItem): Uint8Array {
    const { name, parcel } = item;
    const index = item.form === "window" ? item.index : 0;
    // By what is opened, not by what it is called: anybody can call anything so.
    const id = `${head.epoch} ${name} ${hash("sha256", parcel.key, "base64")}`;
    let secret = this.#secrets.get(id);
    if (secret === undefined) {
      secret = grant.key.open(parcel.key, { context: wrapContext(head, name, parcel.wrap) });
      if (this.#secrets.size >= mostSecrets) this.#secrets.clear();
      this.#secrets.set(id, secret);
    }
    return unlock(secret, bodyContext(head, name, index), parcel.body);
  }
}
