/**
 * Canaries: texts that nobody can guess, planted in everything that is secret, so that a leak shows
 * by its content, wherever it comes out and whatever the platform believes of it.
 */

import { createHmac } from "node:crypto";

/** A secret that was found where it may not be. */
export interface Finding {
  /** Whose secret it is. */
  readonly holder: string;
  /** The kind of part that it was planted in. */
  readonly kind: string;
}

const digits = 24;
const candidate = new RegExp(`([0-9a-f]{${digits}})(?:-([a-z]+))?`, "g");

export class Canaries {
  readonly #seed: number;
  readonly #holders = new Map<string, string>();
  #planted = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** How many texts have been planted: one for each holder and kind of part. */
  get planted(): number {
    return this.#planted;
  }

  /**
   * A canary of its own for each holder, to which programs append the kind of part that they put it
   * in.
   *
   * @param kinds how many kinds
   */
  plant(holder: string, kinds: number): string {
    const canary = this.textOf(holder);
    this.#holders.set(canary, holder);
    this.#planted += kinds;
    return canary;
  }

  /** The canary that a holder has, or would have. */
  textOf(holder: string): string {
    const key = `cordon canary ${this.#seed}`;
    return createHmac("sha256", key).update(holder).digest("hex").slice(0, digits);
  }

  /** Every canary in a text. */
  find(text: string): readonly Finding[] {
    const findings: Finding[] = [];
    for (const [, canary = "", kind = "name"] of text.matchAll(candidate)) {
      const holder = this.#holders.get(canary);
      if (holder !== undefined) findings.push({ holder, kind });
    }
    return findings;
  }
}
