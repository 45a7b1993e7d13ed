/** A trader's open orders: placed, answered for, cancelled in time, and never too many. */

import type { Tag, UnitApi, Value } from "../../src/unit/index.ts";
import { isRecord, isTag, type TraderConfig } from "./config.ts";
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
  remaining: number;
  cancelled: boolean;
}

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
      this.#cancelOldest();
      return;
    }
    const ref = openOrderTag(this.#unit);
    this.#orders.set(ref, {
      timeInForce: terms.timeInForce,
      placedAt: this.#unit.now(),
      remaining: terms.quantity,
      cancelled: false,
    });
    publishOrder(this.#unit, this.#config, ref, terms);
  }

  /** Cancels what is old, and gives up what nobody has answered for as long as it was leased. */
  tidy(): void {
    const { leaseMs } = this.#config;
    for (const [ref, order] of this.#orders) {
      const ageMs = this.#unit.now() - order.placedAt;
      // Half the lease: what trades until then can still be attributed.
      if (ageMs <= leaseMs / 2) return;
      if (ageMs > leaseMs) this.#close(ref);
      else if (!order.cancelled && order.timeInForce === "day") this.#cancel(ref, order);
    }
  }

  report(report: Value): void {
    if (!isRecord(report) || !isTag(report.ref)) return;
    const order = this.#orders.get(report.ref);
    if (order === undefined) return;
    if (typeof report.remaining === "number") order.remaining = report.remaining;
    if (report.kind === "done" || order.remaining === 0) this.#close(report.ref);
  }

  #cancelOldest(): void {
    for (const [ref, order] of this.#orders) {
      if (order.cancelled || order.timeInForce !== "day") continue;
      this.#cancel(ref, order);
      return;
    }
  }

  #cancel(ref: Tag, order: OpenOrder): void {
    order.cancelled = true;
    publishCancel(this.#unit, this.#config, ref);
  }

  #close(ref: Tag): void {
    this.#orders.delete(ref);
    closeOrderTag(this.#unit, ref);
  }
}
