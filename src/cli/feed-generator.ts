/**
 * Generated feeds: pairs of symbols that share a random walk, with a spread between them that keeps
 * returning to zero, so that the ratio of their prices leaves a band and comes back to it.
 */

import { Random } from "./random.ts";
import type { Tick } from "./tick.ts";

export interface FeedOptions {
  /** The same seed gives the same feed, on any machine. */
  readonly seed: number;
  /** The first and second are a pair, the third and fourth, and so on; a last odd one is alone. */
  readonly symbols: readonly string[];
  readonly ticks: number;
}

/** Event time (ms) of the first tick: 2026-01-05 14:30 UTC. */
const startMs = 1_767_623_400_000;
/** Ticks are 1 to this many ms apart. */
const mostGapMs = 5;
/** Standard deviation of one step of a pair's common factor (logarithmic). */
const factorStep = 0.000_4;
/** Share of the spread that a step takes back. */
const reversion = 0.04;
/** With the reversion it makes the spread 0.0028 wide: some 15 % of the time beyond 0.004. */
const spreadStep = 0.000_8;
const lowestStart = 40;
const highestStart = 260;

class Pair {
  readonly #symbols: readonly string[];
  readonly #starts: readonly number[];
  readonly #random: Random;
  /** Logarithms of the factor that the pair shares, and of the ratio of its two prices. */
  #factor = 0;
  #spread = 0;

  constructor(symbols: readonly string[], random: Random) {
    this.#symbols = symbols;
    this.#random = random;
    this.#starts = symbols.map(() => lowestStart + random.next() * (highestStart - lowestStart));
  }

  tick(time: number): Tick {
    this.#factor += this.#random.normal() * factorStep;
    this.#spread += this.#random.normal() * spreadStep - this.#spread * reversion;
    const at = Math.floor(this.#random.next() * this.#symbols.length);
    const logarithm = this.#factor + (at === 0 ? this.#spread / 2 : -this.#spread / 2);
    const price = (this.#starts[at] ?? 0) * Math.exp(logarithm);
    return {
      symbol: this.#symbols[at] ?? "",
      price: Math.max(1, Math.round(price * 100)) / 100,
      time,
    };
  }
}

function* generate({ seed, symbols, ticks }: FeedOptions): Generator<Tick, void> {
  const random = new Random(seed);
  const pairs: Pair[] = [];
  for (let i = 0; i < symbols.length; i += 2) {
    pairs.push(new Pair(symbols.slice(i, i + 2), random));
  }
  let time = startMs;
  for (let i = 0; i < ticks; i++) {
    const pair = pairs[Math.floor(random.next() * pairs.length)];
    if (pair === undefined) return;
    yield pair.tick(time);
    time += 1 + Math.floor(random.next() * mostGapMs);
  }
}

/**
 * Ticks at increasing times, made as they are asked for; each iteration makes the same ones.
 *
 * @example
 * for (const { symbol, price } of generateFeed({ seed: 1, symbols: ["A", "B"], ticks: 1_000 })) { … }
 */
export function generateFeed(options: FeedOptions): Iterable<Tick> {
  return { [Symbol.iterator]: () => generate(options) };
}
