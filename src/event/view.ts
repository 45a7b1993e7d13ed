/**
 * Views: what a program sees of an event. One property for each visible part name, holding the data
 * of the first such part; everything else sits in private fields.
 */

import type { Part } from "./part.ts";
import type { Value } from "./value.ts";

/**
 * Which of an event's distinct labels are visible: a bit each, or, in an event of very many labels,
 * the number of such a set. Zero is none.
 */
export type Visibility = number;

/** What a view is made from. */
export interface ViewSource {
  readonly parts: readonly Part[];
  /** Whether the part at this position is visible. */
  sees(position: number, visible: Visibility): boolean;
}

let sourceOf: (view: EventView) => ViewSource;

export class EventView {
  readonly #source: ViewSource;
  readonly [name: string]: Value;

  constructor(source: ViewSource, visible: Visibility) {
    this.#source = source;
    const { parts } = source;
    const properties = this as { [name: string]: Value };
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      if (source.sees(i, visible) && !(part.name in properties)) {
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
