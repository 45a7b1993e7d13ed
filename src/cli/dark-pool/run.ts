/** One run of the dark pool: ticks one after the other, watched and searched, and what came of it. */

import { setImmediate } from "node:timers/promises";
import { DropCount, type Drops } from "../drops.ts";
import { describeMachine, type Machine } from "../machine.ts";
import type { Tick } from "../tick.ts";
import { buildDarkPool, type DarkPool, type DarkPoolOptions } from "./dark-pool.ts";
import type { LatencyNs } from "./latency.ts";
import { type HostileResult, type Leak, LeakSearch } from "./leak-search.ts";
import { type LeftOut, unwatched } from "./market.ts";
import { MarketWatch } from "./market-watch.ts";

export interface RunOptions extends DarkPoolOptions {
  readonly feed: Iterable<Tick>;
  /** How many ticks the feed has; left out if it has no end. */
  readonly feedTicks?: number;
  /** Notes on the feed, for readers of the report. */
  readonly notes?: readonly string[];
  /** Ends the run after so many ticks; else it ends with the feed or the time. */
  readonly ticks?: number;
  /** Time (s) that ticks may take; no bound if `ticks` is given. */
  readonly seconds: number;
  /** Whether somebody wants the run to end: asked between ticks. */
  readonly isInterrupted?: () => boolean;
  /** Called about once a second. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly ticks: number;
  readonly orders: number;
  readonly fills: number;
  readonly elapsedSeconds: number;
  /** How much of the run is over. */
  readonly share: number;
}

export interface DarkPoolReport extends Drops {
  readonly seed: number;
  readonly placement: string;
  readonly traders: number;
  readonly symbols: number;
  /** Symbols of the feed that the exchange does not take. */
  readonly leftOut: LeftOut;
  /** How many symbols no trader compares with another. */
  readonly unwatchedSymbols: number;
  readonly notes: readonly string[];
  /** Whether it was ended before its time. */
  readonly interrupted: boolean;
  readonly setupSeconds: number;
  readonly seconds: number;
  readonly ticks: number;
  readonly orders: number;
  readonly fills: number;
  readonly prints: number;
  /** Orders and cancels that the broker refused, or ended for a rule of its own, by reason. */
  readonly refused: Readonly<Record<string, number>>;
  readonly deliveries: number;
  readonly deliveriesPerSecond: number;
  readonly rssBytes: number;
  readonly cells: number;
  readonly latencyNs: { readonly tickToOrder: LatencyNs; readonly tickToTrade: LatencyNs };
  /** How many secrets were planted. */
  readonly canaries: number;
  readonly hostile: readonly HostileResult[];
  readonly publicLeaks: readonly Leak[];
  /** All that leaked. */
  readonly leaked: number;
  readonly machine: Machine;
}

/** Ticks, and time (ms), between two turns of the event loop, in which an interruption is heard. */
const ticksPerTurn = 32;
const turnMs = 50;
/** Ticks between two looks at what was dropped: a cell that is lost takes its counts with it. */
const ticksPerLook = 32 * ticksPerTurn;

/** Builds a dark pool, runs it on a feed and takes it down. */
export async function runDarkPool(options: RunOptions): Promise<DarkPoolReport> {
  const beganAt = performance.now();
  const pool = buildDarkPool(options);
  try {
    const watch = new MarketWatch(pool);
    const search = new LeakSearch(pool);
    pool.platform.settle();
    const startedAt = performance.now();
    const drops = new DropCount(pool.platform);
    const { isInterrupted = () => false } = options;
    const ticking = { ...options, isInterrupted };
    const ticks = await runTicks(ticking, pool, watch, search, () => drops.look());
    const endedAt = performance.now();
    return summarize(options, pool, watch, search, {
      ticks,
      drops: drops.look(),
      interrupted: isInterrupted(),
      setupSeconds: (startedAt - beganAt) / 1_000,
      seconds: (endedAt - startedAt) / 1_000,
    });
  } finally {
    pool.close();
  }
}

type Ticking = RunOptions & Required<Pick<RunOptions, "isInterrupted">>;

async function runTicks(
  { feed, feedTicks = Infinity, ticks: wanted, seconds, isInterrupted, onProgress }: Ticking,
  pool: DarkPool,
  watch: MarketWatch,
  search: LeakSearch,
  look: () => void,
): Promise<number> {
  const startedAt = performance.now();
  let reportedAt = startedAt;
  let turnedAt = startedAt;
  let ticks = 0;
  for (const tick of feed) {
    if (ticks === wanted) break;
    watch.beginTick(performance.now());
    pool.tick(tick);
    search.search();
    if (++ticks % ticksPerTurn !== 0 && performance.now() - turnedAt < turnMs) continue;
    // What weak references hold is let go between turns only.
    // oxlint-disable-next-line no-await-in-loop -- ticks come one after the other
    await setImmediate();
    if (ticks % ticksPerLook === 0) look();
    if (isInterrupted()) break;
    const now = performance.now();
    turnedAt = now;
    const elapsedSeconds = (now - startedAt) / 1_000;
    if (wanted === undefined && elapsedSeconds >= seconds) break;
    if (now - reportedAt < 1_000) continue;
    reportedAt = now;
    const share =
      wanted === undefined ? Math.max(elapsedSeconds / seconds, ticks / feedTicks) : ticks / wanted;
    onProgress?.({ ticks, orders: watch.orders, fills: watch.fills, elapsedSeconds, share });
  }
  return ticks;
}

interface Timing {
  readonly ticks: number;
  readonly drops: Drops;
  readonly interrupted: boolean;
  readonly setupSeconds: number;
  readonly seconds: number;
}

function summarize(
  { seed, placement, traders, market, notes = [] }: RunOptions,
  pool: DarkPool,
  watch: MarketWatch,
  search: LeakSearch,
  { ticks, drops, interrupted, setupSeconds, seconds }: Timing,
): DarkPoolReport {
  const { deliveries, cells } = pool.platform.statistics();
  const hostile = search.results;
  const { publicLeaks } = search;
  return {
    seed,
    placement,
    traders,
    symbols: new Set(market.pairs.flat()).size,
    leftOut: market.leftOut,
    unwatchedSymbols: unwatched(market, traders).length,
    notes,
    interrupted,
    ...drops,
    setupSeconds: round(setupSeconds),
    seconds: round(seconds),
    ticks,
    orders: watch.orders,
    fills: watch.fills,
    prints: watch.prints,
    refused: Object.fromEntries(watch.refused),
    deliveries,
    deliveriesPerSecond: Math.round(deliveries / Math.max(seconds, 1e-3)),
    rssBytes: process.memoryUsage.rss(),
    cells: cells.length,
    latencyNs: {
      tickToOrder: watch.tickToOrder.summarize(),
      tickToTrade: watch.tickToTrade.summarize(),
    },
    canaries: pool.canaries.planted,
    hostile,
    publicLeaks,
    leaked: hostile.reduce((sum, { leaked }) => sum + leaked, 0) + publicLeaks.length,
    machine: describeMachine(),
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
