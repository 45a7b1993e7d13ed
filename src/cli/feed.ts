/** Feeds: where the exchange's prices come from. Read from a CSV file, or generated from a seed. */

import { loadFeed } from "./feed/open.ts";
import type { FeedLayout } from "./feed/ticks.ts";
import type { Tick } from "./tick.ts";

export { type FeedOptions, generateFeed } from "./feed-generator.ts";
export type { Tick } from "./tick.ts";

/**
 * Reads all ticks of a CSV file whose header names the columns of symbol, price and time, in any order and
 * case; other columns are ignored. Times without a zone are UTC.
 *
 * @returns the ticks by time; those of the same time stay in the order of the file
 * @throws CordonError FEED_FILE, FEED_HEADER, FEED_COLUMNS, FEED_LINE, FEED_SIZE
 * @example
 * const ticks = await readFeed("stocks.csv"); // symbol,date,price / MSFT,Jan 1 2000,39.81
 */
export async function readFeed(file: string, layout: FeedLayout = {}): Promise<readonly Tick[]> {
  const { table } = await loadFeed(file, layout);
  return [...table];
}
