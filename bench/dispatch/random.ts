/** Choices that are the same for the same seed. */

import { childSecret, randomSequence, type Secret } from "../../src/dispatch/index.ts";

export class Choices {
  readonly #next: () => number;

  /** @param purpose tells these choices from others of the same seed */
  constructor(seed: number, purpose: string) {
    const base = "0".repeat(64) as Secret;
    this.#next = randomSequence(childSecret(base, `bench ${seed} ${purpose}`));
  }

  /** A whole number from 0 to below a bound. */
  below(bound: number): number {
    return Math.floor(this.#next() * bound);
  }

  /** So many different items. */
  some<Item>(items: readonly Item[], count: number): readonly Item[] {
    return this.shuffled(items).slice(0, count);
  }

  /** Fisher and Yates. */
  shuffled<Item>(items: readonly Item[]): readonly Item[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j] as Item, shuffled[i] as Item];
    }
    return shuffled;
  }
}
