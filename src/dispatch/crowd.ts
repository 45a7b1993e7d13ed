/**
 * Crowds: many subscriptions that a label reaches, with what a delivery needs of each side by side. Units
 * and subscriptions lie all over the heap: to look at both costs as much as the rest of a delivery.
 */

import type { Endpoint, Subscription, UnitId } from "./endpoint.ts";
import type { CompiledFilter } from "./filter.ts";

/** Holds for as long as nothing changes of its subscriptions and their endpoints. */
export class Crowd<E extends Endpoint> {
  /** In the order of delivery. */
  readonly subscriptions: readonly Subscription<E>[];
  /** What is called; null for an endpoint that has to be looked at each time. */
  readonly handlers: readonly unknown[];
  readonly filters: readonly CompiledFilter[];
  readonly ids: readonly UnitId[];
  /** Deliveries that the endpoints have not been told of. */
  readonly #deliveries: number[];

  constructor(subscriptions: readonly Subscription<E>[]) {
    this.subscriptions = subscriptions;
    this.handlers = subscriptions.map(({ handler, endpoint }) =>
      endpoint.isTimed ? null : handler,
    );
    this.filters = subscriptions.map(({ filter }) => filter);
    this.ids = subscriptions.map(({ endpoint }) => endpoint.id);
    this.#deliveries = subscriptions.map(() => 0);
  }

  countDelivery(at: number): void {
    (this.#deliveries[at] as number)++;
  }

  /** Tells the endpoints how many events were delivered to them. */
  tellCounts(): void {
    for (const [i, { endpoint }] of this.subscriptions.entries()) {
      endpoint.deliveries += this.#deliveries[i] as number;
      this.#deliveries[i] = 0;
    }
  }
}
