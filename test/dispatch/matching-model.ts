/** Who is to be given an event, found by looking at everybody; the dispatcher may not differ. */

import type { Part } from "../../src/event/index.ts";
import { canFlowTo, type Label } from "../../src/label/index.ts";
import type { Filter } from "../../src/unit/filter.ts";
import { satisfies } from "./filter-model.ts";

export interface ModelEndpoint {
  readonly rank: number;
  input: Label;
  /** The input label as it was when the generation began. */
  matchInput: Label;
  readonly subscriptions: Map<number, ModelSubscription>;
}

interface ModelSubscription {
  readonly id: number;
  readonly filter: Filter;
  readonly managed: boolean;
  /** Known since before the generation began. */
  settled: boolean;
}

export interface ModelEvent {
  readonly parts: readonly Part[];
  readonly previous: ModelEvent | null;
}

/** Whether a filter is satisfied by what is visible at all of these labels, which is something. */
function concerns({ parts }: ModelEvent, filter: Filter, ...at: readonly Label[]): boolean {
  const seen = parts.filter(({ label }) => at.every((input) => canFlowTo(label, input)));
  return seen.length > 0 && satisfies(filter, seen);
}

/** Whether some instance, wherever it is raised to, could want the event. */
export function mayConcern({ parts }: ModelEvent, filter: Filter): boolean {
  const labels = [...new Set(parts.map(({ label }) => label))];
  for (let set = 1; set < 1 << labels.length; set++) {
    const shown = parts.filter(({ label }) => ((set >> labels.indexOf(label)) & 1) === 1);
    if (satisfies(filter, shown)) return true;
  }
  return false;
}

export class ModelDispatcher {
  readonly endpoints: ModelEndpoint[] = [];

  beginGeneration(): void {
    for (const endpoint of this.endpoints) {
      endpoint.matchInput = endpoint.input;
      for (const subscription of endpoint.subscriptions.values()) subscription.settled = true;
    }
  }

  /** Calls `deliver` for everybody in turn; what it changes counts for those who come after. */
  dispatch(event: ModelEvent, deliver: (endpoint: ModelEndpoint, id: number) => void): void {
    const inOrder = this.endpoints.toSorted((a, b) => a.rank - b.rank);
    for (const endpoint of inOrder) {
      for (const id of [...endpoint.subscriptions.keys()].toSorted((a, b) => a - b)) {
        const subscription = endpoint.subscriptions.get(id);
        if (subscription === undefined || !subscription.settled) continue;
        if (this.#isWanted(event, endpoint, subscription)) deliver(endpoint, id);
      }
    }
  }

  #isWanted(event: ModelEvent, endpoint: ModelEndpoint, subscription: ModelSubscription): boolean {
    const { filter, managed } = subscription;
    if (managed) return mayConcern(event, filter);
    const { input, matchInput } = endpoint;
    if (!concerns(event, filter, input, matchInput)) return false;
    // Who has narrowed itself is still asked what it could see when the generation began, as elsewhere.
    if (!concerns(event, filter, matchInput)) return false;
    return event.previous === null || !concerns(event.previous, filter, matchInput);
  }
}
