/**
 * A trader's open orders: placed, answered for, cancelled in time, and never too many.
 *
 * Functions rather than a class: a class would be another one for each trader, and engines are fast
 * with objects that they have seen the likes of.
 */

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

export interface OpenOrders {
  /** Places an order; with as many open as there may be, cancels the oldest instead. */
  readonly place: (terms: OrderTerms) => void;
  /** Cancels what is old, and gives up what nobody has answered for as long as it was leased. */
  readonly tidy: () => void;
}

export function openOrders(unit: UnitApi, config: TraderConfig): OpenOrders {
  const { leaseMs, maxOpenOrders } = config;
  /** In the order of placing. */
  const orders = new Map<Tag, OpenOrder>();

  function cancel(ref: Tag, order: OpenOrder): void {
    order.cancelled = true;
    publishCancel(unit, config, ref);
  }

  function cancelOldest(): void {
    for (const [ref, order] of orders) {
      if (order.cancelled || order.timeInForce !== "day") continue;
      cancel(ref, order);
      return;
    }
  }

  function close(ref: Tag, { reports }: OpenOrder): void {
    orders.delete(ref);
    unit.unsubscribe(reports);
    closeOrderTag(unit, ref);
  }

  /** What the broker says of an order; a trade with oneself has a report on each side. */
  function readReport(event: EventView, ref: Tag): void {
    for (const { data } of unit.readPart(event, "report")) {
      const order = orders.get(ref);
      if (order === undefined || !isRecord(data) || data.ref !== ref) continue;
      if (typeof data.remaining === "number") order.remaining = data.remaining;
      if (data.kind === "done" || order.remaining === 0) close(ref, order);
    }
  }

  return {
    place(terms) {
      if (orders.size >= maxOpenOrders) {
        cancelOldest();
        return;
      }
      const ref = openOrderTag(unit);
      orders.set(ref, {
        timeInForce: terms.timeInForce,
        placedAt: unit.now(),
        reports: unit.subscribe({ part: "order_ref", equals: ref }, (event) =>
          readReport(event, ref),
        ),
        remaining: terms.quantity,
        cancelled: false,
      });
      publishOrder(unit, config, ref, terms);
    },
    tidy() {
      for (const [ref, order] of orders) {
        const ageMs = unit.now() - order.placedAt;
        // Half the lease: what trades until then can still be attributed.
        if (ageMs <= leaseMs / 2) return;
        if (ageMs > leaseMs) close(ref, order);
        else if (!order.cancelled && order.timeInForce === "day") cancel(ref, order);
      }
    },
  };
}
