/** What a hostile program tells the operator of itself: the demo counts and searches these lines. */

import type { UnitApi } from "../../src/unit/index.ts";
import { dump } from "./dump.ts";

/** Below the platform's quota, so that it is the attempts that fail and not their record. */
const linesPerDelivery = 32;

/** What an error says first is its code, if it is the platform's. */
function reason(error: unknown): string {
  try {
    if (typeof error === "object" && error !== null && "message" in error) {
      return String(error.message).slice(0, 60).split(":", 1)[0] ?? "";
    }
    return typeof error;
  } catch {
    return "unprintable";
  }
}

export class Journal {
  readonly #unit: UnitApi;
  #lines = 0;

  constructor(unit: UnitApi) {
    this.#unit = unit;
  }

  /** To be called when a delivery begins. */
  begin(): void {
    this.#lines = 0;
  }

  received(value: unknown): void {
    this.#write(`received ${dump(value)}`);
  }

  /** Does what is not allowed, or at least not meant, and records what came of it. */
  attempt(what: string, action: () => unknown): void {
    this.outcome(what, () => {
      const result = action();
      return result === undefined ? "allowed" : `allowed ${dump(result)}`;
    });
  }

  /** The same for what has an outcome of its own to tell. */
  outcome(what: string, action: () => string): void {
    let outcome: string;
    try {
      outcome = action();
    } catch (error) {
      outcome = `refused ${reason(error)}`;
    }
    this.#write(`attempt ${what} ${outcome}`);
  }

  #write(line: string): void {
    if (this.#lines++ < linesPerDelivery) this.#unit.log(line);
  }
}
