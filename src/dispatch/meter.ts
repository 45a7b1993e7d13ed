/**
 * Meters time: what a unit may take of its cell until everything has settled. The time limit of a
 * crossing stops whoever does not come back; this stops who comes back, and takes too long in all.
 *
 * Looking at the clock costs as much as a delivery, so it begins only when all units of the cell
 * together have taken half of what each of them may.
 */

import type { Unit } from "./unit.ts";

export class Meter {
  /** Milliseconds, of whatever origin. */
  readonly #now: () => number;
  /** Whether deliveries are to be measured. */
  isOn = false;
  #period = -1;
  #allowance = Infinity;
  /** Time (ms) that the cell has taken in this period. */
  #taken = 0;
  #began = 0;
  readonly #byUnits = new Map<Unit, number>();
  /** All instances of a unit's managed subscriptions share an account, which is not the unit's. */
  readonly #byInstances = new Map<Unit, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * A crossing begins.
   *
   * @param period another number than before if everything had settled
   * @param allowance time (ms) that each unit may take in this period
   */
  beginCrossing(period: number, allowance: number): void {
    this.#began = this.#now();
    if (period === this.#period) return;
    this.#period = period;
    this.#allowance = allowance;
    this.#taken = 0;
    this.isOn = false;
    this.#byUnits.clear();
    this.#byInstances.clear();
  }

  endCrossing(): void {
    this.#taken += this.#now() - this.#began;
    this.isOn = this.#taken >= this.#allowance / 2;
  }

  start(): number {
    return this.#now();
  }

  charge(unit: Unit, since: number): void {
    const spent = this.#now() - since;
    if (spent === 0) return;
    const account = this.#accountOf(unit);
    account.set(unit.root, (account.get(unit.root) ?? 0) + spent);
  }

  /** What a unit that has taken more than it may is at fault for; null if it has not. */
  complaint(unit: Unit): string | null {
    const spent = this.#accountOf(unit).get(unit.root) ?? 0;
    return spent <= this.#allowance
      ? null
      : `took ${spent} ms of its cell's time, of ${this.#allowance} that it may`;
  }

  /** Whether the instances of a unit have taken more than they may: then there are no more of them. */
  forbidsInstances(root: Unit): boolean {
    return (this.#byInstances.get(root) ?? 0) > this.#allowance;
  }

  #accountOf(unit: Unit): Map<Unit, number> {
    return unit.root === unit ? this.#byUnits : this.#byInstances;
  }
}
