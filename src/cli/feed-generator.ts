/**
 * Generated feeds: pairs of symbols that share a random walk, with a spread between them that keeps
 * returning to zero, so that the ratio of their prices leaves a band and comes back to it.
 */

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

/** A seeded generator of numbers (sfc32, by Chris Doty-Humphrey, of PractRand). */
class Random {
  #a = 0;
  #b = 0;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#c = seed | 0;
    this.#a = Math.floor(seed / 4_294_967_296) | 0;
    // The author's advice: the first results still show the seed.
    for (let i = 0; i < 15; i++) this.next();
  }

  /** In [0, 1). */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** Normal with mean 0 and deviation 1, nearly: the sum of twelve uniform numbers, less six. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.next();
    return sum;
  }
}

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
