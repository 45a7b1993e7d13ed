/**
 * Ranges by what they contain: an implicit tree over the ranges sorted by their lower end, each node
 * knowing the greatest upper end below it, so that a look-up costs O(log n + hits).
 */

import { type Bound, inRange, type Range, typeOfRange } from "./range.ts";

interface Entry<T> {
  readonly range: Range;
  readonly item: T;
}

/** Undefined lower ends come first; values of one type only. */
function compareLow(a: Range, b: Range): number {
  if (a.low === null || b.low === null) return (a.low === null ? 0 : 1) - (b.low === null ? 0 : 1);
  return a.low < b.low ? -1 : a.low > b.low ? 1 : 0;
}

/** The greater upper end; null is without end. */
function laterHigh(a: Bound | null, b: Bound | null): Bound | null {
  return a === null || b === null ? null : a > b ? a : b;
}

/** Of the ranges that are sorted, the part by which they may have changed before they are sorted anew. */
const CHANGED_SHARE = 1 / 16;
const FEW_CHANGES = 16;

class Intervals<T> {
  readonly #entries = new Set<Entry<T>>();
  #sorted: readonly Entry<T>[] = [];
  #highs: (Bound | null)[] = [];
  /** Entries that have come since the others were sorted, and how many of those have gone. */
  readonly #fresh = new Set<Entry<T>>();
  #gone = 0;

  add(entry: Entry<T>): void {
    this.#entries.add(entry);
    this.#fresh.add(entry);
  }

  delete(entry: Entry<T>): void {
    this.#entries.delete(entry);
    if (!this.#fresh.delete(entry)) this.#gone++;
  }

  /** Calls `found` for each range that contains `at`. */
  stab(at: Bound, found: (item: T) => void): void {
    const most = Math.max(FEW_CHANGES, this.#sorted.length * CHANGED_SHARE);
    // To sort takes long: one change more must not take as long as all.
    if (this.#fresh.size + this.#gone > most) this.#sort();
    this.#visit(this.#sorted, 0, this.#sorted.length, at, found);
    for (const { range, item } of this.#fresh) if (inRange(range, at)) found(item);
  }

  #sort(): void {
    const sorted = [...this.#entries].sort((a, b) => compareLow(a.range, b.range));
    this.#highs = new Array<Bound | null>(sorted.length).fill(null);
    if (sorted.length > 0) this.#raise(sorted, 0, sorted.length);
    this.#sorted = sorted;
    this.#fresh.clear();
    this.#gone = 0;
  }

  /** Computes the greatest upper end of the subtree over [from, to), whose root is its middle. */
  #raise(sorted: readonly Entry<T>[], from: number, to: number): Bound | null {
    const root = (from + to) >> 1;
    let high = (sorted[root] as Entry<T>).range.high;
    if (from < root) high = laterHigh(high, this.#raise(sorted, from, root));
    if (root + 1 < to) high = laterHigh(high, this.#raise(sorted, root + 1, to));
    this.#highs[root] = high;
    return high;
  }

  #visit(
    sorted: readonly Entry<T>[],
    from: number,
    to: number,
    at: Bound,
    found: (item: T) => void,
  ): void {
    if (from >= to) return;
    const root = (from + to) >> 1;
    const high = this.#highs[root] as Bound | null;
    if (high !== null && high < at) return;
    this.#visit(sorted, from, root, at, found);
    const entry = sorted[root] as Entry<T>;
    const { range, item } = entry;
    if (inRange(range, at) && (this.#gone === 0 || this.#entries.has(entry))) found(item);
    if (range.low === null || range.low <= at) this.#visit(sorted, root + 1, to, at, found);
  }
}

/** Items filed under ranges, apart by type. */
export class IntervalIndex<T> {
  readonly #byType = new Map<string, Intervals<T>>();
  readonly #entryOf = new Map<Range, Map<T, Entry<T>>>();

  add(range: Range, item: T): void {
    const type = typeOfRange(range);
    let intervals = this.#byType.get(type);
    if (intervals === undefined) {
      intervals = new Intervals();
      this.#byType.set(type, intervals);
    }
    const entry = { range, item };
    intervals.add(entry);
    let entries = this.#entryOf.get(range);
    if (entries === undefined) {
      entries = new Map();
      this.#entryOf.set(range, entries);
    }
    entries.set(item, entry);
  }

  delete(range: Range, item: T): void {
    const entries = this.#entryOf.get(range);
    const entry = entries?.get(item);
    if (entries === undefined || entry === undefined) return;
    entries.delete(item);
    if (entries.size === 0) this.#entryOf.delete(range);
    const intervals = this.#byType.get(typeOfRange(range));
    intervals?.delete(entry);
  }

  /** Calls `found` for each item whose range contains `value`. */
  stab(value: unknown, found: (item: T) => void): void {
    if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "string") return;
    this.#byType.get(typeof value)?.stab(value, found);
  }
}
