/**
 * The blame memory of a cell: one word, which its kernel writes and which outlives the isolate. It holds
 * the id of the unit that ran last, negative while the unit was starting.
 */

export class Blame {
  readonly memory: SharedArrayBuffer;
  readonly #word: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#word = new Int32Array(memory);
  }

  /** The id of the unit that ran last; 0 if none did. */
  get unit(): number {
    return Math.abs(Atomics.load(this.#word, 0));
  }

  /** Whether that unit was starting. */
  get isStarting(): boolean {
    return Atomics.load(this.#word, 0) < 0;
  }

  /** Forgets the unit: the code that runs next belongs to none. */
  clear(): void {
    Atomics.store(this.#word, 0, 0);
  }
}
