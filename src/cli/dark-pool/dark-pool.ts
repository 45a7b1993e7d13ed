/** The dark pool on a platform: the scenario of DEFCON, section 2, with those who attack it. */

import { createPlatform } from "../../platform/create.ts";
import type { CellLimits } from "../../platform/options.ts";
import type { Platform } from "../../platform/platform.ts";
import type { Tick } from "../tick.ts";
import { Canaries } from "./canaries.ts";
import type { DarkPoolPlacement, PlantedLeak, SelfTradeRule } from "./choices.ts";
import { type HostileUnit, hostileUnits, markerPrice } from "./hostile.ts";
import type { Market } from "./market.ts";
import { addPrograms } from "./programs.ts";
import { createTags, type DarkPoolTags } from "./tags.ts";
import { venueDeployments } from "./venue.ts";

export interface DarkPoolOptions {
  readonly market: Market;
  readonly traders: number;
  readonly placement: DarkPoolPlacement;
  readonly seed: number;
  /** Whether hostile units run beside the honest ones; yes if left out. */
  readonly hostile?: boolean;
  readonly plantedLeak?: PlantedLeak;
  /** The venue's rule; `cancelNewest` if left out. */
  readonly selfTrade?: SelfTradeRule;
  /** The platform to build on; one of isolates if left out. */
  readonly platform?: Platform;
}

export interface DarkPool {
  readonly platform: Platform;
  readonly tags: DarkPoolTags;
  readonly canaries: Canaries;
  readonly hostile: readonly HostileUnit[];
  /** The price of every forgery. */
  readonly marker: number;
  /** Publishes a price to the exchange's feed; what it causes runs with the next `settle`. */
  readonly publish: (tick: Tick) => void;
  /** Publishes a price and runs everything it causes. */
  readonly tick: (tick: Tick) => void;
  readonly close: () => void;
}

/** A cell of many units, and one of few: an isolate with two hardened realms needs some 10 MiB. */
const sharedCell: CellLimits = { memoryMiB: 1_024, crossingMs: 20_000 };
const smallCell: CellLimits = { memoryMiB: 64, crossingMs: 10_000 };
/** The venue's cells hold every book, and a desk for every order. */
const venueCell: CellLimits = { memoryMiB: 512, crossingMs: 20_000 };
/** The thrower's strings alone are 16 MiB each. */
const hostileCell: CellLimits = { memoryMiB: 256, crossingMs: 10_000 };

/**
 * Deploys a dark pool. Subscribe at the edge of its platform before the first tick.
 *
 * @example
 * const market = describeMarket(ticks, "generated");
 * const pool = buildDarkPool({ market, traders: 200, placement: "shared", seed: 1 });
 * for (const tick of ticks) pool.tick(tick);
 * pool.close();
 */
export function buildDarkPool(options: DarkPoolOptions): DarkPool {
  const { market, traders, placement, seed, hostile = true, plantedLeak } = options;
  const platform = options.platform ?? createPlatform({ placement, seed });
  const shared = placement === "shared";
  addPrograms(platform, hostile);
  const tags = createTags(platform, traders);
  const canaries = new Canaries(seed);
  const deployments = venueDeployments({
    tags,
    market,
    canaries,
    selfTrade: options.selfTrade,
    traderCell: shared ? sharedCell : smallCell,
    venueCell: shared ? sharedCell : venueCell,
  });
  for (const deployment of deployments) platform.deploy(deployment);
  const proberIntegrity = platform.createTag("i-prober");
  const cell = hostileCell;
  const units = hostile
    ? hostileUnits({ tags, market, canaries, proberIntegrity, cell, plantedLeak })
    : [];
  for (const { deployment } of units) platform.deploy(deployment);

  const label = { integrity: [tags.feed] };
  function publish({ symbol, price, time }: Tick): void {
    platform.publish(
      [
        { name: "type", data: "feed", label },
        { name: "symbol", data: symbol, label },
        { name: "price", data: price, label },
      ],
      time,
    );
  }
  return {
    platform,
    tags,
    canaries,
    hostile: units,
    marker: markerPrice(market),
    publish,
    tick(tick) {
      publish(tick);
      platform.settle();
    },
    close: () => platform.close(),
  };
}
