/**
 * The order desk: the secretary of the orders at one contamination, which is one order's. It may know
 * whose the order is because it is contaminated by the order's tag; it writes the name onto trades,
 * where only the same contamination reads it.
 */

import {
  defineProgram,
  type EventView,
  type Program,
  type SubscriptionId,
  type Tag,
  type Value,
} from "../../src/unit/index.ts";

function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties. */
function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

const longestName = 64;

const program: Program = defineProgram((unit) => {
  const darkPool = isRecord(unit.config) ? unit.config.darkPool : undefined;
  if (!isTag(darkPool)) throw new TypeError("config.darkPool: a tag");
  const inPool = { secrecy: [darkPool] };
  const open = new Set<Tag>();

  /** Whether the order has left its book. */
  function isOver(event: EventView, ref: Tag): boolean {
    return unit.readPart(event, "report").some(({ data }) => {
      if (!isRecord(data) || data.ref !== ref) return false;
      // Another order under its tag was refused: that says nothing of this one.
      if (data.reason === "duplicate") return false;
      return data.kind === "done" || data.remaining === 0;
    });
  }

  function serve(ref: Tag, trader: string): void {
    open.add(ref);
    const outcomes: SubscriptionId = unit.subscribe({ part: "order_ref", equals: ref }, (event) => {
      if (event.print !== undefined) unit.addPart(event, inPool, "identity", { ref, trader });
      if (!isOver(event, ref)) return;
      unit.unsubscribe(outcomes);
      open.delete(ref);
      // A desk without a subscription is gone; the next order finds a fresh one.
      if (open.size === 0) unit.unsubscribe(orders);
    });
  }

  const orders: SubscriptionId = unit.subscribe({ part: "trader_id", present: true }, (event) => {
    const ref = isRecord(event.body) ? event.body.ref : undefined;
    if (!isTag(ref) || open.has(ref)) return;
    // Labels hold nothing but tags: a name that is kept secret by `ref` proves that `ref` is one,
    // and that the name belongs to this order.
    const identity = unit
      .readPart(event, "trader_id")
      .find(({ label }) => label.secrecy.includes(ref))?.data;
    const trader = isRecord(identity) ? identity.trader : undefined;
    if (typeof trader !== "string" || trader.length > longestName) return;
    serve(ref, trader);
  });
});

export default program;
