/** What one more trader and its monitor cost: the slope of resident memory between two sizes. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildDarkPool } from "../../src/cli/dark-pool/dark-pool.ts";
import { describeMarket, symbolsFor } from "../../src/cli/dark-pool/market.ts";
import { generateFeed } from "../../src/cli/feed.ts";

export interface TraderMemory {
  readonly traders: readonly [number, number];
  readonly rssBytes: readonly [number, number];
  readonly rssBytesPerTrader: number;
}

/** How many times wider than the demo's the traders' bands are: so wide that there are no orders. */
const calmBands = 4;

const warmUpTicks = 2_000;

/** Resident memory of this process with so many traders at work. */
export function residentWith(traders: number, seed: number): number {
  const feed = [...generateFeed({ seed, symbols: symbolsFor(2_000), ticks: warmUpTicks })];
  const described = describeMarket(feed, "generated");
  // An open order has a tag, labels and a desk of its own, which are not the trader's.
  const market = { ...described, volatility: described.volatility * calmBands };
  const pool = buildDarkPool({ market, traders, placement: "shared", seed, hostile: false });
  pool.platform.settle();
  for (const tick of feed) pool.tick(tick);
  // Also empties the young generation, whose size depends on how fast things went, not on how many
  // traders there are.
  globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
  return process.memoryUsage().rss;
}

function residentInFreshProcess(traders: number, seed: number): number {
  const script = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--no-node-snapshot", "--expose-gc", script, String(traders), String(seed)],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`measuring the memory of ${traders} traders: ${stderr}`);
  return Number(stdout);
}

export function measureMemory(few: number, many: number, seed: number): TraderMemory {
  const rssBytes = [residentInFreshProcess(few, seed), residentInFreshProcess(many, seed)] as const;
  return {
    traders: [few, many],
    rssBytes,
    rssBytesPerTrader: Math.round((rssBytes[1] - rssBytes[0]) / (many - few)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , traders, seed] = process.argv;
  process.stdout.write(String(residentWith(Number(traders), Number(seed))));
}
