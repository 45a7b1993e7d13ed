/** Drafts: events that a program is still putting together. Opaque to the program. */

import type { Part } from "./part.ts";

let partsOf: (draft: Draft) => Part[];

export class Draft {
  readonly #parts: Part[];

  constructor(parts: Part[]) {
    this.#parts = parts;
    Object.freeze(this);
  }

  static is(value: unknown): value is Draft {
    return typeof value === "object" && value !== null && #parts in value;
  }

  static {
    partsOf = (draft) => draft.#parts;
    Reflect.deleteProperty(Draft.prototype, "constructor");
    Object.setPrototypeOf(Draft.prototype, null);
    Object.freeze(Draft.prototype);
  }
}

/** The parts so far, to be changed in place. */
export function draftParts(draft: Draft): Part[] {
  return partsOf(draft);
}
