/** In which order results are read, so that none is read twice. */

import { QueryError } from "./errors.ts";

/** Numbers that ascend in each epoch. */
export class Ascending {
  readonly #last = new Map<number, number>();

  /** @throws QueryError REPLAY */
  check(epoch: number, number: number): void {
    if (number > (this.#last.get(epoch) ?? -1)) return;
    throw new QueryError("REPLAY", "it was read before, or comes after a later one");
  }

  note(epoch: number, number: number): void {
    this.#last.set(epoch, number);
  }
}

/**
 * What was read of a join, of one epoch of each stream. Each pair comes when the later of its tuples does: so
 * tuples that come ascend on each side, and are above all those of their side that others have met.
 */
export class Met {
  /** Of each side: the last that came, and the greatest that was there before one came. */
  readonly #came: [number, number] = [-1, -1];
  readonly #waited: [number, number] = [-1, -1];
  /** Whom the last that came has met; on its side. */
  #partners = new Set<number>();
  #side: 0 | 1 = 0;

  /** @throws QueryError REPLAY */
  check(side: 0 | 1, one: number, others: readonly number[]): void {
    const isSame = side === this.#side && one === this.#came[side];
    const isNext = one > this.#came[side] && one > this.#waited[side];
    const areNew = !isSame || others.every((it) => !this.#partners.has(it));
    if ((isSame || isNext) && areNew && new Set(others).size === others.length) return;
    throw new QueryError("REPLAY", "a pair was read before, or comes after later ones");
  }

  note(side: 0 | 1, one: number, others: readonly number[]): void {
    if (side !== this.#side || one !== this.#came[side]) this.#partners = new Set();
    const other = side === 0 ? 1 : 0;
    this.#side = side;
    this.#came[side] = one;
    this.#waited[other] = Math.max(this.#waited[other], ...others);
    for (const it of others) this.#partners.add(it);
  }
}
