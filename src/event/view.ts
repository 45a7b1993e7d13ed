/**
 * Views: what a program sees of an event. One property for each visible part name, holding the data
 * of the first such part; everything else sits in private fields.
 */

import type { Part } from "./part.ts";
import type { Value } from "./value.ts";

/** Bit i is set when the i-th distinct label of an event is visible. */
export type Visibility = number;

/** What a view is made from: parts, and for each part the bit of its label. */
export interface ViewSource {
  readonly parts: readonly Part[];
  readonly bits: readonly number[];
}

let sourceOf: (view: EventView) => ViewSource;

export class EventView {
  readonly #source: ViewSource;
  readonly [name: string]: Value;

  constructor(source: ViewSource, visible: Visibility) {
    this.#source = source;
    const { parts, bits } = source;
    const properties = this as { [name: string]: Value };
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      if (((bits[i] as number) & visible) !== 0 && !(part.name in properties)) {
        properties[part.name] = part.data;
      }
    }
    Object.freeze(this);
  }

  static is(value: unknown): value is EventView {
    return typeof value === "object" && value !== null && #source in value;
  }

  static {
    sourceOf = (view) => view.#source;
    Reflect.deleteProperty(EventView.prototype, "constructor");
    Object.setPrototypeOf(EventView.prototype, null);
    Object.freeze(EventView.prototype);
  }
}

/** The very object that the view was made from. */
export function viewSource(view: EventView): ViewSource {
  return sourceOf(view);
}
