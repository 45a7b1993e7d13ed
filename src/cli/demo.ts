/** `cordon demo`: a dark pool with hostile units beside it, measured and searched for leaks. */

import { Command } from "commander";
import { CordonError } from "../errors.ts";
import { type DarkPoolPlacement, darkPoolPlacements } from "./dark-pool/dark-pool.ts";
import { type PlantedLeak, plantedLeaks } from "./dark-pool/hostile.ts";
import { describeMarket, symbolsFor } from "./dark-pool/market.ts";
import { formatCount, formatReport } from "./dark-pool/report.ts";
import { type Progress, runDarkPool } from "./dark-pool/run.ts";
import { generateFeed, readFeed, type Tick } from "./feed.ts";
import { oneOf, positiveNumber, usage, wholeNumber } from "./usage.ts";

interface DemoOptions {
  readonly traders: number;
  readonly seconds: number;
  readonly ticks?: number;
  readonly feed?: string;
  readonly placement: DarkPoolPlacement;
  readonly seed: number;
  readonly plantLeak?: PlantedLeak;
  readonly json?: true;
}

const mostTraders = 10_000;
/** Each trader and each of its monitors is an isolate of some 10 MiB then. */
const mostIsolatedTraders = 500;
const mostTicks = 100_000_000;
const mostSeconds = 86_400;
/** Ticks from which the market of a generated feed is described. */
const describedTicks = 5_000;

export function demoCommand(): Command {
  return new Command("demo")
    .description(
      "run a dark pool: traders, broker, regulator, exchange, and units that attack them",
    )
    .option("--traders <n>", "how many traders", wholeNumber("--traders", 1, mostTraders), 200)
    .option(
      "--seconds <s>",
      "how long to publish ticks",
      positiveNumber("--seconds", mostSeconds),
      10,
    )
    .option(
      "--ticks <n>",
      "publish exactly so many ticks, however long it takes",
      wholeNumber("--ticks", 1, mostTicks),
    )
    .option(
      "--feed <file>",
      "prices from a CSV file (symbol, date, price) instead of generated ones",
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
      "--plant-leak <mistake>",
      "make a mistake in the deployment, to see that it is found: clearance, endorsement or declassification",
      oneOf("--plant-leak", plantedLeaks),
    )
    .option("--json", "print one JSON object instead of tables")
    .action(demo);
}

async function demo(options: DemoOptions): Promise<void> {
  const { traders, seconds, ticks, placement, seed, json } = options;
  if (placement !== "shared" && traders > mostIsolatedTraders) {
    throw usage(
      `--traders ${traders} are too many isolates for --placement ${placement}`,
      `give --traders at most ${mostIsolatedTraders}, or --placement shared`,
    );
  }
  const feed = await openFeed(options);
  const report = await runDarkPool({
    market: describeMarket(sampleOf(feed), options.feed ?? "generated"),
    traders,
    placement,
    seed,
    seconds,
    feed,
    ...(ticks !== undefined && { ticks }),
    ...(options.plantLeak !== undefined && { plantedLeak: options.plantLeak }),
    ...((json !== true || process.stderr.isTTY) && {
      onProgress: (progress) => showProgress(progress, ticks),
    }),
  });
  process.stdout.write(`${json === true ? JSON.stringify(report) : formatReport(report)}\n`);
  if (report.leaked > 0) throw new CordonError("DEMO_LEAK", { count: report.leaked });
}

async function openFeed({ feed, ticks, traders, seed }: DemoOptions): Promise<Iterable<Tick>> {
  if (feed === undefined) {
    return generateFeed({ seed, symbols: symbolsFor(traders), ticks: ticks ?? mostTicks });
  }
  const rows = await readFeed(feed);
  if (ticks !== undefined && ticks > rows.length) {
    throw usage(
      `--ticks ${ticks} is more than the feed ${feed} has`,
      `give --ticks at most ${rows.length}`,
    );
  }
  return rows;
}

/** All of a file, and the beginning of what is generated. */
function sampleOf(feed: Iterable<Tick>): readonly Tick[] {
  return Array.isArray(feed) ? feed : Iterator.from(feed).take(describedTicks).toArray();
}

function showProgress(
  { ticks, orders, fills, elapsedSeconds, share }: Progress,
  of?: number,
): void {
  const left = share > 0 ? elapsedSeconds / share - elapsedSeconds : 0;
  const total = of === undefined ? "" : ` of ${formatCount(of)}`;
  process.stderr.write(
    `${elapsedSeconds.toFixed(0)} s: ${formatCount(ticks)}${total} ticks, ${formatCount(orders)} orders, ` +
      `${formatCount(fills)} fills; about ${Math.max(0, left).toFixed(0)} s left\n`,
  );
}
