/** `bench cells`: what cells on several threads gain, and from which cost of a handler on. */

import Table from "cli-table3";
import { Command } from "commander";
import { describeMachine } from "../../src/cli/machine.ts";
import { positiveNumber } from "../../src/cli/usage.ts";
import { Progress } from "../progress.ts";
import { type CellsResult, cellsSeconds, measureCells, usualCosts } from "./measure.ts";

interface CellsOptions {
  readonly costs: readonly number[];
  readonly seconds: number;
  readonly json?: true;
}

export function cellsCommand(): Command {
  return new Command("cells")
    .description("two cells in parallel against one, for handlers of several costs")
    .option(
      "--costs <list>",
      "what a handler costs, in µs",
      (text) => text.split(",").map((item) => positiveNumber("--costs", 10_000)(item.trim())),
      usualCosts,
    )
    .option("--seconds <s>", "how long to measure each", positiveNumber("--seconds", 3_600), 3)
    .option("--json", "print one JSON object instead of a table")
    .action(async ({ costs, seconds, json }: CellsOptions) => {
      const plan = { handlerMicroseconds: costs, seconds };
      const results = await measureCells(plan, new Progress(cellsSeconds(plan)));
      const report = { machine: describeMachine(), results };
      process.stdout.write(`${json === true ? JSON.stringify(report) : formatCells(results)}\n`);
    });
}

function formatCells(results: readonly CellsResult[]): string {
  const table = new Table({
    head: [
      "handler µs",
      "one cell, deliveries/s",
      "two cells",
      "two in parallel",
      "in parallel ÷ one",
      "spread",
    ],
    style: { head: [], border: [] },
  });
  for (const { handlerMicroseconds, deliveriesPerSecond, gain, spread } of results) {
    const { oneCell, twoCells, twoCellsInParallel } = deliveriesPerSecond;
    table.push([
      handlerMicroseconds,
      ...[oneCell, twoCells, twoCellsInParallel].map((value) => value.toLocaleString("en")),
      gain.toFixed(2),
      spread.map((value) => value.toFixed(2)).join(" to "),
    ]);
  }
  return table.toString();
}
