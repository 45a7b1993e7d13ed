/** `bench dispatch`: what each step of the dispatcher costs, and a crossing into a cell. */

import { Command } from "commander";
import { describeMachine } from "../../src/cli/machine.ts";
import { oneOf, positiveNumber, wholeNumber } from "../../src/cli/usage.ts";
import { Progress } from "../progress.ts";
import { measureAll, secondsOf } from "./measure.ts";
import { formatResults } from "./report.ts";
import { subjects } from "./subjects.ts";

interface DispatchBenchOptions {
  readonly only?: readonly string[];
  readonly seconds?: number;
  readonly smoke: boolean;
  readonly seed: number;
  readonly json: boolean;
}

const names = subjects.map(({ name }) => name);
/** How long each measurement takes samples (s). */
const usualSeconds = 2;
const smokeSeconds = 0.005;

function listOfNames(text: string): readonly string[] {
  const parse = oneOf("--only", names);
  return [...new Set(text.split(",").map((name) => parse(name.trim())))];
}

export function dispatchCommand(): Command {
  return new Command("dispatch")
    .description("nanoseconds of each step: labels, match, delivery, views, tags, crossings")
    .option("--only <list>", `some of ${names.join(", ")} (default: all)`, listOfNames)
    .option(
      "--seconds <s>",
      `how long to take samples of each (default: ${usualSeconds}; with --smoke ${smokeSeconds})`,
      positiveNumber("--seconds", 3_600),
    )
    .option("--smoke", "small sizes and few samples: shows only that everything works", false)
    .option(
      "--seed <n>",
      "of everything random",
      wholeNumber("--seed", 0, Number.MAX_SAFE_INTEGER),
      7,
    )
    .option("--json", "print one JSON object instead of a table", false)
    .action(async ({ only = names, smoke, seed, json, ...options }: DispatchBenchOptions) => {
      const seconds = options.seconds ?? (smoke ? smokeSeconds : usualSeconds);
      const plan = { smoke, seed, seconds };
      const chosen = subjects.filter(({ name }) => only.includes(name));
      const results = await measureAll(chosen, plan, new Progress(secondsOf(chosen, plan)));
      const report = { machine: describeMachine(), seed, results };
      process.stdout.write(`${json ? JSON.stringify(report) : formatResults(report)}\n`);
    });
}
