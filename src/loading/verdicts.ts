/** Verdicts on finished texts, by the text: the same text is not checked again. */

import { limits } from "../limits.ts";
import type { Verdict } from "./protocol.ts";

export class Verdicts {
  /** The one used longest ago comes first. */
  readonly #known = new Map<string, Verdict>();
  #characters = 0;

  get(text: string): Verdict | undefined {
    const verdict = this.#known.get(text);
    if (verdict === undefined) return undefined;
    this.#known.delete(text);
    this.#known.set(text, verdict);
    return verdict;
  }

  set(text: string, verdict: Verdict): void {
    if (this.#known.has(text)) return;
    this.#known.set(text, verdict);
    this.#characters += text.length;
    for (const oldest of this.#known.keys()) {
      if (this.#characters <= limits.verdictCharacters) return;
      this.#known.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
