/** Tables of logarithms, each made when it is first needed. */

import type { DiscreteLog } from "../crypto/index.ts";
import type { G1, GT } from "../crypto/pairing.ts";

/** That are kept: results of one epoch may still come when the next has begun, with another range. */
const mostTables = 2;

export class Logarithms<Element extends G1 | GT> {
  readonly #make: (most: number) => DiscreteLog<Element>;
  /** By the greatest exponent. */
  readonly #tables = new Map<number, DiscreteLog<Element>>();

  constructor(make: (most: number) => DiscreteLog<Element>) {
    this.#make = make;
  }

  /** For exponents from 0 to `most`. @throws CryptoError WINDOW */
  upTo(most: number): DiscreteLog<Element> {
    let table = this.#tables.get(most);
    if (table === undefined) {
      table = this.#make(most);
      if (this.#tables.size >= mostTables) this.#tables.clear();
      this.#tables.set(most, table);
    }
    return table;
  }
}
