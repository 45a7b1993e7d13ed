/** The rules of the order book, as simply as they can be said: everything is searched every time. */

import type { OrderTerms, Outcome } from "../../units/broker/order-book.ts";

export type SelfTradeChoice = "newest" | "oldest" | "allow";

interface Order {
  readonly reference: number;
  readonly terms: OrderTerms;
  readonly owner: number;
  remaining: number;
}

export class ReferenceBook {
  readonly #restingOrders: number;
  readonly #selfTrade: SelfTradeChoice;
  /** In the order of arrival, which is that of references. */
  #orders: Order[] = [];
  #midpoint: number | null = null;

  constructor(restingOrders: number, selfTrade: SelfTradeChoice) {
    this.#restingOrders = restingOrders;
    this.#selfTrade = selfTrade;
  }

  get references(): readonly number[] {
    return this.#orders.map(({ reference }) => reference);
  }

  setMidpoint(price: number): readonly Outcome<number>[] {
    this.#midpoint = price;
    return this.#trade();
  }

  submit(reference: number, terms: OrderTerms, owner: number): readonly Outcome<number>[] {
    const order = { reference, terms, owner, remaining: terms.quantity };
    this.#orders.push(order);
    const outcomes = this.#trade();
    if (terms.timeInForce === "ioc") outcomes.push(...this.#end(order, "immediate"));
    const [oldest] = this.#orders;
    if (oldest !== undefined && this.#orders.length > this.#restingOrders) {
      outcomes.push(...this.#end(oldest, "bookFull"));
    }
    return outcomes;
  }

  cancel(reference: number): readonly Outcome<number>[] {
    const order = this.#orders.find((it) => it.reference === reference);
    return order === undefined ? [] : this.#end(order, "cancelled");
  }

  #end(
    order: Order,
    reason: "cancelled" | "immediate" | "selfTrade" | "bookFull",
  ): Outcome<number>[] {
    if (!this.#orders.includes(order)) return [];
    this.#orders = this.#orders.filter((it) => it !== order);
    const { reference, remaining } = order;
    return [{ kind: "done", reference, remaining, reason }];
  }

  #trade(): Outcome<number>[] {
    const outcomes: Outcome<number>[] = [];
    for (;;) {
      const pair = this.#bestPair();
      if (pair === undefined) return outcomes;
      const [buy, sell] = pair;
      const [newest, oldest] = buy.reference > sell.reference ? [buy, sell] : [sell, buy];
      if (buy.owner === sell.owner && this.#selfTrade !== "allow") {
        const unwanted = this.#selfTrade === "newest" ? newest : oldest;
        outcomes.push(...this.#end(unwanted, "selfTrade"));
      } else {
        outcomes.push(this.#fill(buy, sell));
      }
    }
  }

  #fill(buy: Order, sell: Order): Outcome<number> {
    const quantity = Math.min(buy.remaining, sell.remaining);
    buy.remaining -= quantity;
    sell.remaining -= quantity;
    this.#orders = this.#orders.filter(({ remaining }) => remaining > 0);
    return {
      kind: "fill",
      buy: buy.reference,
      sell: sell.reference,
      price: this.#midpoint ?? NaN,
      quantity,
      buyRemaining: buy.remaining,
      sellRemaining: sell.remaining,
    };
  }

  #bestPair(): readonly [Order, Order] | undefined {
    for (const buy of this.#eligible("buy")) {
      for (const sell of this.#eligible("sell")) if (accept(buy, sell)) return [buy, sell];
    }
    return undefined;
  }

  /** By price, then time; without a limit first. */
  #eligible(side: "buy" | "sell"): readonly Order[] {
    const sign = side === "buy" ? 1 : -1;
    const worth = ({ terms: { limit } }: Order): number => (limit === null ? 1e9 : sign * limit);
    const midpoint = this.#midpoint;
    if (midpoint === null) return [];
    return this.#orders
      .filter((order) => order.terms.side === side && worth(order) >= sign * midpoint)
      .toSorted((a, b) => worth(b) - worth(a) || a.reference - b.reference);
  }
}

/** Whether both take what they could trade: a minimum holds until less than it remains. */
function accept(a: Order, b: Order): boolean {
  const quantity = Math.min(a.remaining, b.remaining);
  return [a, b].every(
    ({ terms, remaining }) => quantity >= terms.minimumQuantity || quantity === remaining,
  );
}
