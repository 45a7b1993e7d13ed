/** `cordon demo`: a dark pool with hostile units beside it, measured and searched for leaks. */

import { CordonError } from "../errors.ts";
import { describeMarket, symbolsFor } from "./dark-pool/market.ts";
import { formatCount, formatReport } from "./dark-pool/report.ts";
import { type Progress, runDarkPool, type RunOptions } from "./dark-pool/run.ts";
import { type DemoOptions, mostTicks } from "./demo-options.ts";
import { layoutOf } from "./feed-options.ts";
import { loadFeed } from "./feed/open.ts";
import { generateFeed } from "./feed-generator.ts";
import { exitInterrupted, Interrupt } from "./interrupt.ts";
import { printReport } from "./report-output.ts";
import { Progress as Telling } from "./progress.ts";
import type { Tick } from "./tick.ts";
import { usage } from "./usage.ts";

/** Ticks from which the market of a generated feed is described. */
const describedTicks = 5_000;
/** A generated feed has no end; a file is to be run to its end, if it is not a long one. */
const generatedSeconds = 10;
const fileSeconds = 30;

interface DemoFeed {
  readonly ticks: Iterable<Tick>;
  /** How many there are; undefined if they have no end. */
  readonly length: number | undefined;
  /** What was recognised, or left out, in the file. */
  readonly notes: readonly string[];
}

export async function demo(options: DemoOptions): Promise<void> {
  const { traders, ticks, placement, seed, selfTrade, json } = options;
  using interrupt = new Interrupt();
  const feed = await interrupt.before(openFeed(options));
  if (feed === undefined) throw beforeBeginning();
  const running: RunOptions = {
    market: describeMarket(sampleOf(feed), options.feed ?? "generated"),
    traders,
    placement,
    seed,
    selfTrade,
    seconds: options.seconds ?? (options.feed === undefined ? generatedSeconds : fileSeconds),
    feed: feed.ticks,
    notes: feed.notes,
    isInterrupted: () => interrupt.isRequested,
    ...(feed.length !== undefined && { feedTicks: feed.length }),
    ...(ticks !== undefined && { ticks }),
    ...(options.plantLeak !== undefined && { plantedLeak: options.plantLeak }),
    ...((json !== true || process.stderr.isTTY) && {
      onProgress: (progress) => showProgress(progress, ticks),
    }),
  };
  const report = await interrupt.during(() => runDarkPool(running));
  if (report === undefined) throw beforeBeginning();
  printReport(json === true ? JSON.stringify(report) : formatReport(report));
  if (report.interrupted) process.exitCode = exitInterrupted;
  if (report.leaked > 0) throw new CordonError("DEMO_LEAK", { count: report.leaked });
}

function beforeBeginning(): CordonError {
  return new CordonError("INTERRUPTED", { command: "demo", at: "before its first tick" });
}

async function openFeed(options: DemoOptions): Promise<DemoFeed> {
  const { feed, ticks, traders, seed, json = false } = options;
  if (feed === undefined) {
    const generated = { seed, symbols: symbolsFor(traders), ticks: ticks ?? mostTicks };
    return { ticks: generateFeed(generated), length: undefined, notes: [] };
  }
  const telling = Telling.besides(json);
  const { table, notes, emptyCells } = await loadFeed(feed, layoutOf(options), (count) =>
    telling.tell(() => `${formatCount(count)} ticks read`),
  );
  if (ticks !== undefined && ticks > table.length) {
    throw usage(
      `--ticks ${ticks} is more than the feed ${feed} has`,
      `give --ticks at most ${table.length}`,
    );
  }
  const empty = emptyCells > 0 ? [`${emptyCells} empty cells of the feed are no ticks`] : [];
  return { ticks: table, length: table.length, notes: [...notes, ...empty] };
}

/** All of a file, and the beginning of what is generated. */
function sampleOf({ ticks, length }: DemoFeed): Iterable<Tick> {
  return length === undefined ? Iterator.from(ticks).take(describedTicks) : ticks;
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
