/** What a broker publishes: trades, and the ends of orders that did not trade in full. */

import type { Tag, UnitApi } from "../../src/unit/index.ts";
import type { BrokerConfig } from "./config.ts";
import type { Fill } from "./order-book.ts";
import type { DoneReason } from "./reasons.ts";

/** The end of an order, or a refusal to take it. */
export interface DoneReport {
  readonly ref: Tag;
  /** What did not trade. */
  readonly remaining: number;
  readonly reason: DoneReason;
  /** What its owner wrote on it. */
  readonly memo: string;
}

/**
 * A public print that the broker vouches for, and for each side what only that side may read.
 *
 * @param memos what each side wrote on its order
 */
export function publishTrade(
  unit: UnitApi,
  { broker }: BrokerConfig,
  symbol: string,
  fill: Fill<Tag>,
  memos: { readonly buy: string; readonly sell: string },
): void {
  const { buy, sell, price, quantity, buyRemaining, sellRemaining } = fill;
  const vouched = { integrity: [broker] };
  const event = unit.createEvent();
  unit.addPart(event, vouched, "type", "trade");
  unit.addPart(event, vouched, "print", { symbol, price, quantity });
  const sides = [
    { ref: buy, side: "buy", remaining: buyRemaining, memo: memos.buy },
    { ref: sell, side: "sell", remaining: sellRemaining, memo: memos.sell },
  ];
  for (const { ref, side, remaining, memo } of sides) {
    const report = { kind: "fill", ref, side, price, quantity, remaining, memo };
    const forOwner = { secrecy: [ref] };
    unit.addPart(event, forOwner, "order_ref", ref);
    unit.addPart(event, forOwner, "report", report);
  }
  unit.publish(event);
}

/** All of it is for the order's owner and its desk: that it ended is nobody else's business. */
export function publishDone(unit: UnitApi, { ref, remaining, reason, memo }: DoneReport): void {
  const forOwner = { secrecy: [ref] };
  const event = unit.createEvent();
  unit.addPart(event, forOwner, "type", "done");
  unit.addPart(event, forOwner, "order_ref", ref);
  unit.addPart(event, forOwner, "report", { kind: "done", ref, remaining, reason, memo });
  unit.publish(event);
}
