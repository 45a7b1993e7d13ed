/**
 * Measures modes against each other: all contenders of one size are set up at once, each in a process
 * of its own, and take turns, so that a machine that is slow for a while is slow for all of them.
 */

import type { LatencyNs } from "../../src/cli/dark-pool/latency.ts";
import type { Progress } from "../progress.ts";
import { median, range } from "../statistics.ts";
import { BenchClient } from "./bench-client.ts";
import type { LatencyRun, SetUp, Throughput } from "./bench-process.ts";
import { type Mode, modeFacts } from "./modes.ts";
import { batchTicks, type MarketKind, type ScenarioOptions } from "./scenario.ts";

export interface Plan {
  readonly modes: readonly Mode[];
  readonly traders: readonly number[];
  readonly market: MarketKind;
  readonly seed: number;
  /** How long throughput is measured, and latency at each rate. */
  readonly seconds: number;
  /** Ticks published together where throughput is measured. */
  readonly batch: number;
  /** Ticks a second at which all modes' latency is measured; chosen for each number of traders if left out. */
  readonly rate?: number;
}

/** Latency under load that comes whether it is served or not. */
export interface OfferedLoad {
  /** Ticks a second. */
  readonly rate: number;
  readonly achieved: number;
  /** Whether the mode could not keep up: latencies then say how long the run was, so there are none. */
  readonly saturated: boolean;
  readonly latencyNs: LatencyPair | null;
}

export interface LatencyPair {
  readonly tickToOrder: LatencyNs;
  readonly tickToTrade: LatencyNs;
}

export interface ModeResult {
  readonly mode: Mode;
  readonly traders: number;
  /** Ticks a second: the median of the rounds. */
  readonly eventsPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** Slowest and fastest round, in ticks a second. */
  readonly spread: readonly [number, number];
  /** At half of what the mode can do; null if it could not keep up even so. */
  readonly latencyNs: LatencyPair | null;
  readonly atHalfSaturation: OfferedLoad;
  /** At a rate that is the same for all modes. */
  readonly atCommonRate: OfferedLoad;
  /** Resident growth for one more trader; null where it cannot be told. */
  readonly rssBytesPerTrader: number | null;
  readonly setUpMsPerUnit: number;
  /** Of the orders and trades that the first ticks led to. */
  readonly resultHash: string;
  readonly orders: number;
  readonly trades: number;
}

/** How one mode compares with another of the same number of traders. */
export interface Ratio {
  readonly traders: number;
  readonly mode: Mode;
  readonly over: Mode;
  /** Median of the rounds' ratios. */
  readonly throughput: number;
  /** p70 of tick to order of the other, over that of the mode, at the common rate. */
  readonly latencyP70: number | null;
}

export interface Measured {
  readonly results: readonly ModeResult[];
  readonly ratios: readonly Ratio[];
}

/** Ticks that every contender runs before anything is measured. */
export const hashedTicks = 3_200;
const rounds = 10;
/**
 * Time (s) for which a contender runs before it is measured, and how many times what is measured at most:
 * until then the engine still compiles what is rare, such as orders. In an isolate it takes longest.
 */
const warmUpSeconds = 8;
const warmUpShare = 4;
/** Shortest time (s) from which a contender's speed is estimated. */
const estimateSeconds = 0.05;
/** Traders of the process that memory is compared with: hardly any, or many more. */
const fewTraders = 10;
const moreTraders = 1_000;
/** Growth (bytes) below which nothing can be told: by so much the memory of a process moves by itself. */
const smallestGrowth = 2 * 2 ** 20;
/** How many times what a mode can do it is offered at most. */
const mostOverload = 2;
/** Share of the offered rate below which a contender has not kept up. */
const keptUp = 0.97;
/** About what each trader adds to setting up (s) where it has something of its own. */
const setUpSecondsPerTrader: Readonly<Partial<Record<Mode, number>>> = {
  "isolate-per-owner": 0.08,
  "worker-threads": 0.1,
  processes: 0.3,
};

function warmUpTime(seconds: number): number {
  return Math.min(warmUpSeconds, warmUpShare * seconds);
}

