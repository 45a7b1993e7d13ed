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
  /** Symbols that the exchange does not take, and their ticks; none of them is in a pair. */
  readonly leftOut: LeftOut;
  /**
   * Narrowest and widest of the traders' bands, in moves of a price: traders differ, or all would trade
   * at once.
   */
  readonly bands: readonly [narrowest: number, widest: number];
}

export interface LeftOut {
  readonly symbols: number;
  readonly ticks: number;
  /** Some of the symbols. */
  readonly names: readonly string[];
}

/** Characters of a symbol: the exchange drops ticks of longer ones. */
const longestSymbol = 32;
const namedSymbols = 10;

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
export function describeMarket(ticks: Iterable<Tick>, source: string): Market {
  const last = new Map<string, number>();
  const leftOut = new Map<string, number>();
  const moves: number[] = [];
  let highestPrice = 0;
  let count = 0;
  let firstMs: number | undefined;
  let lastMs = 0;
  for (const { symbol, price, time } of ticks) {
    if (symbol.length > longestSymbol) {
      leftOut.set(symbol, (leftOut.get(symbol) ?? 0) + 1);
      continue;
    }
    const before = last.get(symbol);
    if (before !== undefined) moves.push(Math.abs(Math.log(price / before)));
    last.set(symbol, price);
    highestPrice = Math.max(highestPrice, price);
    count++;
    firstMs ??= time;
    lastMs = time;
  }
  const symbols = [...last.keys()].toSorted();
  if (symbols.length < 2) throw new CordonError("FEED_SYMBOLS", { file: source });
  const spanMs = lastMs - (firstMs ?? 0);
  return {
    pairs: pairsOf(symbols),
    symbolStepMs: Math.max(1, (spanMs / count) * symbols.length),
    volatility: Math.max(leastVolatility, median(moves)),
    highestPrice,
    leftOut: {
      symbols: leftOut.size,
      ticks: [...leftOut.values()].reduce((sum, ticksOf) => sum + ticksOf, 0),
      names: [...leftOut.keys()].toSorted().slice(0, namedSymbols),
    },
    bands: usualBands,
  };
}

/** Symbols that no trader compares, because there are fewer traders than pairs. */
export function unwatched({ pairs }: Market, traders: number): readonly string[] {
  const watched = new Set(pairs.slice(0, traders).flat());
  return [...new Set(pairs.flat())].filter((symbol) => !watched.has(symbol));
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
