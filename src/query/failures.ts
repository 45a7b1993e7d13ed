/** What went wrong while nobody was waiting: it is told to whoever settles, one after the other. */

const most = 64;

export class Failures {
  readonly #all: unknown[] = [];
  #dropped = 0;

  /** Of more than there is room for, the first are kept. */
  add(error: unknown): void {
    if (this.#all.length < most) this.#all.push(error);
    else this.#dropped++;
  }

  /** How many were not kept. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @throws the first, if there is one */
  throwFirst(): void {
    if (this.#all.length > 0) throw this.#all.shift();
  }
}
