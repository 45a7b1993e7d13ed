/** How many deliveries a second one shared cell makes with the real units of the dark pool. */

import { createHash } from "node:crypto";
import { buildDarkPool } from "../../src/cli/dark-pool/dark-pool.ts";
import { describeMarket, symbolsFor } from "../../src/cli/dark-pool/market.ts";
import { generateFeed } from "../../src/cli/feed.ts";

export interface Throughput {
  readonly traders: number;
  readonly ticks: number;
  readonly deliveries: number;
  /**
   * Of the processor time of this thread, which other processes do not take from: the fastest round,
   * which says what the code costs, and the median, which says what the machine was like.
   */
  readonly fastestPerCpuSecond: number;
  readonly deliveriesPerCpuSecond: number;
  readonly deliveriesPerSecond: number;
  /** Slowest and fastest round. */
  readonly spread: readonly [number, number];
  readonly orders: number;
  readonly trades: number;
  /** Of what the edge saw: equal for equal seeds. */
  readonly resultHash: string;
}

/** Ticks published before each settle. */
const batch = 64;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * @param calm how many times wider than the demo's the traders' bands are: orders become rare beside
 * ticks, as they are on a real exchange; 1 is the demo's crowd, in which every tick makes an order
 */
export function measureThroughput(
  traders: number,
  ticks: number,
  rounds: number,
  seed: number,
  calm: number,
): Throughput {
  const feed = [
    ...generateFeed({ seed, symbols: symbolsFor(traders), ticks: ticks * (rounds + 1) }),
  ];
  const described = describeMarket(feed, "generated");
  const market = { ...described, volatility: described.volatility * calm };
  const pool = buildDarkPool({ market, traders, placement: "shared", seed, hostile: false });
  const hash = createHash("sha256");
  let orders = 0;
  let trades = 0;
  pool.platform.subscribe({ part: "type", equals: "order" }, () => orders++);
  pool.platform.subscribe({ part: "type", equals: "trade" }, (event) => {
    trades++;
    hash.update(JSON.stringify(event["print"]));
  });
  pool.platform.settle();
  const perSecond: number[] = [];
  const perCpuSecond: number[] = [];
  let deliveries = 0;
  for (let round = 0; round <= rounds; round++) {
    const before = pool.platform.statistics().deliveries;
    const beganAt = performance.now();
    const cpu = process.threadCpuUsage();
    for (let i = round * ticks; i < (round + 1) * ticks; i++) {
      const tick = feed[i];
      if (tick !== undefined) pool.publish(tick);
      if (i % batch === batch - 1) pool.platform.settle();
    }
    pool.platform.settle();
    const seconds = (performance.now() - beganAt) / 1_000;
    const { user, system } = process.threadCpuUsage(cpu);
    const made = pool.platform.statistics().deliveries - before;
    // The first round warms up: code is compiled, prices are learnt.
    if (round === 0) continue;
    deliveries += made;
    perSecond.push(made / seconds);
    perCpuSecond.push(made / ((user + system) / 1e6));
  }
  pool.close();
  return {
    traders,
    ticks: ticks * rounds,
    deliveries,
    fastestPerCpuSecond: Math.round(Math.max(...perCpuSecond)),
    deliveriesPerCpuSecond: Math.round(median(perCpuSecond)),
    deliveriesPerSecond: Math.round(median(perSecond)),
    spread: [Math.round(Math.min(...perSecond)), Math.round(Math.max(...perSecond))],
    orders,
    trades,
    resultHash: hash.digest("hex").slice(0, 16),
  };
}
