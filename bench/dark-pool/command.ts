/** `bench dark-pool`: the evaluation's scenario in several modes and sizes. */

import { Command } from "commander";
import { describeMachine } from "../../src/cli/machine.ts";
import { oneOf, positiveNumber, usage, wholeNumber } from "../../src/cli/usage.ts";
import { Progress } from "../progress.ts";
import { measure, secondsOf } from "./measure.ts";
import { type Mode, modeFacts, modes } from "./modes.ts";
import { formatResults } from "./report.ts";
import { batchTicks, type MarketKind, markets } from "./scenario.ts";

interface DarkPoolBenchOptions {
  readonly modes: readonly Mode[];
  readonly traders: readonly number[];
  readonly seconds: number;
  readonly batch: number;
  readonly market: MarketKind;
  readonly rate?: number;
  readonly seed: number;
  readonly json?: true;
}

function listOf<Item>(parse: (text: string) => Item): (text: string) => readonly Item[] {
  return (text) => [...new Set(text.split(",").map((item) => parse(item.trim())))];
}

export function darkPoolCommand(): Command {
  return new Command("dark-pool")
    .description("throughput, latency and memory of the dark pool, mode by mode")
    .option("--modes <list>", `some of ${modes.join(", ")}`, listOf(oneOf("--modes", modes)), [
      "no-security",
      "labels-freeze",
      "labels-clone",
      "labels-freeze-isolation",
    ])
    .option(
      "--traders <list>",
      "numbers of traders",
      listOf(wholeNumber("--traders", 1, 100_000)),
      [200, 500, 1_000, 1_500, 2_000],
    )
    .option(
      "--seconds <s>",
      "how long to measure throughput, and latency at each of two rates",
      positiveNumber("--seconds", 3_600),
      5,
    )
    .option(
      "--rate <ticks>",
      "ticks a second of the rate that is common to all modes (default: half of what the slowest can do)",
      positiveNumber("--rate", 1e9),
    )
    .option(
      "--batch <ticks>",
      "ticks published together where throughput is measured",
      wholeNumber("--batch", 1, 100_000),
      batchTicks,
    )
    .option(
      "--market <kind>",
      "calm (orders come one by one) or crowded (dozens at once, as in the demo)",
      oneOf("--market", markets),
      "calm",
    )
    .option(
      "--seed <n>",
      "of the trace and of everything random",
      wholeNumber("--seed", 0, Number.MAX_SAFE_INTEGER),
      7,
    )
    .option("--json", "print one JSON object instead of tables")
    .action(async ({ json, ...plan }: DarkPoolBenchOptions) => {
      for (const mode of plan.modes) demandRoom(mode, plan.traders);
      const measured = await measure(plan, new Progress(secondsOf(plan)));
      const report = { machine: describeMachine(), seed: plan.seed, ...measured };
      process.stdout.write(`${json === true ? JSON.stringify(report) : formatResults(report)}\n`);
    });
}

function demandRoom(mode: Mode, traders: readonly number[]): void {
  const { mostTraders } = modeFacts[mode];
  const tooMany = traders.find((count) => count > mostTraders);
  if (tooMany === undefined) return;
  throw usage(
    `--traders ${tooMany} are too many for the mode ${mode}`,
    `give --traders at most ${mostTraders} with it, or leave the mode out`,
  );
}