/** About what setting up takes (s), few traders and all, for the time that is left. */
function setUpSeconds(mode: Mode, traders: number, seconds: number): number {
  return 3 + warmUpTime(seconds) + 2 * traders * (setUpSecondsPerTrader[mode] ?? 0);
}

export function secondsOf({ modes, traders, seconds }: Plan): number {
  const each = traders.flatMap((count) => modes.map((mode) => setUpSeconds(mode, count, seconds)));
  return each.reduce((sum, setUp) => sum + setUp + 3 * seconds, 0);
}

export async function measure(plan: Plan, progress: Progress): Promise<Measured> {
  const results: ModeResult[] = [];
  const ratios: Ratio[] = [];
  for (const traders of plan.traders) {
    // oxlint-disable-next-line no-await-in-loop -- sizes take turns
    const measured = await measureSize(plan, traders, progress);
    results.push(...measured.results);
    ratios.push(...measured.ratios);
  }
  return { results, ratios };
}

interface Entrant {
  readonly client: BenchClient;
  readonly setUp: SetUp;
  /** What one more trader adds; null where it cannot be told. */
  readonly rssBytesPerTrader: number | null;
  /** Ticks a second, estimated. */
  readonly estimate: number;
  readonly rounds: Throughput[];
}

async function measureSize(plan: Plan, traders: number, progress: Progress): Promise<Measured> {
  const entrants: Entrant[] = [];
  try {
    for (const mode of plan.modes) {
      progress.step(
        `${mode}, ${traders} traders: setting up`,
        setUpSeconds(mode, traders, plan.seconds),
      );
      // oxlint-disable-next-line no-await-in-loop -- one at a time, or they would disturb each other
      entrants.push(await enter(plan, traders, mode));
    }
    await measureThroughput(plan, traders, entrants, progress);
    const rate = plan.rate ?? commonRate(entrants);
    const results: ModeResult[] = [];
    for (const entrant of entrants) {
      // oxlint-disable-next-line no-await-in-loop
      results.push(await measureLatency(plan, traders, entrant, rate, progress));
    }
    return { results, ratios: ratiosOf(traders, entrants, results) };
  } finally {
    await Promise.all(entrants.map(({ client }) => close(client)));
  }
}

async function close(client: BenchClient): Promise<void> {
  try {
    await client.close();
  } catch {
    client.kill();
  }
}

async function enter(plan: Plan, traders: number, mode: Mode): Promise<Entrant> {
  const { seed, market } = plan;
  const others = comparedWith(mode, traders);
  const residentOfOthers =
    others > 0 ? await residentWith(mode, { traders: others, seed, market }) : null;
  const client = new BenchClient(mode);
  try {
    const setUp = await client.setUp({ traders, seed, market }, hashedTicks);
    let ticks = batchTicks;
    const warmUntil = performance.now() + 1_000 * warmUpTime(plan.seconds);
    let run = await client.throughput(ticks, plan.batch);
    while (run.seconds < estimateSeconds || performance.now() < warmUntil) {
      if (run.seconds < estimateSeconds) ticks *= 2;
      // oxlint-disable-next-line no-await-in-loop -- until it takes long enough
      run = await client.throughput(ticks, plan.batch);
    }
    const rssBytesPerTrader = growth(
      residentOfOthers === null ? NaN : residentOfOthers - setUp.residentBytes,
      others - traders,
    );
    return { client, setUp, rssBytesPerTrader, estimate: ticks / run.seconds, rounds: [] };
  } catch (error) {
    client.kill();
    throw error;
  }
}

/**
 * With how many traders memory is compared. A heap grows in steps, so that a few more say nothing of one
 * that many share; where each trader has its own, a few fewer do.
 */
function comparedWith(mode: Mode, traders: number): number {
  if (!modeFacts[mode].sharesHeaps) return Math.min(fewTraders, traders >> 1);
  return traders + Math.max(moreTraders, traders);
}

async function residentWith(mode: Mode, options: ScenarioOptions): Promise<number> {
  const client = new BenchClient(mode);
  try {
    return (await client.setUp(options, hashedTicks)).residentBytes;
  } finally {
    await close(client);
  }
}

