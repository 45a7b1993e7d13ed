/** Progress of what takes long, on standard error, about once a second. */

const everyMs = 1_000;

export class Progress {
  readonly #isShown: boolean;
  readonly #startedAt: number = performance.now();
  #toldAt: number = performance.now();

  constructor(isShown: boolean) {
    this.#isShown = isShown;
  }

  /** Shown to people: not beside JSON, unless a person reads standard error. */
  static besides(json: boolean): Progress {
    return new Progress(!json || process.stderr.isTTY);
  }

  /** Tells what `text` says, if it is time to. */
  tell(text: () => string): void {
    if (!this.#isShown) return;
    const now = performance.now();
    if (now - this.#toldAt < everyMs) return;
    this.#toldAt = now;
    const seconds = (now - this.#startedAt) / 1_000;
    process.stderr.write(`${seconds.toFixed(0)} s: ${text()}\n`);
  }
}
