/** The honest units of a dark pool, as an operator deploys them. */

import type { Privilege, Tag } from "../../label/index.ts";
import type { CellLimits, Deployment, GrantInput } from "../../platform/options.ts";
import type { Canaries } from "./canaries.ts";
import type { Market } from "./market.ts";
import type { SelfTradeRule } from "./choices.ts";
import type { DarkPoolTags } from "./tags.ts";

/** Of so many orders the regulator looks one owner up. */
const sampleEvery = 10;
/** Shares, at the highest price of the market, from which a print becomes a price of the exchange. */
const largeShares = 300;
/** Ticks of one symbol for which the broker and the regulator hold privileges over an order. */
const leaseTicks = 24;
const lot = 100;
const maxOpenOrders = 8;
/** Names, order bodies (and reports on them), identities and matches carry a trader's canary. */
const canaryKinds = 4;

export interface VenueSettings {
  readonly tags: DarkPoolTags;
  readonly market: Market;
  readonly canaries: Canaries;
  /** `cancelNewest` if left out. */
  readonly selfTrade?: SelfTradeRule | undefined;
  /** Bounds of a cell that is made for a trader, or for what belongs to the venue. */
  readonly traderCell: CellLimits;
  readonly venueCell: CellLimits;
}

function grants(tag: Tag, ...privileges: readonly Privilege[]): readonly GrantInput[] {
  return privileges.map((privilege) => ({ tag, privilege }));
}

/** Price times quantity of a large print: it follows the market's prices, of whatever magnitude. */
export function largeNotionalOf({ highestPrice }: Market): number {
  return largeShares * highestPrice;
}

export function traderName(index: number): string {
  return `trader-${index + 1}`;
}

export function venueDeployments(settings: VenueSettings): readonly Deployment[] {
  const { tags } = settings;
  return [
    exchange(settings),
    broker(settings),
    regulator(settings),
    ...tags.traders.map((_, i) => trader(settings, i)),
  ];
}

/** The exchange believes only the feed, and the regulator. */
function exchange({ tags, venueCell }: VenueSettings): Deployment {
  return {
    program: "exchange",
    name: "exchange",
    input: { integrity: [tags.feed] },
    output: { integrity: [tags.exchange] },
    privileges: grants(tags.exchange, "t+"),
    config: { exchange: tags.exchange },
    cell: venueCell,
  };
}

/** The broker reads orders and publishes clean; it has no privilege over the exchange's tag. */
function broker({ tags, market, selfTrade, venueCell }: VenueSettings): Deployment {
  return {
    program: "broker",
    name: "broker",
    input: { secrecy: [tags.darkPool] },
    output: { integrity: [tags.broker] },
    privileges: [...grants(tags.darkPool, "t-"), ...grants(tags.broker, "t+")],
    config: {
      exchange: tags.exchange,
      broker: tags.broker,
      darkPool: tags.darkPool,
      // As long as the broker may have to do with an order.
      deskIdleMs: leaseMs(market),
      selfTrade: selfTrade ?? "cancelNewest",
    },
    cell: venueCell,
  };
}

function regulator({ tags, market, venueCell }: VenueSettings): Deployment {
  const largeNotional = largeNotionalOf(market);
  const { darkPool, regulator: own, feed, broker: vouched } = tags;
  return {
    program: "regulator",
    name: "regulator",
    input: { secrecy: [darkPool, own] },
    output: { integrity: [feed] },
    privileges: [...grants(darkPool, "t-"), ...grants(own, "t-"), ...grants(feed, "t+")],
    config: { darkPool, regulator: own, feed, broker: vouched, sampleEvery, largeNotional },
    cell: venueCell,
  };
}

function trader({ tags, market, canaries, traderCell }: VenueSettings, index: number): Deployment {
  const own = tags.traders[index];
  if (own === undefined) throw new RangeError(`there is no trader ${index}`);
  const name = traderName(index);
  const canary = canaries.plant(name, canaryKinds);
  const [first, second] = market.pairs[index % market.pairs.length] ?? ["", ""];
  return {
    program: "trader",
    name,
    input: { secrecy: [own.secrecy] },
    output: { integrity: [own.integrity] },
    privileges: [
      ...grants(own.secrecy, "t+", "t-", "t+auth", "t-auth"),
      ...grants(own.integrity, "t+"),
    ],
    config: {
      // The name is a secret of the pool, so it carries the canary.
      name: `${name}-${canary}`,
      canary,
      exchange: tags.exchange,
      darkPool: tags.darkPool,
      regulator: tags.regulator,
      integrity: own.integrity,
      secrecy: own.secrecy,
      pairs: [{ first, second, band: bandOf(market, index, tags.traders.length) }],
      strategy: Math.floor(index / market.pairs.length) % 2 === 0 ? "revert" : "follow",
      quantity: lot,
      leaseMs: leaseMs(market),
      maxOpenOrders,
    },
    cell: traderCell,
  };
}

function leaseMs({ symbolStepMs }: Market): number {
  return leaseTicks * symbolStepMs;
}

function bandOf({ volatility, bands }: Market, index: number, traders: number): number {
  const share = traders > 1 ? index / (traders - 1) : 0;
  const [narrowest, widest] = bands;
  return volatility * (narrowest + share * (widest - narrowest));
}
