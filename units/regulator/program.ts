/**
 * The regulator: opens the identities of the orders that it samples, and is the only way from the
 * broker to the exchange, for it alone may vouch for what the exchange takes as its feed.
 */

import { defineProgram, type EventView, type Program, type Tag } from "../../src/unit/index.ts";
import { isRecord, isTag, readConfig } from "./config.ts";

/** Sampled orders whose privileges are kept. */
const sampledOrders = 1_024;

const program: Program = defineProgram((unit) => {
  const { darkPool, regulator, feed, broker, sampleEvery, largeNotional } = readConfig(unit.config);
  const ownTags: readonly Tag[] = [darkPool, regulator, feed, broker];
  const vouched = { integrity: [feed] };
  const sampled = new Set<Tag>();
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
    sampled.add(ref);
    if (sampled.size <= sampledOrders) return;
    for (const oldest of sampled) {
      sampled.delete(oldest);
      unit.dropPrivilege(oldest);
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

  // After the orders: a managed subscription is matched with the privileges held by then.
  unit.subscribeManaged({ part: "identity", present: true }, "examiner", { darkPool, regulator });
});

export default program;
