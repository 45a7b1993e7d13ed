/**
 * The order desk: one order's secretary. It may know whose the order is because it is contaminated
 * by the order's tag; it writes the name onto trades, where only the same contamination reads it.
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

  /** Whether the order has left its book: then this desk has nothing more to wait for. */
  function isOver(event: EventView, ref: Tag): boolean {
    return unit.readPart(event, "report").some(({ data }) => {
      if (!isRecord(data) || data.ref !== ref) return false;
      return data.kind === "done" || data.remaining === 0;
    });
  }

  function serve(ref: Tag, trader: string): void {
    const outcomes: SubscriptionId = unit.subscribe(
      { any: ["buy_ref", "sell_ref", "done_ref"].map((part) => ({ part, equals: ref })) },
      (event) => {
        if (event.print !== undefined) unit.addPart(event, inPool, "identity", { ref, trader });
        if (isOver(event, ref)) unit.unsubscribe(outcomes);
      },
    );
  }

  const orders: SubscriptionId = unit.subscribe({ part: "trader_id", present: true }, (event) => {
    const ref = isRecord(event.body) ? event.body.ref : undefined;
    if (!isTag(ref)) return;
    // Labels hold nothing but tags: a name that is kept secret by `ref` proves that `ref` is one,
    // and that the name belongs to this order.
    const identity = unit
      .readPart(event, "trader_id")
      .find(({ label }) => label.secrecy.includes(ref))?.data;
    const trader = isRecord(identity) ? identity.trader : undefined;
    if (typeof trader !== "string" || trader.length > longestName) return;
    unit.unsubscribe(orders);
    serve(ref, trader);
  });
});

export default program;
