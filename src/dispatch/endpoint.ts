/**
 * Endpoints and what they subscribe to: where events end. In a cell an endpoint is a unit, in the
 * host a unit of some cell or a subscriber at the edge.
 */

import type { SubscriptionId } from "../unit/api.ts";
import type { Label } from "../label/index.ts";
import type { Access } from "./access.ts";
import type { CompiledFilter } from "./filter.ts";

/** Names a unit within one platform; given by the host, in the order of creation. */
export type UnitId = number & { readonly __brand: "UnitId" };

/** What one endpoint subscribes to, mostly one or two: a map of them would take three times the memory. */
export class SubscriptionList<E extends Endpoint> {
  #items: readonly Subscription<E>[] = NONE;

  get size(): number {
    return this.#items.length;
  }

  get(id: SubscriptionId): Subscription<E> | undefined {
    return this.#items.find((it) => it.id === id);
  }

  has(id: SubscriptionId): boolean {
    return this.get(id) !== undefined;
  }

  /** Those that there are now, whatever becomes of the list. */
  values(): readonly Subscription<E>[] {
    return this.#items;
  }

  keys(): readonly SubscriptionId[] {
    return this.#items.map(({ id }) => id);
  }

  /** One of the same id takes the place of the one before. */
  add(subscription: Subscription<E>): void {
    this.#items = [...this.#items.filter(({ id }) => id !== subscription.id), subscription];
  }

  /** @returns whether there was one of that id */
  delete(id: SubscriptionId): boolean {
    const before = this.#items.length;
    this.#items = this.#items.filter((it) => it.id !== id);
    return this.#items.length < before;
  }
}

const NONE: readonly never[] = [];

/** The fields that every delivery looks at come first: they share a line of the cache. */
export class Endpoint {
  /** What it may see now. */
  input: Label;
  /** What events are matched against: the input label as it was when this generation began. */
  matchInput: Label;
  readonly id: UnitId;
  /** How many events were delivered to it. */
  deliveries = 0;
  /**
   * Whether time can change anything for it. Most endpoints are not timed, and a delivery then touches
   * none of the numbers that say when: each is a place in memory of its own.
   */
  isTimed = false;
  /** Sorts deliveries of one event: the same under every placement. */
  readonly rank: number;
  readonly subscriptions: SubscriptionList<this> = new SubscriptionList();
  active = true;

  constructor(id: UnitId, rank: number, input: Label) {
    this.input = input;
    this.matchInput = input;
    this.id = id;
    this.rank = rank;
  }
}

/** What an endpoint wants, and what is called when it comes. */
export class Subscription<E extends Endpoint> {
  /** How many terms its filter counts for. */
  cost = 0;
  readonly endpoint: E;
  readonly filter: CompiledFilter;
  /** What the runtime calls; the dispatcher only hands it on. */
  readonly handler: unknown;
  active = true;
  /** Matched against what the endpoint could raise itself to, rather than its input label. */
  readonly managed: boolean;
  readonly id: SubscriptionId;
  /** Where the index has filed it; null until then, or if every event has to be looked at. */
  access: Access | null = null;
  /** Whether the index has it. */
  filed = false;

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
