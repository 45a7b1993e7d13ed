/** The options of `cordon run`. What runs a program is loaded when they are right. */

import { Command } from "commander";
import type { ValueInput } from "../event/index.ts";
import { addInputOptions, demandFits, type InputOptions } from "./feed-options.ts";
import { parseJson } from "./feed/json.ts";
import { Unclear } from "./feed/problem.ts";
import { usage, wholeNumber } from "./usage.ts";

export interface RunOptions extends InputOptions {
  readonly feed?: string;
  readonly events?: string;
  readonly config?: ValueInput;
  readonly seed: number;
  readonly json?: true;
}

export function runCommand(): Command {
  const command = new Command("run")
    .description("run a program as a unit, and print what it publishes, logs and throws")
    .argument("<program>", "a TypeScript or JavaScript file, or a folder with a manifest.json")
    .option(
      "--feed <file>",
      "publish a tick for each row of a CSV file (symbol, date, price); - is standard input",
    )
    .option(
      "--events <file>",
      "publish an event for each line of a file of JSON objects; - is standard input",
    )
    .option("--config <json>", "what the program finds in unit.config", parseConfig)
    .option(
      "--seed <n>",
      "of the unit's random numbers, and of the generated feed",
      wholeNumber("--seed", 0, Number.MAX_SAFE_INTEGER),
      1,
    )
    .option("--json", "print JSON lines");
  return addInputOptions(command).action(async (program: string, options: RunOptions) => {
    if (options.feed !== undefined && options.events !== undefined) {
      throw usage("--feed and --events are given together", "give one of --feed and --events");
    }
    demandFits(options, options);
    const { run } = await import("./run.ts");
    await run(program, options);
  });
}

function parseConfig(text: string): ValueInput {
  try {
    return parseJson(text) as ValueInput;
  } catch (error) {
    const problem = error instanceof Unclear ? `: ${error.message}` : "";
    throw usage(
      `--config ${text} is not JSON${problem}`,
      `give --config JSON, such as '{"percent": 2}'`,
    );
  }
}
