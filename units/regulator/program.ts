/**
 * The regulator: opens the identities of the orders that it samples, and is the only way from the
 * broker to the exchange, for it alone may vouch for what the exchange takes as its feed.
 */

import {
  defineProgram,
  type EventView,
  type Filter,
  type Program,
  type SubscriptionId,
  type Tag,
} from "../../src/unit/index.ts";
import { isRecord, isTag, readConfig } from "./config.ts";

/** Sampled orders that are watched, and whose privileges are kept. */
const sampledOrders = 512;

/** Trades of an order onto which its desk has written a name. */
function identified(ref: Tag): Filter {
  return {
    all: [
      { part: "identity", present: true },
      { part: "order_ref", equals: ref },
    ],
  };
}

const program: Program = defineProgram((unit) => {
  const { darkPool, regulator, feed, broker, sampleEvery, largeNotional } = readConfig(unit.config);
  const ownTags: readonly Tag[] = [darkPool, regulator, feed, broker];
  const forExaminer = { darkPool, regulator };
  const vouched = { integrity: [feed] };
  /** With the subscription for the trades of each. */
  const sampled = new Map<Tag, SubscriptionId>();
  let orders = 0;

  /** Whether it is a tag that came with the order, not one of ours nor a look-alike. */
  function isOrderTag(ref: Tag): boolean {
    if (ownTags.includes(ref)) return false;
    try {
      return unit.hasPrivilege(ref, "t+");
    } catch {
      return false;
    }
  }

  function sample(event: EventView): void {
    // What traders leave for the regulator is read for the privileges it carries, not its data.
    unit.readPart(event, "trader_id");
    const ref = isRecord(event.body) ? event.body.ref : undefined;
    if (!isTag(ref) || !isOrderTag(ref)) return;
    if (sampled.has(ref)) return;
    if (sampled.size === sampledOrders) forgetOldest();
    sampled.set(ref, unit.subscribeManaged(identified(ref), "examiner", { ...forExaminer, ref }));
  }

  function forgetOldest(): void {
    for (const [ref, trades] of sampled) {
      sampled.delete(ref);
      unit.unsubscribe(trades);
      unit.dropPrivilege(ref);
      return;
    }
  }

  function publishFeed(symbol: string, price: number): void {
    const event = unit.createEvent();
    unit.addPart(event, vouched, "type", "feed");
    unit.addPart(event, vouched, "symbol", symbol);
    unit.addPart(event, vouched, "price", price);
    unit.publish(event);
  }

  unit.subscribe(
    {
      all: [
        { part: "type", equals: "order" },
        { part: "trader_id", present: true },
      ],
    },
    (event) => {
      if (++orders % sampleEvery === 0) sample(event);
    },
  );

  unit.subscribe(
    {
      all: [
        { part: "type", equals: "trade" },
        { part: "print", present: true },
      ],
    },
    (event) => {
      const print = unit
        .readPart(event, "print")
        .find(({ label }) => label.integrity.includes(broker))?.data;
      if (!isRecord(print)) return;
      const { symbol, price, quantity } = print;
      if (typeof symbol !== "string" || typeof price !== "number") return;
      if (typeof quantity !== "number" || !(quantity * price >= largeNotional)) return;
      publishFeed(symbol, price);
    },
  );
});

export default program;
