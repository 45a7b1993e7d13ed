/** Subscriptions: what an endpoint wants, and what is called when it comes. */

import type { SubscriptionId } from "../unit/api.ts";
import type { Access } from "./access.ts";
import type { Endpoint } from "./endpoint.ts";
import type { CompiledFilter } from "./filter.ts";

export class Subscription<E extends Endpoint> {
  readonly endpoint: E;
  readonly id: SubscriptionId;
  readonly filter: CompiledFilter;
  /** What the runtime calls; the dispatcher only hands it on. */
  readonly handler: unknown;
  /** Matched against what the endpoint could raise itself to, rather than its input label. */
  readonly managed: boolean;
  /** Where the index has filed it; null until then, or if every event has to be looked at. */
  access: Access | null = null;
  /** Whether the index has it. */
  filed = false;
  active = true;

  constructor(
    endpoint: E,
    id: SubscriptionId,
    filter: CompiledFilter,
    handler: unknown,
    managed: boolean,
  ) {
    this.endpoint = endpoint;
    this.id = id;
    this.filter = filter;
    this.handler = handler;
    this.managed = managed;
  }
}

/** The order of delivery: by endpoint, then by subscription. */
export function compareSubscriptions<E extends Endpoint>(
  a: Subscription<E>,
  b: Subscription<E>,
): number {
  return a.endpoint.rank - b.endpoint.rank || a.id - b.id;
}
