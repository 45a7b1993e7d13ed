/** A trader's open orders: placed, answered for, cancelled in time, and never too many. */

import type { EventView, SubscriptionId, Tag, UnitApi } from "../../src/unit/index.ts";
import { isRecord, type TraderConfig } from "./config.ts";
import {
  closeOrderTag,
  openOrderTag,
  type OrderTerms,
  publishCancel,
  publishOrder,
} from "./order-entry.ts";

interface OpenOrder {
  readonly timeInForce: "day" | "ioc";
  /** Event time in ms. */
  readonly placedAt: number;
  readonly reports: SubscriptionId;
  remaining: number;
  cancelled: boolean;
}

// No private methods: a module with any is made anew for each unit.
export class OpenOrders {
  readonly #unit: UnitApi;
  readonly #config: TraderConfig;
  /** In the order of placing. */
  readonly #orders = new Map<Tag, OpenOrder>();

  constructor(unit: UnitApi, config: TraderConfig) {
    this.#unit = unit;
    this.#config = config;
  }

  /** Places an order; with as many open as there may be, cancels the oldest instead. */
  place(terms: OrderTerms): void {
    if (this.#orders.size >= this.#config.maxOpenOrders) {
      this.cancelOldest();
      return;
    }
    const unit = this.#unit;
    const ref = openOrderTag(unit);
    const report = (event: EventView): void => this.readReport(event, ref);
    this.#orders.set(ref, {
      timeInForce: terms.timeInForce,
      placedAt: unit.now(),
      reports: unit.subscribe({ part: "order_ref", equals: ref }, report),
      remaining: terms.quantity,
      cancelled: false,
    });
    publishOrder(unit, this.#config, ref, terms);
  }

  /** Cancels what is old, and gives up what nobody has answered for as long as it was leased. */
  tidy(): void {
    const { leaseMs } = this.#config;
    for (const [ref, order] of this.#orders) {
      const ageMs = this.#unit.now() - order.placedAt;
      // Half the lease: what trades until then can still be attributed.
      if (ageMs <= leaseMs / 2) return;
      if (ageMs > leaseMs) this.close(ref, order);
      else if (!order.cancelled && order.timeInForce === "day") this.cancel(ref, order);
    }
  }

  /** What the broker says of an order; a trade with oneself has a report on each side. */
  readReport(event: EventView, ref: Tag): void {
    for (const { data } of this.#unit.readPart(event, "report")) {
      const order = this.#orders.get(ref);
      if (order === undefined || !isRecord(data) || data.ref !== ref) continue;
      // Somebody sent another order under its tag, which was refused: this one goes on.
      if (data.reason === "duplicate") continue;
      if (typeof data.remaining === "number") order.remaining = data.remaining;
      if (data.kind === "done" || order.remaining === 0) this.close(ref, order);
    }
  }

  cancelOldest(): void {
    for (const [ref, order] of this.#orders) {
      if (order.cancelled || order.timeInForce !== "day") continue;
      this.cancel(ref, order);
      return;
    }
  }

  cancel(ref: Tag, order: OpenOrder): void {
    order.cancelled = true;
    publishCancel(this.#unit, this.#config, ref);
  }

  close(ref: Tag, { reports }: OpenOrder): void {
    this.#orders.delete(ref);
    this.#unit.unsubscribe(reports);
    closeOrderTag(this.#unit, ref);
  }
}
