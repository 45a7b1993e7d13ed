/**
 * Sliding-window encryption (Streamforce, section 3.3), whose windows advance by their size: whoever has
 * the key of a window size gets sums of so many values, and no value.
 *
 *     SWE1  c_i = gT^(m_i + r_i), where the masks r_i of a window sum up to the key; only ever under
 *           another layer: one known sum is the key
 *     SWE2  the owner sums up, and encrypts the sum
 *     SWE3  c_i = g1^(m_i + r_i) for windows of all sizes; g1^(Σ r) is encrypted for each
 */

import { bls12_381 } from "@noble/curves/bls12-381.js";
import { CryptoError } from "./errors.ts";
import { randomInteger } from "./pairing.ts";

const { Fr } = bls12_381.fields;
/** Values of a window. */
export const longestWindow = 1_000_000;

/** @throws CryptoError WINDOW */
export function checkWindow(size: number): void {
  if (!Number.isSafeInteger(size) || size < 2 || size > longestWindow) {
    const rule = `a window has from 2 to ${longestWindow} values`;
    throw new CryptoError("WINDOW", `${rule}, not ${size}`);
  }
}

/**
 * Whether sums over windows of these sizes may be granted on one stream: users of two sizes who collude
 * learn sums over their greatest common divisor, at windows' ends. So of any two one divides the other.
 *
 * @throws CryptoError WINDOW
 */
export function checkWindows(sizes: readonly number[]): void {
  for (const size of sizes) checkWindow(size);
  const ascending = [...new Set(sizes)].sort((a, b) => a - b);
  for (let i = 1; i < ascending.length; i++) {
    const smaller = ascending[i - 1] as number;
    const larger = ascending[i] as number;
    if (larger % smaller !== 0) {
      const problem = `windows of ${smaller} and ${larger} values on one stream would let those who have them work out sums of fewer`;
      throw new CryptoError("WINDOW", `${problem}: choose sizes of which one divides the other`);
    }
  }
}

/** SWE1: masks that sum up to the key in each window. */
export class WindowMasks {
  readonly #size: number;
  readonly #key: bigint;
  #at = 0;
  #sum = 0n;

  /** @throws CryptoError WINDOW */
  constructor(size: number, key: bigint) {
    checkWindow(size);
    this.#size = size;
    this.#key = key;
  }

  next(): bigint {
    const isLast = this.#at === this.#size - 1;
    const mask = isLast ? Fr.sub(this.#key, this.#sum) : randomInteger();
    this.#at = isLast ? 0 : this.#at + 1;
    this.#sum = isLast ? 0n : Fr.add(this.#sum, mask);
    return mask;
  }
}

/** SWE2: sums of the windows. */
export class WindowSums {
  readonly #size: number;
  #at = 0;
  #sum = 0;

  /** @throws CryptoError WINDOW */
  constructor(size: number) {
    checkWindow(size);
    this.#size = size;
  }

  /**
   * @returns the sum, if the value is the last one of its window
   * @throws CryptoError WINDOW for what is no integer, or a sum that is not exact
   */
  add(value: number): number | null {
    const next = this.#sum + value;
    if (!Number.isSafeInteger(value) || !Number.isSafeInteger(next)) {
      throw new CryptoError("WINDOW", "values and their sums are integers below 2^53");
    }
    this.#sum = next;
    if (++this.#at < this.#size) return null;
    const sum = this.#sum;
    this.#at = this.#sum = 0;
    return sum;
  }
}

/** The masks of a window that has just ended. */
export interface ClosedWindow {
  readonly size: number;
  /** Σ r */
  readonly masks: bigint;
}

/** SWE3: one mask a value, for windows of all sizes. */
export class SharedMasks {
  /** Of windows that have begun; null for sizes of which the first begins later. */
  readonly #sums = new Map<number, bigint | null>();
  #at: number;

  /**
   * @param at how many values came before: windows begin at multiples of their size
   * @throws CryptoError WINDOW unless of any two sizes one divides the other
   */
  constructor(sizes: readonly number[], at: number = 0) {
    this.#at = at;
    for (const size of sizes) this.include(size);
  }

  /** Another size, from its next window on. @throws CryptoError WINDOW */
  include(size: number): void {
    checkWindows([...this.#sums.keys(), size]);
    if (!this.#sums.has(size)) this.#sums.set(size, this.#at % size === 0 ? 0n : null);
  }

  next(): { readonly mask: bigint; readonly closed: readonly ClosedWindow[] } {
    const mask = randomInteger();
    this.#at++;
    const closed: ClosedWindow[] = [];
    for (const [size, sum] of this.#sums) {
      const masks = sum === null ? null : Fr.add(sum, mask);
      const isEnd = this.#at % size === 0;
      if (isEnd && masks !== null) closed.push({ size, masks });
      this.#sums.set(size, isEnd ? 0n : masks);
    }
    return { mask, closed: closed.toSorted((a, b) => a.size - b.size) };
  }
}
