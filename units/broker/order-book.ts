/**
 * An order book that executes at the midpoint, by price–time priority: the best buy that can trade
 * trades first, with the best sell that it can trade with.
 *
 * An order is eligible while its limit admits the midpoint; without a limit it always is. A fill is
 * at least each side's minimum quantity, or all that remains of that side if that is less.
 *
 * Between calls no two eligible orders can trade, so that only orders that arrived, became eligible
 * or were partly filled have to be tried. A tick that makes nothing eligible costs a look-up, whatever
 * rests. A fill ends at least one of its orders: one call makes no more fills than orders rest.
 */

import { type RestingOrder, RestingOrders, type Side } from "./resting-orders.ts";

export type { Side } from "./resting-orders.ts";

export interface OrderTerms {
  readonly side: Side;
  /** Worst price at which it may trade; null pegs it to the midpoint, whatever that is. */
  readonly limit: number | null;
  /** A positive integer, so that quantities add up exactly. */
  readonly quantity: number;
  readonly minimumQuantity: number;
  /** "ioc": what does not trade at once is done. */
  readonly timeInForce: "day" | "ioc";
}

export interface Fill<Reference> {
  readonly kind: "fill";
  readonly buy: Reference;
  readonly sell: Reference;
  readonly price: number;
  readonly quantity: number;
  readonly buyRemaining: number;
  readonly sellRemaining: number;
}

/**
 * Why an order left the book: its owner cancelled it, it was immediate-or-cancel, its owner would have
 * traded with itself, or the book held as many as it may.
 */
export type BookReason = "cancelled" | "immediate" | "selfTrade" | "bookFull";

/** The order left the book with a remainder that will not trade. */
export interface Done<Reference> {
  readonly kind: "done";
  readonly reference: Reference;
  readonly remaining: number;
  readonly reason: BookReason;
}

export type Outcome<Reference> = Fill<Reference> | Done<Reference>;

export interface BookBounds {
  /** Orders that rest in the book; the oldest is done when there would be more. */
  readonly restingOrders: number;
}

/** Which of two orders of one owner goes when they would trade with each other. */
export interface SelfTradeRule<Reference> {
  readonly cancel: "newest" | "oldest";
  readonly isSameOwner: (a: Reference, b: Reference) => boolean;
}

/** How much two orders can trade; 0 if less than one of them accepts. */
function fillQuantity<Reference>(
  buy: RestingOrder<Reference>,
  sell: RestingOrder<Reference>,
): number {
  const quantity = Math.min(buy.remaining, sell.remaining);
  return quantity >= Math.min(buy.minimumQuantity, buy.remaining) &&
    quantity >= Math.min(sell.minimumQuantity, sell.remaining)
    ? quantity
    : 0;
}

export class OrderBook<Reference> {
  readonly #bounds: BookBounds;
  /** Null lets orders of one owner trade with each other. */
  readonly #selfTrade: SelfTradeRule<Reference> | null;
  readonly #buys = new RestingOrders<Reference>();
  readonly #sells = new RestingOrders<Reference>();
  /** In the order of arrival: the first is the oldest. */
  readonly #orders = new Map<Reference, RestingOrder<Reference>>();
  #midpoint: number | null = null;
  #arrivals = 0;
  /** Whether an eligible order has changed since no two could trade. */
  #unsettled = false;

  constructor(bounds: BookBounds, selfTrade: SelfTradeRule<Reference> | null = null) {
    this.#bounds = bounds;
    this.#selfTrade = selfTrade;
  }

  /** How many orders rest. */
  get size(): number {
    return this.#orders.size;
  }

  get midpoint(): number | null {
    return this.#midpoint;
  }

  has(reference: Reference): boolean {
    return this.#orders.has(reference);
  }

  /** Moves the midpoint to a positive price and trades what has become able to. */
  setMidpoint(price: number): readonly Outcome<Reference>[] {
    this.#midpoint = price;
    const moreBuys = this.#buys.admit(price);
    const moreSells = this.#sells.admit(-price);
    if (moreBuys || moreSells) this.#unsettled = true;
    return this.#trade();
  }

