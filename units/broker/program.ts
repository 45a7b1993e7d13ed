/**
 * The broker of the dark pool: matches order bodies without learning whose they are.
 *
 * It reads what is confidential to the pool and publishes clean, on the strength of its privilege
 * to declassify the pool's tag. Owners' names are handled by its order desks, each contaminated by
 * one order's tag; the broker itself never is.
 */

import {
  defineProgram,
  type EventView,
  type Filter,
  type Program,
  type ReadPart,
} from "../../src/unit/index.ts";
import { readConfig } from "./config.ts";
import { Outbox } from "./outbox.ts";
import { Pool } from "./pool.ts";

/** Events of a type that carry a part of a name. */
function carrying(type: string, part: string): Filter {
  return {
    all: [
      { part: "type", equals: type },
      { part, present: true },
    ],
  };
}

const program: Program = defineProgram((unit) => {
  const config = readConfig(unit.config);
  const { exchange, broker, darkPool, deskIdleMs } = config;
  // Nobody else can name this tag, so nobody else can accept an order in the broker's name.
  const accepted = unit.createTag("accepted");
  const outbox = new Outbox(unit, darkPool);
  const reserved = [exchange, broker, darkPool, accepted, outbox.tag];
  const pool = new Pool(unit, config, outbox, reserved);

  /** Subscribes with a handler whose reports stay within the platform's quotas. */
  function subscribe(filter: Filter, handler: (event: EventView) => void): void {
    unit.subscribe(filter, (event) => {
      outbox.begin();
      handler(event);
      pool.endDelivery();
    });
  }

  /** The first value that the exchange vouches for: anybody can publish, or add to, a tick. */
  function vouched(parts: readonly ReadPart[]): ReadPart | undefined {
    return parts.find(({ label }) => label.integrity.includes(exchange));
  }

  subscribe({ part: "type", equals: "tick" }, (tick) => {
    const price = vouched(unit.readPart(tick, "price"))?.data;
    if (typeof price !== "number") return;
    const symbol = vouched(unit.readPart(tick, "symbol"))?.data;
    if (typeof symbol === "string") pool.moveMidpoint(symbol, price);
  });

  // An order passes by twice. First it is read, which gives the broker t+ over its tag, and marked.
  subscribe(carrying("order", "body"), (order) => {
    if (!pool.accept(order, () => unit.readPart(order, "body")[0])) return;
    unit.addPart(order, { secrecy: [darkPool] }, "accepted", accepted);
  });

  // Privileges count for managed subscriptions from the next generation on: only the marked version
  // reaches the order's desk. The desk comes before the book, so that it is there for the fills.
  unit.subscribeManaged(
    {
      all: [
        { part: "accepted", equals: accepted },
        { part: "trader_id", present: true },
      ],
    },
    "order-desk",
    { darkPool },
    deskIdleMs,
  );

  subscribe({ part: "accepted", equals: accepted }, (order) => {
    pool.enter(unit.readPart(order, "body")[0]);
  });

  subscribe(outbox.filter, (event) => pool.goOn(event));

  subscribe(carrying("cancel", "cancel"), (event) => {
    const [cancel] = unit.readPart(event, "cancel");
    if (cancel !== undefined) pool.cancel(cancel);
  });
});

export default program;
