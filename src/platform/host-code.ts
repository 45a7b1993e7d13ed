/**
 * Runs the host's own handlers, of events and of notifications: what one throws comes out when all has
 * settled, so that nobody misses an event for it and no cell is taken to have caused it.
 */
export class HostCode {
  #thrown: unknown[] = [];

  run(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#thrown.push(error);
    }
  }

  /** @throws what was thrown; an AggregateError if it was more than one thing */
  rethrow(): void {
    const thrown = this.#thrown;
    if (thrown.length === 0) return;
    this.#thrown = [];
    const [first] = thrown;
    if (thrown.length === 1) throw first;
    throw new AggregateError(thrown, first instanceof Error ? first.message : String(first));
  }
}