async function measureThroughput(
  { seconds, batch }: Plan,
  traders: number,
  entrants: readonly Entrant[],
  progress: Progress,
): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    const perRound = seconds / rounds;
    progress.step(
      `${traders} traders: throughput, round ${round} of ${rounds}`,
      perRound * entrants.length,
    );
    for (const { client, estimate, rounds: made } of entrants) {
      const ticks = Math.max(batch, Math.round((estimate * perRound) / batch) * batch);
      // oxlint-disable-next-line no-await-in-loop -- they take turns
      made.push(await client.throughput(ticks, batch));
    }
  }
}

function eventsPerSecond(entrant: Entrant): readonly number[] {
  return entrant.rounds.map(({ ticks, seconds }) => ticks / seconds);
}

/** Half of what the slowest can do. */
function commonRate(entrants: readonly Entrant[]): number {
  return Math.min(...entrants.map((entrant) => median(eventsPerSecond(entrant)))) / 2;
}

async function measureLatency(
  { seconds }: Plan,
  traders: number,
  entrant: Entrant,
  commonTicksPerSecond: number,
  progress: Progress,
): Promise<ModeResult> {
  const { client, setUp, rssBytesPerTrader, rounds: made } = entrant;
  const { mode } = client;
  const perSecond = eventsPerSecond(entrant);
  const saturation = median(perSecond);
  const [slowest, fastest] = range(perSecond);
  const what = `${mode}, ${traders} traders: latency`;
  progress.step(`${what} at half of what it can do`, seconds);
  const atHalfSaturation = await offer(client, saturation / 2, seconds, fastest);
  progress.step(`${what} at the common rate`, seconds);
  const atCommonRate = await offer(client, commonTicksPerSecond, seconds, fastest);
  return {
    mode,
    traders,
    eventsPerSecond: Math.round(saturation),
    deliveriesPerSecond: Math.round(median(made.map((run) => run.deliveries / run.seconds))),
    spread: [Math.round(slowest), Math.round(fastest)],
    latencyNs: atHalfSaturation.latencyNs,
    atHalfSaturation,
    atCommonRate,
    rssBytesPerTrader,
    setUpMsPerUnit: Math.round((1_000 * setUp.setUpMs) / setUp.units) / 1_000,
    resultHash: setUp.resultHash,
    orders: setUp.orders,
    trades: setUp.trades,
  };
}

/**
 * What one more trader adds (bytes).
 *
 * @param bytes what more traders added; or fewer took away, both negative
 */
function growth(bytes: number, traders: number): number | null {
  const perTrader = bytes / traders;
  return perTrader * Math.abs(traders) >= smallestGrowth ? Math.round(perTrader) : null;
}

/**
 * @param fastest ticks a second that the mode has done: far above that a run need not be longer than it
 * takes to see that the mode cannot keep up
 */
async function offer(
  client: BenchClient,
  rate: number,
  seconds: number,
  fastest: number,
): Promise<OfferedLoad> {
  const offered = Math.min(rate, mostOverload * fastest);
  const ticks = Math.max(1, Math.round(offered * seconds));
  const run: LatencyRun = await client.latency(rate, ticks);
  const saturated = run.achieved < rate * keptUp;
  return {
    rate: Math.round(rate),
    achieved: Math.round(run.achieved),
    saturated,
    latencyNs: saturated ? null : { tickToOrder: run.tickToOrder, tickToTrade: run.tickToTrade },
  };
}

/** Every mode over every other one. */
function ratiosOf(
  traders: number,
  entrants: readonly Entrant[],
  results: readonly ModeResult[],
): readonly Ratio[] {
  return entrants.flatMap((a, i) =>
    entrants.flatMap((b, j) => {
      if (i === j) return [];
      const other = eventsPerSecond(b);
      const throughput = median(eventsPerSecond(a).map((value, k) => value / (other[k] ?? NaN)));
      const [p70, otherP70] = [results[i], results[j]].map(
        (result) => result?.atCommonRate.latencyNs?.tickToOrder.p70,
      );
      return {
        traders,
        mode: a.client.mode,
        over: b.client.mode,
        throughput,
        latencyP70: p70 !== undefined && otherP70 !== undefined ? otherP70 / p70 : null,
      };
    }),
  );
}
