/** Order entry: the events by which a trader places and cancels orders (DEFCON, Figure 1). */

import type { Tag, UnitApi } from "../../src/unit/index.ts";
import type { TraderConfig } from "./config.ts";

export interface OrderTerms {
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly limit: number | null;
  readonly quantity: number;
  readonly minimumQuantity: number;
  readonly timeInForce: "day" | "ioc";
}

/** Of five orders, three are pegged to the midpoint without a limit. */
const limitShare = 0.4;
const iocShare = 0.5;
const minimumShare = 0.3;
const mostLots = 5;
/** How far from the price a limit is at most: a few tenths of a per cent, either way. */
const limitDistance = 0.004;
/** Digits of a limit: so a tick is at most a ten-thousandth of the price, whatever its magnitude. */
const limitDigits = 5;

/** The nearest price that a limit may have. Decimal, so that no binary error moves it off its tick. */
export function roundToTick(price: number): number {
  return Number(price.toPrecision(limitDigits));
}

/**
 * Terms of an order near a price, varied so that books hold all kinds.
 *
 * @param random in [0, 1)
 */
export function varyTerms(
  random: () => number,
  symbol: string,
  side: "buy" | "sell",
  price: number,
  lot: number,
): OrderTerms {
  const quantity = lot * (1 + Math.floor(random() * mostLots));
  const distance = (random() * 2 - 1) * limitDistance;
  const limited = random() < limitShare;
  const hasMinimum = random() < minimumShare;
  return {
    symbol,
    side,
    limit: limited ? roundToTick(price * (1 + distance)) : null,
    quantity,
    minimumQuantity: hasMinimum ? Math.min(lot, quantity) : 0,
    timeInForce: random() < iocShare ? "ioc" : "day",
  };
}

/**
 * A tag for one order: the trader reads what is labelled with it, and publishes clean all the same.
 */
export function openOrderTag(unit: UnitApi): Tag {
  const ref = unit.createTag("order");
  unit.acquirePrivilege(ref, "t+");
  unit.acquirePrivilege(ref, "t-");
  unit.changeInOutLabel("secrecy", "add", ref);
  unit.changeOutLabel("secrecy", "remove", ref);
  return ref;
}

/** Forgets an order's tag: nothing more will be read under it. */
export function closeOrderTag(unit: UnitApi, ref: Tag): void {
  unit.changeInOutLabel("secrecy", "remove", ref);
  unit.dropPrivilege(ref);
}

/**
 * The broker reads the body and may contaminate its desk with the order's tag, but not open the
 * owner's name; the regulator may do both, and declassify.
 */
export function publishOrder(
  unit: UnitApi,
  config: TraderConfig,
  ref: Tag,
  terms: OrderTerms,
): void {
  const { name, darkPool, regulator, canary } = config;
  const integrity = [config.integrity];
  const forBroker = { secrecy: [darkPool], integrity };
  const forRegulator = { secrecy: [darkPool, regulator], integrity };
  const until = unit.now() + config.leaseMs;
  const event = unit.createEvent();
  unit.addPart(event, { integrity }, "type", "order");
  unit.addPart(event, forBroker, "body", { ...terms, ref, memo: `${canary}-body` });
  unit.attachPrivilegeToPart(event, "body", forBroker, ref, "t+", until);
  const identity = { trader: name, memo: `${canary}-identity` };
  unit.addPart(event, { secrecy: [darkPool, ref], integrity }, "trader_id", identity);
  unit.addPart(event, forRegulator, "trader_id", null);
  unit.attachPrivilegeToPart(event, "trader_id", forRegulator, ref, "t+", until);
  unit.attachPrivilegeToPart(event, "trader_id", forRegulator, ref, "t-", until);
  unit.publish(event);
}

export function publishCancel(unit: UnitApi, config: TraderConfig, ref: Tag): void {
  const integrity = [config.integrity];
  const event = unit.createEvent();
  unit.addPart(event, { integrity }, "type", "cancel");
  unit.addPart(event, { secrecy: [config.darkPool], integrity }, "cancel", { ref });
  unit.publish(event);
}
