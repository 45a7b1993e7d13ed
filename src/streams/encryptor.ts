/**
 * Declassification by encryption: tuples that units publish under their owner's secrecy are read at the edge,
 * encrypted on the owner's thread, and handed on as what anybody may see.
 */

import type { EventView } from "../event/index.ts";
import type { LabelInput } from "../platform/options.ts";
import type { Platform } from "../platform/platform.ts";
import { QueryError, type OwnerThread, type Tuple } from "../query/index.ts";
import { Failures } from "../query/failures.ts";
import type { Filter } from "../unit/filter.ts";

export interface EncryptorOptions {
  readonly platform: Platform;
  readonly owner: OwnerThread;
  /** Which events have tuples. */
  readonly filter: Filter;
  /** The part of such an event that is the tuple. */
  readonly part: string;
  /** The label that tuples have, which nobody else need be cleared for. */
  readonly clearance: LabelInput;
  /** Called with each block; the next one comes when it is done. */
  readonly send: (block: Uint8Array) => Promise<void>;
  /** Tuples that are encrypted together at most; 256 unless said otherwise. */
  readonly batch?: number;
}

const usualBatch = 256;
/** Tuples that may wait: whoever publishes them at the edge waits for `settled` now and then. */
const mostWaiting = 65_536;

export class Encryptor {
  readonly #options: EncryptorOptions;
  readonly #waiting: Tuple[] = [];
  readonly #end: () => void;
  readonly #failures = new Failures();
  #running: Promise<void> | null = null;
  #dropped = 0;

  /** @throws CordonError FILTER_*, LABEL_* */
  constructor(options: EncryptorOptions) {
    this.#options = options;
    const { platform, filter, clearance } = options;
    this.#end = platform.subscribe(
      filter,
      (event) => {
        this.#take(event);
      },
      { clearance },
    );
  }

  /**
   * Until all tuples that were published are encrypted and sent.
   *
   * @throws QueryError BUSY if some had to be dropped; what the owner or `send` has thrown
   */
  async settled(): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- what is sent may have more published
    while (this.#running !== null) await this.#running;
    this.#failures.throwFirst();
  }

  /** Settles, then reads no more. */
  async close(): Promise<void> {
    this.#end();
    await this.settled();
  }

  #take(event: EventView): void {
    if (this.#waiting.length >= mostWaiting) {
      this.#dropped++;
      return;
    }
    // What is no tuple of the stream its owner refuses.
    this.#waiting.push({ ...(event[this.#options.part] as unknown as Tuple) });
    this.#running ??= this.#drain();
  }

  async #drain(): Promise<void> {
    const { send, batch = usualBatch } = this.#options;
    while (this.#waiting.length > 0) {
      // oxlint-disable no-await-in-loop -- in order, and no more than is taken
      const blocks = await this.#encrypt(this.#waiting.splice(0, batch));
      for (const block of blocks) {
        try {
          await send(block);
        } catch (error) {
          this.#failures.add(error);
        }
      }
      // oxlint-enable no-await-in-loop
    }
    this.#running = null;
    if (this.#dropped === 0) return;
    const rule = `publish at most ${mostWaiting} before you wait for settled()`;
    this.#failures.add(new QueryError("BUSY", `${this.#dropped} tuples were dropped: ${rule}`));
    this.#dropped = 0;
  }

  /** A tuple that the owner refuses is left out alone. */
  async #encrypt(tuples: readonly Tuple[]): Promise<readonly Uint8Array[]> {
    try {
      return await this.#options.owner.encrypt(tuples);
    } catch (error) {
      if (tuples.length > 1) {
        const blocks: Uint8Array[] = [];
        for (const tuple of tuples) {
          // oxlint-disable-next-line no-await-in-loop -- in order
          blocks.push(...(await this.#encrypt([tuple])));
        }
        return blocks;
      }
      this.#failures.add(error);
      return [];
    }
  }
}
