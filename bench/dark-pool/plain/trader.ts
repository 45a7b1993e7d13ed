/** A trader with its pair monitor, as plain objects: what the units `trader` and `pair-monitor` do. */

import { randomSequence } from "../../../src/dispatch/index.ts";
import { newPairBand, type PairBand, updatePair } from "../../../units/pair-monitor/pair-band.ts";
import { varyTerms } from "../../../units/trader/order-entry.ts";
import type { PlainTrader, Report, TraderMessage } from "./settings.ts";

/** What a monitor tells its trader. */
export interface Match {
  readonly rich: "first" | "second";
  readonly firstPrice: number;
  readonly secondPrice: number;
  readonly time: number;
}

export class Monitor {
  readonly #pair: PairBand;

  constructor({ pair }: PlainTrader) {
    this.#pair = newPairBand(pair.first, pair.band);
  }

  tick(symbol: string, price: number, time: number): Match | null {
    const rich = updatePair(this.#pair, symbol, price);
    if (rich === null) return null;
    const { firstPrice, secondPrice } = this.#pair;
    return { rich, firstPrice, secondPrice, time };
  }
}

interface OpenOrder {
  readonly timeInForce: "day" | "ioc";
  readonly placedAt: number;
  remaining: number;
  cancelled: boolean;
}

export class Trader {
  readonly #settings: PlainTrader;
  readonly #send: (message: TraderMessage) => void;
  readonly #random: () => number;
  readonly #orders = new Map<number, OpenOrder>();
  #placed = 0;

  constructor(settings: PlainTrader, send: (message: TraderMessage) => void) {
    this.#settings = settings;
    this.#send = send;
    this.#random = randomSequence(settings.secret);
  }

  match({ rich, firstPrice, secondPrice, time }: Match): void {
    const { pair, strategy } = this.#settings;
    const sellFirst = (rich === "first") === (strategy === "revert");
    this.#tidy(time);
    this.#place(pair.first, sellFirst ? "sell" : "buy", firstPrice, time);
    this.#place(pair.second, sellFirst ? "buy" : "sell", secondPrice, time);
  }

  report({ number, remaining, isDone }: Report): void {
    const order = this.#orders.get(number);
    if (order === undefined) return;
    order.remaining = remaining;
    if (isDone || remaining === 0) this.#orders.delete(number);
  }

  #place(symbol: string, side: "buy" | "sell", price: number, time: number): void {
    const { index, quantity, maxOpenOrders } = this.#settings;
    const terms = varyTerms(this.#random, symbol, side, price, quantity);
    if (this.#orders.size >= maxOpenOrders) {
      this.#cancelOldest(time);
      return;
    }
    const number = this.#placed++;
    const { timeInForce } = terms;
    const order = { timeInForce, placedAt: time, remaining: terms.quantity, cancelled: false };
    this.#orders.set(number, order);
    this.#send({ kind: "order", trader: index, number, time, terms });
  }

  #tidy(time: number): void {
    const { leaseMs } = this.#settings;
    for (const [number, order] of this.#orders) {
      const ageMs = time - order.placedAt;
      if (ageMs <= leaseMs / 2) return;
      if (ageMs > leaseMs) this.#orders.delete(number);
      else if (!order.cancelled && order.timeInForce === "day") this.#cancel(number, order, time);
    }
  }

  #cancelOldest(time: number): void {
    for (const [number, order] of this.#orders) {
      if (order.cancelled || order.timeInForce !== "day") continue;
      this.#cancel(number, order, time);
      return;
    }
  }

  #cancel(number: number, order: OpenOrder, time: number): void {
    order.cancelled = true;
    this.#send({ kind: "cancel", trader: this.#settings.index, number, time });
  }
}
