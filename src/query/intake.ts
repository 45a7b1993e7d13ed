/** What a cloud does with blocks before and after the operators: signatures, order, results as bytes. */

import { type Block, decodeBlock, isSigned } from "./block.ts";
import { QueryError } from "./errors.ts";
import { isSameStream } from "./names.ts";
import { type Ask, type Operator, operatorOf } from "./operator.ts";
import type { Query } from "./query.ts";
import type { Registration } from "./registration.ts";
import { encodeOutgoing } from "./results.ts";
import type { VerifyingKey } from "./signing.ts";

/** What a user is to be sent. */
export interface Result {
  readonly query: Query;
  readonly bytes: Uint8Array;
}

/** A registration at work. */
export class Enforced {
  readonly registration: Registration;
  readonly #operator: Operator;
  /** Of the last block of each stream; −1 before the first. */
  readonly #last: number[] = [-1, -1];

  constructor(registration: Registration, ask: Ask, emit: (result: Result) => void) {
    this.registration = registration;
    const { query, plan } = registration;
    this.#operator = operatorOf(plan, ask, (outgoing) => {
      emit({ query, bytes: encodeOutgoing(query, outgoing) });
    });
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

  take(block: Block, side: number): void {
    this.#last[side] = block.head.number;
    this.#operator.take(block, side);
  }
}

/** A block, and whom it concerns. */
export interface Admitted {
  readonly block: Block;
  readonly concerned: readonly (readonly [Enforced, side: number])[];
}

/**
 * @throws CryptoError ENCODING
 * @throws QueryError REPLAY unless it comes after all blocks of its stream and epoch that came before
 */
export function admit(bytes: Uint8Array, all: Iterable<Enforced>): Admitted {
  const block = decodeBlock(bytes);
  const concerned: (readonly [Enforced, number])[] = [];
  const known = new Map<string, boolean>();
  const isBy = (key: VerifyingKey): boolean => {
    const is = known.get(key.id) ?? isSigned(key, block);
    known.set(key.id, is);
    return is;
  };
  for (const enforced of all) {
    const side = enforced.sideOf(block, isBy);
    if (side < 0) continue;
    if (!enforced.isNext(block, side)) {
      const { owner, stream, epoch, number } = block.head;
      const what = `block ${number} of ${owner}'s ${stream} in epoch ${epoch}`;
      throw new QueryError("REPLAY", `${what} was pushed before, or comes after a later one`);
    }
    concerned.push([enforced, side]);
  }
  return { block, concerned };
}
