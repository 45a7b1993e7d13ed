/** What hostile programs report with; bundled into each of them. */

import type { EventView, UnitApi } from "../../src/unit/index.ts";

/** Below the platform's quota of lines, so that the last word always gets through. */
const mostLines = 40;

/** What an error says of itself. Hostile programs meet only errors of their own realm. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : `something else: ${typeof thrown}`;
}

export class Verdict {
  readonly #unit: UnitApi;
  #broken = 0;

  constructor(unit: UnitApi) {
    this.#unit = unit;
  }

  /** Notes that the platform gave way. */
  broken(what: string): void {
    if (this.#broken++ < mostLines) this.#unit.log(`BROKEN ${what}`);
  }

  expect(what: string, held: boolean): void {
    if (!held) this.broken(what);
  }

  /** Trying it must throw, whatever. */
  throws(what: string, action: () => unknown): void {
    try {
      action();
    } catch {
      return;
    }
    this.broken(what);
  }

  /** The platform must refuse it, for this reason. */
  refuses(code: string, what: string, action: () => unknown): void {
    try {
      action();
    } catch (error) {
      const message = messageOf(error);
      this.expect(`${what}: ${message}`, message.startsWith(`${code}: `));
      return;
    }
    this.broken(`${what}: allowed`);
  }

  /** The platform must allow it, so that what comes after is a test of anything. */
  allows(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.broken(`${what}: ${messageOf(error)}`);
    }
  }

  close(): void {
    if (this.#broken === 0) this.#unit.log("ok");
  }
}

/** Attacks once, at the event of the type `attack` or another of the scenario's. */
export function attack(
  unit: UnitApi,
  attempt: (verdict: Verdict, event: EventView) => void,
  type: string = "attack",
): void {
  unit.subscribe({ part: "type", equals: type }, (event) => {
    const verdict = new Verdict(unit);
    try {
      attempt(verdict, event);
    } catch (error) {
      verdict.broken(`the attack itself threw ${messageOf(error)}`);
    }
    verdict.close();
  });
}