  /** Adds an order under a reference that is not in the book, and trades what it can. */
  submit(reference: Reference, terms: OrderTerms): readonly Outcome<Reference>[] {
    const { side, limit, quantity, minimumQuantity, timeInForce } = terms;
    const order: RestingOrder<Reference> = {
      reference,
      side,
      aggressiveness: limit === null ? Infinity : side === "buy" ? limit : -limit,
      sequence: this.#arrivals++,
      minimumQuantity,
      remaining: quantity,
      changed: false,
    };
    this.#orders.set(reference, order);
    if (this.#sideOf(order).insert(order)) this.#unsettled = true;
    const outcomes: Outcome<Reference>[] = this.#trade();
    if (timeInForce === "ioc" && this.#orders.has(reference)) {
      outcomes.push(this.#end(order, "immediate"));
    }
    if (this.#orders.size > this.#bounds.restingOrders) {
      for (const oldest of this.#orders.values()) {
        outcomes.push(this.#end(oldest, "bookFull"));
        break;
      }
    }
    return outcomes;
  }

  /** Takes an order out. Returns undefined if it is not in the book. */
  cancel(reference: Reference): Done<Reference> | undefined {
    const order = this.#orders.get(reference);
    return order === undefined ? undefined : this.#end(order, "cancelled");
  }

  #sideOf(order: RestingOrder<Reference>): RestingOrders<Reference> {
    return order.side === "buy" ? this.#buys : this.#sells;
  }

  #remove(order: RestingOrder<Reference>): void {
    this.#orders.delete(order.reference);
    this.#sideOf(order).remove(order);
  }

  #end(order: RestingOrder<Reference>, reason: BookReason): Done<Reference> {
    this.#remove(order);
    return { kind: "done", reference: order.reference, remaining: order.remaining, reason };
  }

  #trade(): Outcome<Reference>[] {
    const outcomes: Outcome<Reference>[] = [];
    const price = this.#midpoint;
    if (price === null) return outcomes;
    while (this.#unsettled) {
      const pair = this.#nextPair();
      if (pair === undefined) {
        this.#settle();
        continue;
      }
      const [buy, sell] = pair;
      const unwanted = this.#unwanted(buy, sell);
      outcomes.push(
        unwanted === null ? this.#fill(buy, sell, price) : this.#end(unwanted, "selfTrade"),
      );
    }
    return outcomes;
  }

  /** The order that goes because both are of one owner; null if they may trade. */
  #unwanted(
    buy: RestingOrder<Reference>,
    sell: RestingOrder<Reference>,
  ): RestingOrder<Reference> | null {
    const rule = this.#selfTrade;
    if (rule === null || !rule.isSameOwner(buy.reference, sell.reference)) return null;
    const isBuyNewer = buy.sequence > sell.sequence;
    return isBuyNewer === (rule.cancel === "newest") ? buy : sell;
  }

  #settle(): void {
    this.#unsettled = false;
    this.#buys.clearChanged();
    this.#sells.clearChanged();
  }

  /** The best buy that can trade and the best sell for it; only changed orders have to be tried. */
  #nextPair(): readonly [RestingOrder<Reference>, RestingOrder<Reference>] | undefined {
    if (!this.#buys.hasEligible || !this.#sells.hasEligible) return undefined;
    const changedSells = this.#sells.changed();
    const candidates = changedSells.length > 0 ? this.#buys : this.#buys.changed();
    let sell: RestingOrder<Reference> | undefined;
    const buy = candidates.find((candidate) => {
      const admits = (other: RestingOrder<Reference>): boolean =>
        fillQuantity(candidate, other) > 0;
      sell = candidate.changed ? this.#sells.find(admits) : changedSells.find(admits);
      if (sell === undefined) candidate.changed = false;
      return sell !== undefined;
    });
    return buy === undefined || sell === undefined ? undefined : [buy, sell];
  }

  #fill(
    buy: RestingOrder<Reference>,
    sell: RestingOrder<Reference>,
    price: number,
  ): Fill<Reference> {
    const quantity = fillQuantity(buy, sell);
    for (const order of [buy, sell]) {
      order.remaining -= quantity;
      // With less remaining it may accept what was less than its minimum before.
      if (order.remaining > 0) this.#sideOf(order).markChanged(order);
      else this.#remove(order);
    }
    return {
      kind: "fill",
      buy: buy.reference,
      sell: sell.reference,
      price,
      quantity,
      buyRemaining: buy.remaining,
      sellRemaining: sell.remaining,
    };
  }
}
