/** A digest of everything that came out: equal for all who compute the same. */

import { createHash } from "node:crypto";
import type { Outcomes } from "./contender.ts";

export class ResultHash implements Outcomes {
  readonly #hash = createHash("sha256");
  #lines: string[] = [];
  orders = 0;
  trades = 0;

  readonly order = (time: number, trader: string): void => {
    this.orders++;
    this.#lines.push(`order ${time} ${trader}\n`);
  };

  readonly trade = (time: number, symbol: string, price: number, quantity: number): void => {
    this.trades++;
    this.#lines.push(`trade ${time} ${symbol} ${price} ${quantity}\n`);
  };

  /** To be called when all has come out: the order in which it did is not part of the result. */
  endBatch(): void {
    for (const line of this.#lines.toSorted()) this.#hash.update(line);
    this.#lines = [];
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return this.#hash.digest("hex").slice(0, 16);
  }
}
