/** What comes in at a cloud: which blocks are whose, and concern whom. */

import type { Block } from "../operator/block.ts";
import { decodeBlock, isSigned } from "./block.ts";
import { QueryError } from "./errors.ts";
import { isSameStream } from "./names.ts";
import type { Query } from "./query.ts";
import type { Registration } from "./registration.ts";
import type { VerifyingKey } from "./signing.ts";

/** What a user is to be sent. */
export interface Result {
  readonly query: Query;
  readonly bytes: Uint8Array;
}

/** A registration, and how far its streams have come. */
export class Enrolled {
  readonly registration: Registration;
  /** Of the last block of each stream; −1 before the first. */
  readonly #last: number[] = [-1, -1];

  constructor(registration: Registration) {
    this.registration = registration;
  }

  /** Which of its streams a block is of, or −1: blocks that the stream's owner did not sign are of none. */
  sideOf({ head }: Block, isBy: (key: VerifyingKey) => boolean): number {
    return this.registration.grants.findIndex(
      ({ of, epoch, verifyingKey }) =>
        epoch === head.epoch && isSameStream(of, head) && isBy(verifyingKey),
    );
  }

  isNext({ head }: Block, side: number): boolean {
    return head.number > (this.#last[side] as number);
  }

  note({ head }: Block, side: number): void {
    this.#last[side] = head.number;
  }
}

/** A block, and whom it concerns. */
export interface Admitted<E extends Enrolled> {
  readonly block: Block;
  readonly concerned: readonly (readonly [E, side: number])[];
  /** Uses the block's number up: to be called once, and only when nothing more can be wrong with it. */
  readonly note: () => void;
}

/**
 * @throws CryptoError ENCODING
 * @throws QueryError REPLAY unless it comes after all blocks of its stream and epoch that came before
 */
export function admit<E extends Enrolled>(bytes: Uint8Array, all: Iterable<E>): Admitted<E> {
  const block = decodeBlock(bytes);
  const concerned: (readonly [E, number])[] = [];
  const known = new Map<string, boolean>();
  const isBy = (key: VerifyingKey): boolean => {
    const is = known.get(key.id) ?? isSigned(key, block);
    known.set(key.id, is);
    return is;
  };
  for (const enrolled of all) {
    const side = enrolled.sideOf(block, isBy);
    if (side < 0) continue;
    if (!enrolled.isNext(block, side)) {
      const { owner, stream, epoch, number } = block.head;
      const what = `block ${number} of ${owner}'s ${stream} in epoch ${epoch}`;
      throw new QueryError("REPLAY", `${what} was pushed before, or comes after a later one`);
    }
    concerned.push([enrolled, side]);
  }
  const note = (): void => {
    for (const [enrolled, side] of concerned) enrolled.note(block, side);
  };
  return { block, concerned, note };
}
