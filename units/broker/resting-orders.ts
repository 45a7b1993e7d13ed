/** One side of an order book: orders by price, then time, and which of them admit the midpoint. */

export type Side = "buy" | "sell";

export interface RestingOrder<Reference> {
  readonly reference: Reference;
  readonly side: Side;
  /**
   * Price priority, higher first: the limit of a buy, minus the limit of a sell, and infinite
   * without a limit. An order is eligible when this is at least the side's threshold.
   */
  readonly aggressiveness: number;
  /** Time priority, lower first. */
  readonly sequence: number;
  readonly minimumQuantity: number;
  remaining: number;
  /** Whether it may trade with orders with which it could not when it was last tried. */
  changed: boolean;
}

/** The orders of one price; a set keeps them in the order of their arrival. */
interface PriceLevel<Reference> {
  readonly aggressiveness: number;
  readonly orders: Set<RestingOrder<Reference>>;
}

function compare<Reference>(a: RestingOrder<Reference>, b: RestingOrder<Reference>): number {
  if (a.aggressiveness === b.aggressiveness) return a.sequence - b.sequence;
  return a.aggressiveness > b.aggressiveness ? -1 : 1;
}

export class RestingOrders<Reference> {
  /** The most aggressive first; none is empty. */
  readonly #levels: PriceLevel<Reference>[] = [];
  /** From which aggressiveness on the midpoint is admitted. NaN until there is one: none is. */
  #threshold = NaN;
  /** The levels that admit the midpoint are the first so many. */
  #eligibleLevels = 0;
  /** All orders that are changed, and some that no longer are. */
  #changed: RestingOrder<Reference>[] = [];

  get hasEligible(): boolean {
    return this.#eligibleLevels > 0;
  }

  /** Must come in the order of time. Returns whether it is eligible; it then counts as changed. */
  insert(order: RestingOrder<Reference>): boolean {
    const { aggressiveness } = order;
    const at = this.#levelsAbove(aggressiveness);
    const eligible = aggressiveness >= this.#threshold;
    const level = this.#levels[at];
    if (level?.aggressiveness === aggressiveness) {
      level.orders.add(order);
    } else {
      this.#levels.splice(at, 0, { aggressiveness, orders: new Set([order]) });
      if (eligible) this.#eligibleLevels++;
    }
    if (eligible) this.markChanged(order);
    return eligible;
  }

  remove(order: RestingOrder<Reference>): void {
    order.changed = false;
    const at = this.#levelsAbove(order.aggressiveness);
    const level = this.#levels[at];
    if (level === undefined || !level.orders.delete(order) || level.orders.size > 0) return;
    this.#levels.splice(at, 1);
    if (level.aggressiveness >= this.#threshold) this.#eligibleLevels--;
  }

  /** Moves the threshold. Returns whether more orders are eligible now; those count as changed. */
  admit(threshold: number): boolean {
    const before = this.#eligibleLevels;
    this.#threshold = threshold;
    this.#eligibleLevels = this.#countLevels((aggressiveness) => aggressiveness >= threshold);
    for (let i = before; i < this.#eligibleLevels; i++) {
      for (const order of this.#levels[i]?.orders ?? []) this.markChanged(order);
    }
    return this.#eligibleLevels > before;
  }

  /** The best eligible order that satisfies the predicate. */
  find(
    predicate: (order: RestingOrder<Reference>) => boolean,
  ): RestingOrder<Reference> | undefined {
    for (let i = 0; i < this.#eligibleLevels; i++) {
      for (const order of this.#levels[i]?.orders ?? []) if (predicate(order)) return order;
    }
    return undefined;
  }

  markChanged(order: RestingOrder<Reference>): void {
    if (order.changed) return;
    order.changed = true;
    this.#changed.push(order);
  }

  /** The eligible orders that are changed, best first. */
  changed(): readonly RestingOrder<Reference>[] {
    return this.#changed
      .filter((order) => order.changed && order.aggressiveness >= this.#threshold)
      .sort(compare);
  }

  /** To be called when whatever could trade has: nothing counts as changed any more. */
  clearChanged(): void {
    for (const order of this.#changed) order.changed = false;
    this.#changed = [];
  }

  /** How many levels have priority over this price. */
  #levelsAbove(aggressiveness: number): number {
    return this.#countLevels((other) => other > aggressiveness);
  }

  /** How many levels, from the first on, satisfy a predicate that none after them does. */
  #countLevels(predicate: (aggressiveness: number) => boolean): number {
    let low = 0;
    let high = this.#levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const level = this.#levels[middle];
      if (level !== undefined && predicate(level.aggressiveness)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
