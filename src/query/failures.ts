/** What went wrong while nobody was waiting: it is told to whoever settles, one after the other. */

const most = 64;

export class Failures {
  readonly #all: unknown[] = [];

  /** Of more than there is room for, the first are kept. */
  add(error: unknown): void {
    if (this.#all.length < most) this.#all.push(error);
  }

  /** @throws the first, if there is one */
  throwFirst(): void {
    if (this.#all.length > 0) throw this.#all.shift();
  }
}
