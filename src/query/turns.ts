/** Who comes in waits for who came before, and for room. */

import { QueryError } from "./errors.ts";

/** Blocks that wait, of whoever does not wait for room. */
const mostWaiting = 1_024;

export class Turns {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** Until all who came are served. */
  get idle(): Promise<void> {
    return this.#last;
  }

  /** Serves one after all who came before. */
  take(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /**
   * Serves one when there is room, too.
   *
   * @throws QueryError BUSY if nobody waits
   */
  async takeWithRoom(room: () => Promise<void>, work: () => Promise<void>): Promise<void> {
    if (this.#waiting >= mostWaiting) {
      const rule = "wait for each push before the next";
      throw new QueryError("BUSY", `${mostWaiting} blocks wait already: ${rule}`);
    }
    this.#waiting++;
    await this.take(async () => {
      try {
        await room();
      } finally {
        this.#waiting--;
      }
      await work();
    });
  }
}
