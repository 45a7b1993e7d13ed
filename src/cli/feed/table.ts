/** A table of ticks: 20 bytes a tick, outside the heap, so that a long file can be sorted in memory. */

import type { Tick } from "../tick.ts";

const segmentTicks = 65_536;
const batchTicks = 1_024;

interface Segment {
  readonly times: Float64Array;
  readonly prices: Float64Array;
  readonly symbols: Uint32Array;
}

export class TickTable implements Iterable<Tick> {
  readonly #segments: Segment[] = [];
  #length = 0;
  readonly #names: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Places of ticks by time; null while they are in order. */
  #order: Uint32Array | null = null;
  #latest = -Infinity;
  #isOrdered = true;

  get length(): number {
    return this.#length;
  }

  get symbols(): readonly string[] {
    return this.#names;
  }

  /** Whether each tick was added after all that are earlier. */
  get isOrdered(): boolean {
    return this.#isOrdered;
  }

  add({ symbol, price, time }: Tick): void {
    const at = this.#length++ % segmentTicks;
    if (at === 0) {
      this.#segments.push({
        times: new Float64Array(segmentTicks),
        prices: new Float64Array(segmentTicks),
        symbols: new Uint32Array(segmentTicks),
      });
    }
    const segment = this.#segments.at(-1) as Segment;
    segment.times[at] = time;
    segment.prices[at] = price;
    segment.symbols[at] = this.#numberOf(symbol);
    if (time < this.#latest) this.#isOrdered = false;
    else this.#latest = time;
  }

  /** Puts ticks in the order of their times; those of the same time stay as they were added. */
  sort(): void {
    if (this.#isOrdered) return;
    const timeAt = (at: number): number =>
      this.#segments[Math.floor(at / segmentTicks)]?.times[at % segmentTicks] ?? NaN;
    this.#order = Uint32Array.from({ length: this.#length }, (_, at) => at).sort(
      (a, b) => timeAt(a) - timeAt(b) || a - b,
    );
  }

  *[Symbol.iterator](): Iterator<Tick> {
    for (let at = 0; at < this.#length; at++) yield this.#tick(this.#order?.[at] ?? at);
  }

  *batches(): IterableIterator<readonly Tick[]> {
    for (let from = 0; from < this.#length; from += batchTicks) {
      const length = Math.min(batchTicks, this.#length - from);
      yield Array.from({ length }, (_, at) => this.#tick(this.#order?.[from + at] ?? from + at));
    }
  }

  #tick(place: number): Tick {
    const { times, prices, symbols } = this.#segments[Math.floor(place / segmentTicks)] as Segment;
    const at = place % segmentTicks;
    return {
      symbol: this.#names[symbols[at] ?? 0] ?? "",
      price: prices[at] ?? NaN,
      time: times[at] ?? NaN,
    };
  }

  #numberOf(symbol: string): number {
    const known = this.#numbers.get(symbol);
    if (known !== undefined) return known;
    const number = this.#names.length;
    this.#names.push(symbol);
    this.#numbers.set(symbol, number);
    return number;
  }
}
