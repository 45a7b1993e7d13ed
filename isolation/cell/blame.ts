/**
 * The blame memory of a cell: two words, which its kernel writes and which outlive the isolate. The first
 * holds the id of the unit that ran last, negative while the unit was starting; the second, how many events
 * have begun in their turn in the crossing that is under way.
 */

const BLAME_BYTES = 2 * Int32Array.BYTES_PER_ELEMENT;

export class Blame {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(BLAME_BYTES)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** The id of the unit that ran last; 0 if none did. */
  get unit(): number {
    return Math.abs(Atomics.load(this.#words, 0));
  }

  /** Whether that unit was starting. */
  get isStarting(): boolean {
    return Atomics.load(this.#words, 0) < 0;
  }

  /** How many events have begun in their turn. */
  get turns(): number {
    return Atomics.load(this.#words, 1);
  }

  /** Forgets the unit: the code that runs next belongs to none. */
  clear(): void {
    Atomics.store(this.#words, 0, 0);
  }
}
