/** What is done with outcomes, in the order in which they were asked for. */

import type { Ask, Outcome, Work } from "./plan.ts";

interface Asked {
  outcome: Outcome | null;
  readonly goOn: (outcome: Outcome) => void;
}

/** Lets continuations run in the order of what was asked, in whatever order it is computed. */
export class InOrder {
  readonly #ask: Ask;
  readonly #waiting: Asked[] = [];

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  ask(work: Work, then: (outcome: Outcome) => void): void {
    const entry: Asked = { outcome: null, goOn: then };
    this.#waiting.push(entry);
    this.#ask(work, (outcome) => {
      entry.outcome = outcome;
      this.#goOn();
    });
  }

  /** What one of them throws keeps none of the others waiting. */
  #goOn(): void {
    let failure: { readonly error: unknown } | null = null;
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || first.outcome === null) break;
      this.#waiting.shift();
      try {
        first.goOn(first.outcome);
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure !== null) throw failure.error;
  }
}
