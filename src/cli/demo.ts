/** `cordon demo`: a dark pool with hostile units beside it, measured and searched for leaks. */

import { CordonError } from "../errors.ts";
import { describeMarket, symbolsFor } from "./dark-pool/market.ts";
import { formatCount, formatReport } from "./dark-pool/report.ts";
import { type Progress, runDarkPool } from "./dark-pool/run.ts";
import { type DemoOptions, mostTicks } from "./demo-options.ts";
import { generateFeed, readFeed, type Tick } from "./feed.ts";
import { usage } from "./usage.ts";

/** Ticks from which the market of a generated feed is described. */
const describedTicks = 5_000;
/** A generated feed has no end; a file is to be run to its end, if it is not a long one. */
const generatedSeconds = 10;
const fileSeconds = 30;

export async function demo(options: DemoOptions): Promise<void> {
  const { traders, ticks, placement, seed, selfTrade, json } = options;
  const feed = await openFeed(options);
  const report = await runDarkPool({
    market: describeMarket(sampleOf(feed), options.feed ?? "generated"),
    traders,
    placement,
    seed,
    selfTrade,
    seconds: options.seconds ?? (options.feed === undefined ? generatedSeconds : fileSeconds),
    feed,
    ...(Array.isArray(feed) && { feedTicks: feed.length }),
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
