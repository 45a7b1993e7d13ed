/** Markets: what a feed is like, and what the units that trade on it must be set to because of it. */

import { CordonError } from "../../errors.ts";
import type { Tick } from "../tick.ts";

export interface Market {
  /** Two symbols each, whose prices a trader compares. */
  readonly pairs: readonly (readonly [first: string, second: string])[];
  /** Event time (ms) between two ticks of one symbol, about. */
  readonly symbolStepMs: number;
  /** How far a price moves from one tick of its symbol to the next: the median of |ln(p′/p)|. */
  readonly volatility: number;
  readonly highestPrice: number;
  /**
   * Narrowest and widest of the traders' bands, in moves of a price: traders differ, or all would trade
   * at once.
   */
  readonly bands: readonly [narrowest: number, widest: number];
}

const usualBands = [9, 18] as const;

/** Share of a price: keeps bands above zero where prices stand still. */
const leastVolatility = 1e-5;

/**
 * Describes the market of a feed.
 *
 * @param ticks the whole feed, or enough of its beginning that every symbol has ticked a few times
 * @param source names the feed in an error
 * @throws CordonError FEED_SYMBOLS
 */
export function describeMarket(ticks: readonly Tick[], source: string): Market {
  const last = new Map<string, number>();
  const moves: number[] = [];
  let highestPrice = 0;
  for (const { symbol, price } of ticks) {
    const before = last.get(symbol);
    if (before !== undefined) moves.push(Math.abs(Math.log(price / before)));
    last.set(symbol, price);
    highestPrice = Math.max(highestPrice, price);
  }
  const symbols = [...last.keys()].toSorted();
  if (symbols.length < 2) throw new CordonError("FEED_SYMBOLS", { file: source });
  const spanMs = (ticks.at(-1)?.time ?? 0) - (ticks[0]?.time ?? 0);
  return {
    pairs: pairsOf(symbols),
    symbolStepMs: Math.max(1, (spanMs / ticks.length) * symbols.length),
    volatility: Math.max(leastVolatility, median(moves)),
    highestPrice,
    bands: usualBands,
  };
}

/** Each symbol with its neighbour, so that symbols that were generated as a pair are one. */
function pairsOf(symbols: readonly string[]): Market["pairs"] {
  const pairs: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < symbols.length; i += 2) {
    pairs.push([symbols[i] ?? "", symbols[i + 1] ?? ""]);
  }
  const [first] = symbols;
  const odd = symbols.at(-1);
  if (symbols.length % 2 === 1 && first !== undefined && odd !== undefined) {
    pairs.push([odd, first]);
  }
  return pairs;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

const tradersPerPair = 20;
const mostPairs = 10;

/** Symbols for a generated feed, enough that so many traders are spread over several pairs. */
export function symbolsFor(traders: number): readonly string[] {
  const pairs = Math.min(mostPairs, Math.max(2, Math.ceil(traders / tradersPerPair)));
  return Array.from(
    { length: 2 * pairs },
    (_, i) => `${letter(i >> 1)}${letter(i >> 1)}${i % 2 === 0 ? "A" : "B"}`,
  );
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}
