/** `bench all`: everything that is measured, the charts of it, and the README's section of results. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Table from "cli-table3";
import { Command, Option } from "commander";
import { positiveNumber } from "../../src/cli/usage.ts";
import { type Bound, boundsOf, verdict } from "./bounds.ts";
import { dispatchCommandName } from "./dispatch.ts";
import { readResults, resultsFolder, writeCharts, writeReadme, writeResults } from "./files.ts";
import { fullPlans, fullSeconds, smokePlans, smokeSeconds } from "./plans.ts";
import { differing, type Results, type PartName, partNames } from "./results.ts";
import { runAll, runOnly } from "./run.ts";

interface AllBenchOptions {
  readonly smoke?: true;
  readonly draw?: true;
  readonly only?: PartName;
  readonly seconds?: number;
  readonly out?: string;
  readonly check?: true;
  readonly json?: true;
}

export function allCommand(): Command {
  return new Command("all")
    .description("runs all benches; writes their results, charts and the README's section")
    .option("--smoke", "small sizes, only to show that everything works; keeps nothing")
    .option("--draw", "measure nothing: draw and write from the results that are there")
    .addOption(
      new Option("--only <set>", "measure one part anew, keep the other results")
        .choices(partNames)
        .conflicts(["smoke", "draw"]),
    )
    .option(
      "--seconds <s>",
      `how long to measure throughput, and latency at each of two rates (default: ${fullSeconds}; with --smoke ${smokeSeconds})`,
      positiveNumber("--seconds", 3_600),
    )
    .option(
      "--out <folder>",
      "where to write results and charts (default: bench/results, and then the README, too)",
    )
    .option("--check", "exit with 1 if a bound is missed or was not measured")
    .option("--json", "print one JSON object instead of a table")
    .action(async (options: AllBenchOptions, command: Command) => {
      const hasDispatch =
        command.parent?.commands.some((it) => it.name() === dispatchCommandName) ?? false;
      const results = await inFolder(options, (folder) => run(folder, options, hasDispatch));
      print(results, options.json === true);
      if (options.check === true && boundsOf(results).some(({ met }) => met !== true)) {
        process.exitCode = 1;
      }
    });
}

/** Smoke leaves nothing behind unless it is told where. */
async function inFolder<Result>(
  { smoke, out }: AllBenchOptions,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  if (smoke !== true || out !== undefined) {
    return work(out === undefined ? resultsFolder : resolve(out));
  }
  const folder = await mkdtemp(join(tmpdir(), "cordon-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(
  folder: string,
  options: AllBenchOptions,
  hasDispatch: boolean,
): Promise<Results> {
  const smoke = options.smoke === true;
  if (options.draw !== true) {
    const seconds = options.seconds ?? (smoke ? smokeSeconds : fullSeconds);
    const plans = smoke ? smokePlans(seconds) : fullPlans(seconds);
    const runOptions = { plans, seconds, smoke, hasDispatch };
    await writeResults(
      folder,
      options.only === undefined
        ? await runAll(runOptions)
        : await runOnly(options.only, runOptions, await readResults(folder)),
    );
  }
  // What is drawn is what was written: JSON has no NaN.
  const results = await readResults(folder);
  await writeCharts(folder, results);
  if (folder === resultsFolder && !smoke) await writeReadme(results);
  const different = differing(results.darkPool);
  if (different.length > 0) {
    throw new Error(`not all modes led to the same orders and trades: ${different.join("; ")}`);
  }
  return results;
}

function print(results: Results, asJson: boolean): void {
  const bounds = boundsOf(results);
  const text = asJson ? JSON.stringify({ ...results, bounds }) : formatBounds(bounds);
  process.stdout.write(`${text}\n`);
}

function formatBounds(bounds: readonly Bound[]): string {
  const table = new Table({
    head: ["bound", "demanded", "reached", "met"],
    style: { head: [], border: [] },
  });
  for (const it of bounds) table.push([it.what, it.demanded, it.shown, verdict(it)]);
  return table.toString();
}
