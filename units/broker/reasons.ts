/** Why orders end: the codes that a `done` carries, and those that the operator is told of. */

import type { BookReason } from "./order-book.ts";
import type { BodyProblem } from "./order.ts";

/**
 * - of a body: see `BodyProblem`; `ref` also says that the order came without `t+` over its tag
 * - `integrity`: too many tags vouch for the order
 * - `duplicate`: an order of this tag is open, and goes on
 * - `unknown`: a cancel of no open order, or without the integrity that vouches for the order
 * - `busy`: more came at once than the broker can answer
 * - `unticked`: the symbol has no price yet, and too many others have none
 * - `poolFull`: the oldest of all open orders made room
 * - of the book: see `BookReason`
 */
export type DoneReason =
  | BodyProblem
  | BookReason
  | "integrity"
  | "duplicate"
  | "unknown"
  | "busy"
  | "unticked"
  | "poolFull";

/** Whether the order's owner asked for this end: the operator need not hear of it. */
export function isOrdinary(reason: DoneReason): boolean {
  return reason === "cancelled" || reason === "immediate";
}

/** Lines for the operator at one event time. */
const linesPerTime = 4;

/** Counts refused orders by reason. Holds nothing of them: a log line is no secret of the pool's. */
export class RefusalCounts {
  /** Since the last line. */
  readonly #counts = new Map<DoneReason, number>();
  #time = -1;
  #lines = 0;

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  count(reason: DoneReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  /** Whether there is a line to write: however many orders come, an event time has a few lines. */
  isDue(time: number): boolean {
    return !this.isEmpty && (time !== this.#time || this.#lines < linesPerTime);
  }

  /** The counts since the last line. */
  takeLine(time: number): string {
    if (time !== this.#time) {
      this.#time = time;
      this.#lines = 0;
    }
    this.#lines++;
    const counts = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
    this.#counts.clear();
    return `orders refused: ${counts.map(([reason, count]) => `${reason} ${count}`).join(", ")}`;
  }
}
