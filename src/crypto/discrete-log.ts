/**
 * Discrete logarithms of small exponents, by baby steps and giant steps (D. Shanks, 1971): a sum comes out
 * of a power of the generator only if it is known to be small.
 */

import mcl from "mcl-wasm";
import { CryptoError } from "./errors.ts";
import { encode, type G1, type GT, scalarOf } from "./pairing.ts";

/** Sums that are worth looking for: 2^20 steps each way. */
export const mostSums: number = 2 ** 40;

/** What is needed of a group; elements are never changed. */
export interface Group<Element extends G1 | GT> {
  readonly generator: Element;
  readonly combine: (a: Element, b: Element) => Element;
  /** @param exponent from 0 up */
  readonly power: (a: Element, exponent: bigint) => Element;
  readonly invert: (a: Element) => Element;
}

export const inG1 = (generator: G1): Group<G1> => ({
  generator,
  combine: (a, b) => mcl.add(a, b),
  power: (a, exponent) => mcl.mul(a, scalarOf(exponent)),
  invert: (a) => mcl.neg(a),
});

export const inGT = (generator: GT): Group<GT> => ({
  generator,
  combine: (a, b) => mcl.mul(a, b),
  power: (a, exponent) => mcl.pow(a, scalarOf(exponent)),
  invert: (a) => mcl.inv(a),
});

/** Two 32-bit pieces of an encoding: what they do not tell apart is compared whole. */
function shortOf(element: G1 | GT): number {
  const bytes = encode(element);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getUint32(bytes.length - 8) * 2 ** 20 + (view.getUint32(bytes.length - 4) >>> 12);
}

export class DiscreteLog<Element extends G1 | GT> {
  readonly #group: Group<Element>;
  readonly #least: number;
  readonly #count: number;
  readonly #steps: number;
  /** Baby steps by the end of their encoding. */
  readonly #baby = new Map<number, number>();
  /** Those whose place was taken: by chance one in some thousand tables of a million steps has one. */
  readonly #others: (readonly [short: number, step: number])[] = [];
  readonly #giant: Element;

  /**
   * For exponents from `least` to `most`.
   *
   * @throws CryptoError WINDOW if there are more than 2^40
   */
  constructor(group: Group<Element>, least: number, most: number) {
    const count = most - least + 1;
    if (!Number.isSafeInteger(least) || !Number.isSafeInteger(most) || count < 1) {
      throw new CryptoError("WINDOW", `sums from ${least} to ${most}: integers, in this order`);
    }
    if (count > mostSums) {
      const rule = "choose a smaller window, or fields with fewer values";
      throw new CryptoError("WINDOW", `there are ${count} sums, more than 2^40: ${rule}`);
    }
    this.#group = group;
    this.#least = least;
    this.#count = count;
    this.#steps = Math.ceil(Math.sqrt(count));
    let power = group.generator;
    for (let i = 1; i <= this.#steps; i++) {
      const short = shortOf(power);
      if (this.#baby.has(short)) this.#others.push([short, i]);
      else this.#baby.set(short, i);
      if (i < this.#steps) power = group.combine(power, group.generator);
    }
    this.#giant = group.invert(power);
  }

  /**
   * @returns the exponent
   * @throws CryptoError WINDOW if it is not within the bounds: never another number
   */
  of(element: Element): number {
    const { generator, combine, power, invert } = this.#group;
    // From here on the exponent is that much higher: at least 1.
    const shift = 1 - this.#least;
    const shifted = power(generator, BigInt(Math.abs(shift)));
    let at = shift === 0 ? element : combine(element, shift > 0 ? shifted : invert(shifted));
    for (let giant = 0; giant * this.#steps < this.#count; giant++) {
      for (const baby of this.#babySteps(shortOf(at))) {
        const exponent = giant * this.#steps + baby - shift;
        const isWithin = exponent - this.#least < this.#count;
        if (isWithin && this.#isPower(exponent, element)) return exponent;
      }
      at = combine(at, this.#giant);
    }
    throw new CryptoError("WINDOW", "the sum is not within the bounds of its field");
  }

  #babySteps(short: number): readonly number[] {
    const first = this.#baby.get(short);
    if (first === undefined) return [];
    const others = this.#others.filter(([other]) => other === short).map(([, step]) => step);
    return [first, ...others];
  }

  #isPower(exponent: number, element: Element): boolean {
    const { generator, power, invert } = this.#group;
    if (exponent === 0) {
      return power(generator, 0n).isEqual(element as never);
    }
    const it = power(generator, BigInt(Math.abs(exponent)));
    return (exponent > 0 ? it : invert(it)).isEqual(element as never);
  }
}
