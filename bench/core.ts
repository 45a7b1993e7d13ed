/**
 * The speed of the core: deliveries a second in one shared cell, memory for one more trader, and the
 * cost of a match among many subscriptions. Exits with 1 if a bound is missed; the smoke mode, for
 * CI, only shows that everything works.
 */

import { availableParallelism, cpus } from "node:os";
import { Command } from "commander";
import { type MatchCost, measureMatch } from "./core/match.ts";
import { measureMemory, type TraderMemory } from "./core/memory.ts";
import { measureThroughput, type Throughput } from "./core/throughput.ts";

const bounds = {
  deliveriesPerCpuSecond: 3_000_000,
  rssBytesPerTrader: 32 * 1_024,
  matchRatio: 1.2,
} as const;

/**
 * How many times wider than the demo's the traders' bands are in a calm market: ticks are common and
 * orders rare, as on an exchange, but there are orders.
 */
const calmBands = 2;

interface Options {
  readonly smoke: boolean;
  readonly json: boolean;
  readonly seed: string;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function run({ smoke, json, seed: seedText }: Options): void {
  const seed = Number(seedText);
  const [traders, ticks, rounds] = smoke ? [100, 500, 1] : [2_000, 2_000, 40];
  note("throughput in a calm market …");
  const calm = measureThroughput(traders, ticks, rounds, seed, calmBands);
  note("throughput in the demo's market …");
  const busy = measureThroughput(traders, Math.ceil(ticks / 4), rounds, seed, 1);
  note("memory …");
  const memory = smoke ? measureMemory(10, 200, seed) : measureMemory(500, 2_500, seed);
  note("match …");
  const match = smoke
    ? measureMatch(100, 10_000, 2_000, 3)
    : measureMatch(1_000, 100_000, 20_000, 15);
  const machine = `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} cores, Node ${process.version}`;
  const met = {
    throughput: calm.fastestPerCpuSecond >= bounds.deliveriesPerCpuSecond,
    memory: memory.rssBytesPerTrader <= bounds.rssBytesPerTrader,
    match: match.ratio <= bounds.matchRatio,
  };
  const result = { machine, seed, smoke, throughput: { calm, busy }, memory, match, bounds, met };
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${describe(result)}\n`);
  if (!smoke && Object.values(met).includes(false)) process.exitCode = 1;
}

interface Result {
  readonly machine: string;
  readonly throughput: { readonly calm: Throughput; readonly busy: Throughput };
  readonly memory: TraderMemory;
  readonly match: MatchCost;
}

function millions(value: number): string {
  return (value / 1e6).toFixed(2);
}

function describeThroughput(market: string, result: Throughput): string {
  const { traders, fastestPerCpuSecond, deliveriesPerCpuSecond, deliveriesPerSecond, spread } =
    result;
  const { ticks, orders, trades, resultHash } = result;
  return (
    `${traders} traders in one cell, ${market} market: ${millions(fastestPerCpuSecond)} M deliveries ` +
    `a CPU second in the fastest round, ${millions(deliveriesPerCpuSecond)} M in the median; ` +
    `${millions(deliveriesPerSecond)} M a second by the clock ` +
    `(${spread.map(millions).join(" to ")}); ${ticks} ticks, ${orders} orders, ${trades} trades, ` +
    `result ${resultHash}`
  );
}

function describe({ machine, throughput, memory, match }: Result): string {
  return [
    machine,
    describeThroughput("calm", throughput.calm),
    describeThroughput("busy", throughput.busy),
    `one more trader and its monitor: ${(memory.rssBytesPerTrader / 1_024).toFixed(1)} KiB`,
    `a match among ${match.subscriptions.join(" and ")} subscriptions: ` +
      `${match.nsPerMatch.map((ns) => ns.toFixed(0)).join(" and ")} ns, ` +
      `ratio ${match.ratio.toFixed(2)}`,
  ].join("\n");
}

new Command("core")
  .option("--smoke", "small sizes, no bounds", false)
  .option("--json", "one JSON object", false)
  .option("--seed <n>", "seed of the feed", "7")
  .action(run)
  .parse();
