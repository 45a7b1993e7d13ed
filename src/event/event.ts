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

export class Event implements ViewSource {
  readonly parts: readonly Part[];
  readonly time: number;
  readonly hops: number;
  readonly order: string;
  /** The version that this one continues (the main path), if any. */
  readonly previous: Event | null;
  /** The distinct labels of the parts. */
  readonly labels: readonly Label[];
  /** For each part, the bit of its label. */
  readonly bits: readonly number[];
  /** Visibility of everything. */
  readonly all: Visibility;
  #fullView: EventView | null = null;
  #views: Map<Visibility, EventView> | null = null;

  constructor(parts: readonly Part[], origin: EventOrigin, previous: Event | null = null) {
    const labels: Label[] = [];
    const bits: number[] = [];
    for (const part of parts) {
      let at = labels.indexOf(part.label);
      if (at === -1) at = labels.push(part.label) - 1;
      bits.push(1 << at);
    }
    this.parts = parts;
    this.time = origin.time;
    this.hops = origin.hops;
    this.order = origin.order;
    this.previous = previous;
    this.labels = labels;
    this.bits = bits;
    this.all = (1 << labels.length) - 1;
  }

  /** What a holder of the input label `at` may see. */
  visibleAt(at: Label, table: LabelTable): Visibility {
    const labels = this.labels;
    let visible = 0;
    for (let i = 0; i < labels.length; i++) {
      if (table.canFlow(labels[i] as Label, at)) visible |= 1 << i;
    }
    return visible;
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
