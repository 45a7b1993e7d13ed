/** Drafts: events that a program is still putting together. Opaque to the program. */

import type { Part } from "./part.ts";

let partsOf: (draft: Draft) => Part[];
let serialOf: (draft: Draft) => number;
let spend: (draft: Draft) => void;

export class Draft {
  readonly #parts: Part[];
  #serial: number;

  /** @param serial which activation may use it */
  constructor(parts: Part[], serial: number) {
    this.#parts = parts;
    this.#serial = serial;
    Object.freeze(this);
  }

  static is(value: unknown): value is Draft {
    return typeof value === "object" && value !== null && #parts in value;
  }

  static {
    partsOf = (draft) => draft.#parts;
    serialOf = (draft) => draft.#serial;
    spend = (draft) => {
      draft.#serial = -1;
    };
    Reflect.deleteProperty(Draft.prototype, "constructor");
    Object.setPrototypeOf(Draft.prototype, null);
    Object.freeze(Draft.prototype);
  }
}

/** The parts so far, to be changed in place. */
export function draftParts(draft: Draft): Part[] {
  return partsOf(draft);
}

/** The activation that may use it; −1 once it is published. */
export function draftSerial(draft: Draft): number {
  return serialOf(draft);
}

export function spendDraft(draft: Draft): void {
  spend(draft);
}
