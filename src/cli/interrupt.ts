/** Ctrl-C, and a request to end: what is under way comes to a stop, and reports what it has so far. */

import { setTimeout } from "node:timers/promises";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Exit code of what SIGINT has ended, as shells have it. */
export const exitInterrupted = 130;

/** A terminal and a launcher may both send the same one. */
const sameMs = 500;

/** Time in which a signal is heard that came while the process was blocked. */
const hearingMs = 50;

/** Ends the process when all that it wrote is out: an input that is still being read would keep it. */
export function exitInterruptedWhenWritten(): void {
  process.stdout.write("", () => process.stderr.write("", () => process.exit(exitInterrupted)));
}

export class Interrupt implements Disposable {
  readonly #requested = Promise.withResolvers<undefined>();
  #at: number | null = null;

  constructor() {
    for (const signal of signals) process.on(signal, this.#request);
  }

  get isRequested(): boolean {
    return this.#at !== null;
  }

  /**
   * What work gives that blocks this process; undefined if it failed and an interruption had come. A
   * terminal sends its signal to the processes that the work waits for, too.
   */
  async during<Result>(work: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      // A signal is heard between turns only.
      await setTimeout(hearingMs);
      if (this.isRequested) return undefined;
      throw error;
    }
  }

  /** What a promise gives; undefined if the interruption comes first. */
  async before<Result>(promise: Promise<Result>): Promise<Result | undefined> {
    return Promise.race([promise, this.#requested.promise]);
  }

  /** Items of an input, until it ends or the interruption comes: that input may wait for more for ever. */
  async *until<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    const iterator = items[Symbol.asyncIterator]();
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- items come one after the other
      const next = await this.before(iterator.next());
      if (next === undefined || next.done === true || this.isRequested) return;
      yield next.value;
    }
  }

  [Symbol.dispose](): void {
    for (const signal of signals) process.off(signal, this.#request);
  }

  readonly #request = (): void => {
    const now = performance.now();
    // Whoever asks again does not want to wait.
    if (this.#at !== null && now - this.#at > sameMs) process.exit(exitInterrupted);
    this.#at ??= now;
    this.#requested.resolve(undefined);
  };
}
