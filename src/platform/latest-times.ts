/**
 * Time as units are told it when they start: that of the last event from the edge of which a unit could have
 * seen a part. The time of any other event would tell it that there was one.
 */

import { canFlowTo, type Label } from "../label/index.ts";
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

  /** What a unit with this input label may be told; 0 if it could have seen nothing yet. */
  at(input: Label): number {
    let latest = 0;
    for (const [label, time] of this.#byLabel) {
      if (time > latest && canFlowTo(label, input)) latest = time;
    }
    return latest;
  }

  labels(): IterableIterator<Label> {
    return this.#byLabel.keys();
  }

  /** Forgets labels that nobody sees who does not see a later one: no answer changes by that. */
  #prune(): void {
    const latestFirst = [...this.#byLabel].sort(([, a], [, b]) => b - a);
    const kept: Label[] = [];
    for (const [label] of latestFirst) {
      if (kept.some((later) => canFlowTo(later, label))) this.#byLabel.delete(label);
      else kept.push(label);
    }
  }
}
