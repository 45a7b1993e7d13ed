/** The options of `cordon streams`. The demonstration itself is loaded when they are right. */

import { Command } from "commander";
import { oneOf, wholeNumber } from "./usage.ts";

export interface StreamsCommandOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly data?: string;
  readonly method: "agg1" | "agg2" | "agg3";
  readonly granularity: "per-tuple" | "per-epoch";
  readonly threads?: number;
  readonly plantLeak?: true;
  readonly json?: true;
}

const mostMinutes = 7 * 1_440;

export function streamsCommand(): Command {
  return new Command("streams")
    .description(
      "run encrypted streams: an owner's vitals and fitness, friends, an institute, a cloud that reads nothing, an attacker",
    )
    .option(
      "--minutes <n>",
      "of the streams, from six in the morning",
      wholeNumber("--minutes", 120, mostMinutes),
      360,
    )
    .option(
      "--seed <n>",
      "the same seed gives the same streams",
      wholeNumber("--seed", 0, Number.MAX_SAFE_INTEGER),
      1,
    )
    .option(
      "--data <file>",
      "a recording instead, from a CSV file (minute, hr, and perhaps bp and speed)",
    )
    .option(
      "--method <how>",
      "averages by agg1, agg2 or agg3",
      oneOf("--method", ["agg1", "agg2", "agg3"] as const),
      "agg3",
    )
    .option(
      "--granularity <what>",
      "keys per-tuple or per-epoch",
      oneOf("--granularity", ["per-tuple", "per-epoch"] as const),
      "per-epoch",
    )
    .option("--threads <n>", "that compute for the cloud", wholeNumber("--threads", 1, 1_024))
    .option("--plant-leak", "hand the attacker a friend's key, to see that it is found")
    .option("--json", "print one JSON object instead of tables")
    .action(async (options: StreamsCommandOptions) => {
      const { streams } = await import("./streams.ts");
      await streams(options);
    });
}
