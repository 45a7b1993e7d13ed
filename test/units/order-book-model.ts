/** What an observer of an order book knows: each order's terms and what is left of it. */

import fc from "fast-check";
import {
  type BookBounds,
  type Fill,
  OrderBook,
  type OrderTerms,
  type Outcome,
} from "../../units/broker/order-book.ts";

export type Command =
  | { readonly kind: "tick"; readonly price: number }
  | { readonly kind: "submit"; readonly terms: OrderTerms }
  | { readonly kind: "cancel"; readonly order: number };

/** Few prices and small quantities, so that orders meet. */
const price = fc.integer({ min: 1, max: 6 });

const terms: fc.Arbitrary<OrderTerms> = fc
  .record({
    side: fc.constantFrom("buy", "sell"),
    limit: fc.option(price, { nil: null }),
    quantity: fc.integer({ min: 1, max: 12 }),
    minimum: fc.integer({ min: 0, max: 12 }),
    timeInForce: fc.constantFrom("day", "day", "ioc"),
  })
  .map(({ minimum, ...rest }) => ({ ...rest, minimumQuantity: Math.min(minimum, rest.quantity) }));

export const commands: fc.Arbitrary<readonly Command[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: price.map((value) => ({ kind: "tick", price: value }) as const) },
    { weight: 6, arbitrary: terms.map((value) => ({ kind: "submit", terms: value }) as const) },
    { weight: 2, arbitrary: fc.nat(20).map((order) => ({ kind: "cancel", order }) as const) },
  ),
  { maxLength: 60 },
);

export interface ObservedOrder {
  readonly reference: number;
  readonly terms: OrderTerms;
  remaining: number;
  filled: number;
  open: boolean;
}

/** A book and its observer; references are the numbers of arrival. */
export class ObservedBook {
  readonly book: OrderBook<number>;
  readonly orders: ObservedOrder[] = [];
  midpoint: number | null = null;
  /** Called with each fill before the observer takes note of it. */
  readonly #beforeFill: (fill: Fill<number>, observed: ObservedBook) => void;

  constructor(
    bounds: BookBounds,
    beforeFill: (fill: Fill<number>, observed: ObservedBook) => void = () => {},
  ) {
    this.book = new OrderBook(bounds);
    this.#beforeFill = beforeFill;
  }

  run(command: Command): readonly Outcome<number>[] {
    const outcomes = this.#apply(command);
    for (const outcome of outcomes) this.#observe(outcome);
    return outcomes;
  }

  order(reference: number): ObservedOrder {
    const order = this.orders[reference];
    if (order === undefined) throw new Error(`no order ${reference}`);
    return order;
  }

  openOrders(side: "buy" | "sell"): readonly ObservedOrder[] {
    return this.orders.filter((order) => order.open && order.terms.side === side);
  }

  #apply(command: Command): readonly Outcome<number>[] {
    switch (command.kind) {
      case "tick":
        this.midpoint = command.price;
        return this.book.setMidpoint(command.price);
      case "submit": {
        const reference = this.orders.length;
        const remaining = command.terms.quantity;
        this.orders.push({ reference, terms: command.terms, remaining, filled: 0, open: true });
        return this.book.submit(reference, command.terms);
      }
      case "cancel": {
        const done = this.book.cancel(command.order);
        return done === undefined ? [] : [done];
      }
    }
  }

  #observe(outcome: Outcome<number>): void {
    if (outcome.kind === "done") {
      this.order(outcome.reference).open = false;
      return;
    }
    this.#beforeFill(outcome, this);
    for (const reference of [outcome.buy, outcome.sell]) {
      const order = this.order(reference);
      order.filled += outcome.quantity;
      order.remaining -= outcome.quantity;
      if (order.remaining === 0) order.open = false;
    }
  }
}

/** Whether the order's limit admits the midpoint. */
export function isEligible({ terms: { side, limit } }: ObservedOrder, midpoint: number): boolean {
  return limit === null || (side === "buy" ? limit >= midpoint : limit <= midpoint);
}

/** Price–time priority, as the rules of the pool say it. */
export function hasPriority(a: ObservedOrder, b: ObservedOrder): boolean {
  if (a.terms.limit === b.terms.limit) return a.reference < b.reference;
  if (a.terms.limit === null) return true;
  if (b.terms.limit === null) return false;
  return a.terms.side === "buy" ? a.terms.limit > b.terms.limit : a.terms.limit < b.terms.limit;
}

/** Whether two orders of different sides may trade all that both of them have left. */
export function canTrade(a: ObservedOrder, b: ObservedOrder): boolean {
  const quantity = Math.min(a.remaining, b.remaining);
  return [a, b].every(
    ({ terms: { minimumQuantity }, remaining }) =>
      quantity >= minimumQuantity || quantity === remaining,
  );
}
