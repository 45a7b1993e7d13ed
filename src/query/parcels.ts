/** What an owner seals: keys under attributes, which lock what is sent. */

import { randomBytes } from "node:crypto";
import { type LargePublicKey, seal } from "../crypto/index.ts";
import { lock } from "../crypto/locking.ts";
import type { BlockHead, Parcel } from "../operator/block.ts";
import { bodyContext, wrapBytes, wrapContext } from "./block.ts";

/** A set of attributes, and what tells it apart from others. */
export interface AttributeSet {
  readonly key: string;
  readonly attributes: () => readonly string[];
  /** By how many bytes they are shorter than others would be: what is sealed under them is longer by so many. */
  readonly shortfall: () => number;
}

interface Wrap {
  readonly id: Uint8Array;
  readonly secret: Uint8Array;
  /** The secret, sealed. */
  readonly key: Uint8Array;
}

/** Sets of attributes for which keys are remembered. */
const mostWraps = 4_096;
const secretBytes = 32;

/** Those of one epoch. */
export class Parcels {
  readonly #publicKey: LargePublicKey;
  readonly #isShared: boolean;
  readonly #wraps = new Map<string, Wrap>();

  /** @param isShared whether all with the same name and attributes have one key */
  constructor(publicKey: LargePublicKey, isShared: boolean) {
    this.#publicKey = publicKey;
    this.#isShared = isShared;
  }

  pack(
    head: BlockHead,
    name: string,
    index: number,
    set: AttributeSet,
    message: Uint8Array,
  ): Parcel {
    const { id, secret, key } = this.#wrapFor(head, name, set);
    return { wrap: id, key, body: lock(secret, bodyContext(head, name, index), message) };
  }

  #wrapFor(head: BlockHead, name: string, set: AttributeSet): Wrap {
    if (!this.#isShared) return this.#newWrap(head, name, set);
    const known = `${name} ${set.key}`;
    let wrap = this.#wraps.get(known);
    if (wrap === undefined) {
      wrap = this.#newWrap(head, name, set);
      if (this.#wraps.size >= mostWraps) this.#wraps.clear();
      this.#wraps.set(known, wrap);
    }
    return wrap;
  }

  #newWrap(head: BlockHead, name: string, { attributes, shortfall }: AttributeSet): Wrap {
    const id = randomBytes(wrapBytes);
    const secret = randomBytes(secretBytes + shortfall());
    const context = wrapContext(head, name, id);
    return { id, secret, key: seal(this.#publicKey, attributes(), secret, { context }) };
  }
}
