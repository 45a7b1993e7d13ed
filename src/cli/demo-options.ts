/** The options of `cordon demo`. The demo itself is loaded when they are right. */

import { Command } from "commander";
import {
  type DarkPoolPlacement,
  darkPoolPlacements,
  type PlantedLeak,
  plantedLeaks,
  type SelfTradeRule,
  selfTradeRules,
} from "./dark-pool/choices.ts";
import { addInputOptions, demandFits, type InputOptions } from "./feed-options.ts";
import { oneOf, positiveNumber, usage, wholeNumber } from "./usage.ts";

export interface DemoOptions extends InputOptions {
  readonly traders: number;
  readonly seconds?: number;
  readonly ticks?: number;
  readonly feed?: string;
  readonly placement: DarkPoolPlacement;
  readonly seed: number;
  readonly selfTrade: SelfTradeRule;
  readonly plantLeak?: PlantedLeak;
  readonly json?: true;
}

const mostTraders = 10_000;
/** Each trader and each of its monitors is an isolate of some 10 MiB then. */
const mostIsolatedTraders = 500;
export const mostTicks = 100_000_000;
const mostSeconds = 86_400;

export function demoCommand(): Command {
  const command = new Command("demo")
    .description(
      "run a dark pool: traders, broker, regulator, exchange, and units that attack them",
    )
    .option("--traders <n>", "how many traders", wholeNumber("--traders", 1, mostTraders), 200)
    .option(
      "--seconds <s>",
      "how long to publish ticks, unless the feed ends before (default: 10, with --feed 30)",
      positiveNumber("--seconds", mostSeconds),
    )
    .option(
      "--ticks <n>",
      "publish exactly so many ticks, however long it takes",
      wholeNumber("--ticks", 1, mostTicks),
    )
    .option(
      "--feed <file>",
      "prices from a CSV file (symbol, date, price) instead of generated ones; - is standard input",
    )
    .option(
      "--placement <where>",
      "isolates: shared (one), owner (one an owner) or unit (one each)",
      oneOf("--placement", darkPoolPlacements),
      "shared",
    )
    .option(
      "--seed <n>",
      "the same seed gives the same orders, fills and prints",
      wholeNumber("--seed", 0, Number.MAX_SAFE_INTEGER),
      1,
    )
    .option(
      "--self-trade <rule>",
      "what becomes of two orders of one trader that would trade: cancelNewest, cancelOldest or allow",
      oneOf("--self-trade", selfTradeRules),
      "cancelNewest",
    )
    .option(
      "--plant-leak <mistake>",
      "make a mistake in the deployment, to see that it is found: clearance, endorsement or declassification",
      oneOf("--plant-leak", plantedLeaks),
    )
    .option("--json", "print one JSON object instead of tables");
  return addInputOptions(command).action(async (options: DemoOptions) => {
    const { traders, placement } = options;
    if (placement !== "shared" && traders > mostIsolatedTraders) {
      throw usage(
        `--traders ${traders} are too many isolates for --placement ${placement}`,
        `give --traders at most ${mostIsolatedTraders}, or --placement shared`,
      );
    }
    demandFits(options, options);
    const { demo } = await import("./demo.ts");
    await demo(options);
  });
}
