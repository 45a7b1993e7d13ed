/** Events: ordered sets of parts, immutable once published, shared by reference within a heap. */

import type { Label, LabelTable } from "../label/index.ts";
import type { Part } from "./part.ts";
import { EventView, type ViewSource, type Visibility } from "./view.ts";

/** Facts about an event that its parts inherit from where it came from. */
export interface EventOrigin {
  /** Event time in ms, set at ingress and inherited by what is derived from the event. */
  readonly time: number;
  /** Generations since ingress. */
  readonly hops: number;
  /** Sorts the events of one generation the same way under every placement. */
  readonly order: string;
}

/** Up to this many distinct labels a set of them fits the bits of a small integer. */
const NARROW = 30;

export class Event implements ViewSource {
  readonly parts: readonly Part[];
  readonly time: number;
  readonly hops: number;
  readonly order: string;
  /** The version that this one continues (the main path), if any. */
  readonly previous: Event | null;
  /** The distinct labels of the parts. */
  readonly labels: readonly Label[];
  /** Visibility of everything. */
  readonly all: Visibility;
  /** For each part, the bit of its label, or its index if there are too many for bits. */
  readonly #bits: readonly number[];
  /** Sets of label indexes by their number; null while bits do. */
  readonly #wide: WideSets | null;
  #fullView: EventView | null = null;
  #views: Map<Visibility, EventView> | null = null;

  constructor(parts: readonly Part[], origin: EventOrigin, previous: Event | null = null) {
    const labels: Label[] = [];
    const indexes: number[] = [];
    for (const part of parts) {
      let at = labels.indexOf(part.label);
      if (at === -1) at = labels.push(part.label) - 1;
      indexes.push(at);
    }
    const isNarrow = labels.length <= NARROW;
    this.parts = parts;
    this.time = origin.time;
    this.hops = origin.hops;
    this.order = origin.order;
    this.previous = previous;
    this.labels = labels;
    this.#bits = isNarrow ? indexes.map((at) => 1 << at) : indexes;
    this.#wide = isNarrow ? null : new WideSets();
    this.all = this.#wide?.numberOf(labels.keys()) ?? (1 << labels.length) - 1;
  }

  /** What a holder of the input label `at` may see. */
  visibleAt(at: Label, table: LabelTable): Visibility {
    return this.visibleWhere((label) => table.canFlow(label, at));
  }

  /** What is visible if the labels that satisfy `holds` are. */
  visibleWhere(holds: (label: Label) => boolean): Visibility {
    const labels = this.labels;
    if (this.#wide !== null) {
      const indexes = [...labels.keys()].filter((i) => holds(labels[i] as Label));
      return this.#wide.numberOf(indexes);
    }
    let visible = 0;
    for (let i = 0; i < labels.length; i++) {
      if (holds(labels[i] as Label)) visible |= 1 << i;
    }
    return visible;
  }

  /** What is visible both ways. */
  intersection(a: Visibility, b: Visibility): Visibility {
    return this.#wide === null ? a & b : this.#wide.intersection(a, b);
  }

  sees(position: number, visible: Visibility): boolean {
    const bit = this.#bits[position] as number;
    return this.#wide === null ? (bit & visible) !== 0 : this.#wide.has(visible, bit);
  }

  /** The one view that everybody with this visibility shares. */
  view(visible: Visibility): EventView {
    if (visible === this.all) return (this.#fullView ??= new EventView(this, visible));
    this.#views ??= new Map();
    let view = this.#views.get(visible);
    if (view === undefined) {
      view = new EventView(this, visible);
      this.#views.set(visible, view);
    }
    return view;
  }
}

/** Numbers for sets of label indexes. */
class WideSets {
  readonly #numbers = new Map<string, number>([["", 0]]);
  readonly #sets: ReadonlySet<number>[] = [new Set()];

  numberOf(indexes: Iterable<number>): number {
    const set = new Set(indexes);
    const key = [...set].join();
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#sets.push(set) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }

  has(number: number, index: number): boolean {
    return this.#sets[number]?.has(index) ?? false;
  }

  intersection(a: number, b: number): number {
    return this.numberOf([...(this.#sets[a] ?? [])].filter((index) => this.has(b, index)));
  }
}
