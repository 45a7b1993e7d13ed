/** Feeds: where the exchange's prices come from. Read from a CSV file, or generated from a seed. */

import { CordonError } from "../errors.ts";
import { readCsv, type Row } from "./csv.ts";
import { parseTime } from "./feed-time.ts";
import type { Tick } from "./tick.ts";

export { type FeedOptions, generateFeed } from "./feed-generator.ts";
export type { Tick } from "./tick.ts";

interface Columns {
  readonly symbol: number;
  readonly time: number;
  readonly price: number;
}

/** Names of the column of times, the most telling first: a file may have several of them. */
const timeColumns = ["timestamp", "date", "time"] as const;

/**
 * Reads ticks from a CSV file whose header names the columns symbol, price and date, time or
 * timestamp, in any order and case; other columns are ignored. Times without a zone are UTC.
 *
 * @returns the ticks by time; those of the same time stay in the order of the file
 * @throws CordonError FEED_FILE, FEED_HEADER, FEED_LINE
 * @example
 * const ticks = await readFeed("stocks.csv"); // symbol,date,price / MSFT,Jan 1 2000,39.81
 */
export async function readFeed(file: string): Promise<readonly Tick[]> {
  const [header, ...rows] = await readCsv(file, {
    unreadable: (problem) => new CordonError("FEED_FILE", { file, problem }),
    malformed: (line, problem) => malformed(file, line, problem),
  });
  const columns = findColumns(file, header?.fields ?? []);
  const width = header?.fields.length ?? 0;
  if (rows.length === 0) throw malformed(file, header?.line ?? 1, "no tick follows the header");
  const ticks = rows.map((row) => readTick(file, row, columns, width));
  return ticks.sort((a, b) => a.time - b.time);
}

function malformed(file: string, line: number, problem: string): CordonError {
  return new CordonError("FEED_LINE", { file, line, problem });
}

function findColumns(file: string, header: readonly string[]): Columns {
  const names = header.map((name) => name.toLowerCase());
  function find(column: string, ...accepted: readonly string[]): number {
    for (const name of accepted) {
      const at = names.indexOf(name);
      if (at !== -1) return at;
    }
    throw new CordonError("FEED_HEADER", { file, column });
  }
  return {
    symbol: find("symbol", "symbol"),
    time: find("date, time or timestamp", ...timeColumns),
    price: find("price", "price"),
  };
}

function readTick(file: string, row: Row, columns: Columns, width: number): Tick {
  const { fields, line } = row;
  if (fields.length !== width) {
    throw malformed(file, line, `${fields.length} fields, where the header has ${width}`);
  }
  const symbol = fields[columns.symbol] ?? "";
  if (symbol === "") throw malformed(file, line, "the symbol is empty");
  const timeText = fields[columns.time] ?? "";
  const time = parseTime(timeText);
  if (time === undefined) throw malformed(file, line, `"${timeText}" is not a date`);
  const priceText = fields[columns.price] ?? "";
  const price = parsePrice(priceText);
  if (price === undefined) throw malformed(file, line, `"${priceText}" is not a positive price`);
  return { symbol, price, time };
}

/** Only plain decimal numbers: `Number` alone would take "", "0x1" and "Infinity" too. */
function parsePrice(text: string): number | undefined {
  if (!/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const price = Number(text);
  return price > 0 && price < Infinity ? price : undefined;
}
