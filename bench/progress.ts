/** Progress on standard error: what is being done, and about how long it will all take. */

export class Progress {
  readonly #total: number;
  readonly #beganAt = performance.now();
  #done = 0;

  /** @param totalSeconds about what all steps together will take */
  constructor(totalSeconds: number) {
    this.#total = Math.max(1e-3, totalSeconds);
  }

  /** Says what begins now. @param seconds about what it will take */
  step(what: string, seconds: number): void {
    const elapsed = (performance.now() - this.#beganAt) / 1_000;
    // Once something is done, how long it took says more than what had been expected.
    const pace = this.#done > 0 ? elapsed / this.#done : 1;
    const left = Math.max(0, this.#total - this.#done) * pace;
    const share = Math.min(99, Math.floor((100 * this.#done) / this.#total));
    process.stderr.write(`${share} %, about ${formatSeconds(left)} left: ${what}\n`);
    this.#done += seconds;
  }
}

function formatSeconds(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
