/**
 * The scenario that every contender computes: one trace of prices, and the same venue and traders
 * that trade on it.
 */

import type { PlainSettings } from "./plain/settings.ts";
import { Canaries } from "../../src/cli/dark-pool/canaries.ts";
import { describeMarket, type Market } from "../../src/cli/dark-pool/market.ts";
import { createTags, type DarkPoolTags, type TagMaker } from "../../src/cli/dark-pool/tags.ts";
import { largeNotionalOf, traderName, venueDeployments } from "../../src/cli/dark-pool/venue.ts";
import { generateFeed, type Tick } from "../../src/cli/feed.ts";
import { childSecret, type Secret, tagIdOf } from "../../src/dispatch/index.ts";
import { Tag } from "../../src/label/index.ts";
import type { Deployment } from "../../src/platform/options.ts";
import { readConfig } from "../../units/trader/config.ts";

/** As many monitors as a tick is delivered to, once there are so many traders. */
const tradersPerPair = 200;
/**
 * What traders wait for. In a `calm` market it differs widely: most of what happens is ticks, as on an
 * exchange, and orders come one by one. In a `crowded` one, which is the demo's, many wait for much the
 * same, and one tick brings dozens of orders.
 */
export const markets = ["calm", "crowded"] as const;

export type MarketKind = (typeof markets)[number];

const calmBands = [12, 112] as const;
/** Ticks that the market is described from. */
const describedTicks = 20_000;
/** Ticks published and settled together where nothing else is said. */
export const batchTicks = 64;

export interface ScenarioOptions {
  readonly traders: number;
  readonly seed: number;
  readonly market: MarketKind;
}

function symbolsFor(traders: number): readonly string[] {
  const pairs = Math.ceil(traders / tradersPerPair);
  return Array.from({ length: 2 * pairs }, (_, i) => {
    const pair = String(i >> 1).padStart(4, "0");
    return `S${pair}${i % 2 === 0 ? "A" : "B"}`;
  });
}

/** The trace from its beginning, without end. */
function trace({ traders, seed }: ScenarioOptions): Iterable<Tick> {
  return generateFeed({ seed, symbols: symbolsFor(traders), ticks: Infinity });
}

/** Hands out the trace a piece at a time, so that making it is no part of what is measured. */
export class Trace {
  readonly #ticks: Iterator<Tick>;

  constructor(options: ScenarioOptions) {
    this.#ticks = trace(options)[Symbol.iterator]();
  }

  take(count: number): readonly Tick[] {
    const taken: Tick[] = [];
    for (let i = 0; i < count; i++) taken.push(this.#ticks.next().value as Tick);
    return taken;
  }
}

export function marketOf(options: ScenarioOptions): Market {
  const described = describeMarket(new Trace(options).take(describedTicks), "the trace");
  return options.market === "calm" ? { ...described, bands: calmBands } : described;
}

function platformSecret(seed: number): Secret {
  return childSecret("0".repeat(64) as Secret, `platform ${seed}`);
}

/** What a deployed unit has on a platform of this seed: its random numbers are derived from it. */
export function unitSecret(seed: number, name: string): Secret {
  return childSecret(childSecret(platformSecret(seed), `unit ${name}`), "life 1");
}

/** Makes the tags that a platform of this seed would make. */
export function tagMaker(seed: number): TagMaker {
  const secret = platformSecret(seed);
  let made = 0;
  return { createTag: (name) => new Tag(name, tagIdOf(secret, made++)) };
}

export interface Venue {
  readonly tags: DarkPoolTags;
  readonly deployments: readonly Deployment[];
}

/** What an operator deploys, for contenders that are no platform. */
export function venueOf(options: ScenarioOptions): Venue {
  const { traders, seed } = options;
  const tags = createTags(tagMaker(seed), traders);
  const deployments = venueDeployments({
    tags,
    market: marketOf(options),
    canaries: new Canaries(seed),
    traderCell: {},
    venueCell: {},
  });
  return { tags, deployments };
}

/** The same traders for contenders that know nothing of labels. */
export function plainSettings(options: ScenarioOptions): PlainSettings {
  const configs = venueOf(options)
    .deployments.filter(({ program }) => program === "trader")
    .map(({ config }) => readConfig(config as Parameters<typeof readConfig>[0]));
  return {
    largeNotional: largeNotionalOf(marketOf(options)),
    traders: configs.map(({ pairs, strategy, quantity, leaseMs, maxOpenOrders }, index) => ({
      index,
      pair: pairs[0] ?? { first: "", second: "", band: 1 },
      strategy,
      quantity,
      leaseMs,
      maxOpenOrders,
      secret: unitSecret(options.seed, traderName(index)),
    })),
  };
}
