/**
 * Time as units are told it when they start: that of the last event from the edge which holds a part at the
 * unit's secrecy or below. The time of any other event would tell it that there was one. Integrity makes
 * no difference, so that no unit starts before the last public event.
 */

import { isSubset, type Label, type TagSet } from "../label/index.ts";
import { limits } from "../limits.ts";

export class LatestTimes {
  /** Event time (ms) of the last event with a part of that label. */
  readonly #byLabel = new Map<Label, number>();
  #pruneAt: number = limits.labelSweep;

  note(label: Label, time: number): void {
    this.#byLabel.set(label, time);
    if (this.#byLabel.size < this.#pruneAt) return;
    this.#prune();
    this.#pruneAt = Math.max(limits.labelSweep, this.#byLabel.size * 2);
  }

  /** The time that a unit with this input label may be told; 0 if it could have seen nothing yet. */
  at(input: Label): number {
    let latest = 0;
    for (const [label, time] of this.#byLabel) {
      if (time > latest && isSubset(label.secrecy, input.secrecy)) latest = time;
    }
    return latest;
  }

  labels(): IterableIterator<Label> {
    return this.#byLabel.keys();
  }

  /** Forgets labels that nobody sees who does not see a later one: no answer changes by that. */
  #prune(): void {
    const latestFirst = [...this.#byLabel].sort(([, a], [, b]) => b - a);
    const kept: TagSet[] = [];
    for (const [label] of latestFirst) {
      if (kept.some((later) => isSubset(later, label.secrecy))) this.#byLabel.delete(label);
      else kept.push(label.secrecy);
    }
  }
}
