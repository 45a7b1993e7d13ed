/**
 * The dispatcher: one implementation of the rules at every ring. An event is queued, matched, viewed
 * and delivered; each step is a file of its own. It knows labels and endpoints, not units or cells.
 */

import type { Event } from "../event/index.ts";
import { type Label, LabelTable } from "../label/index.ts";
import { limits } from "../limits.ts";
import type { SubscriptionId } from "../unit/api.ts";
import { deliverToAll, type Walk } from "./deliver.ts";
import type { Endpoint, Subscription } from "./endpoint.ts";
import { type CompiledFilter, FilterTable } from "./filter.ts";
import { SubscriptionIndex } from "./match.ts";
import type { DeliveryPort, DispatchCounts } from "./ports.ts";
import { GenerationQueue } from "./queue.ts";

const NEVER = (): boolean => false;

export class Dispatcher<E extends Endpoint> {
  readonly labels: LabelTable = new LabelTable();
  readonly filters: FilterTable = new FilterTable();
  readonly queue: GenerationQueue = new GenerationQueue();
  readonly counts: DispatchCounts = {
    events: 0,
    deliveries: 0,
    droppedQueue: 0,
    droppedHops: 0,
    droppedTime: 0,
  };
  /** Counts generations over the life of the platform; the same in every cell. */
  round = 0;
  readonly #index: SubscriptionIndex<E> = new SubscriptionIndex(this.filters);
  readonly port: DeliveryPort<E>;
  /** Whether an endpoint or a subscription has changed since the generation began. */
  isDisturbed = false;
  readonly #endpoints = new Set<E>();
  /** Changes take effect when the next generation begins: nobody's index changes under a walk. */
  #added: Subscription<E>[] = [];
  #removed: Subscription<E>[] = [];
  #changed = new Set<E>();
  /** The event whose deliveries are under way. */
  #walk: Walk<E> | null = null;
  #sweepLabelsAt: number = limits.labelSweep;
  #sweepFiltersAt: number = limits.labelSweep;
  #sweepCharactersAt: number = limits.filterSweep;

  constructor(port: DeliveryPort<E>) {
    this.port = port;
  }

  get endpoints(): ReadonlySet<E> {
    return this.#endpoints;
  }

  addEndpoint(endpoint: E): void {
    this.#endpoints.add(endpoint);
  }

  removeEndpoint(endpoint: E): void {
    endpoint.active = false;
    for (const id of endpoint.subscriptions.keys()) this.unsubscribe(endpoint, id);
    this.#endpoints.delete(endpoint);
  }

  /** Raising takes effect with the next generation; lowering at once. */
  relabel(endpoint: E, input: Label): void {
    endpoint.input = input;
    if (input !== endpoint.matchInput) this.#noteChanged(endpoint);
  }

  /** Notes whether time can change anything for an endpoint. Takes effect at once. */
  setTimed(endpoint: E, isTimed: boolean): void {
    if (isTimed === endpoint.isTimed) return;
    endpoint.isTimed = isTimed;
    this.#noteChanged(endpoint);
  }

  /** Tells endpoints of all deliveries that were counted elsewhere. */
  tellCounts(): void {
    this.#index.tellCounts();
  }

  /** Takes effect with the next generation. */
  subscribe(subscription: Subscription<E>): void {
    subscription.endpoint.subscriptions.add(subscription);
    this.#added.push(subscription);
  }

  /** Takes effect at once. Returns whether there was such a subscription. */
  unsubscribe(endpoint: E, id: SubscriptionId): boolean {
    const subscription = endpoint.subscriptions.get(id);
    if (subscription === undefined) return false;
    subscription.active = false;
    endpoint.subscriptions.delete(id);
    this.#removed.push(subscription);
    this.isDisturbed = true;
    return true;
  }

  /**
   * Publish: queues an event whose labels are final. One that is too far from ingress is dropped, and
   * counted.
   *
   * @returns whether it was queued
   */
  enqueue(event: Event): boolean {
    if (event.hops > limits.eventHops) {
      this.counts.droppedHops++;
      return false;
    }
    this.queue.push(event);
    return true;
  }

  /** Begins the next generation, which must be in order. The current one must be exhausted. */
  beginGeneration(): void {
    this.round++;
    this.#applyChanges();
    this.queue.advance();
  }

  /**
   * Dispatches until the generation is exhausted, or time is up: then it can be called again, and goes
   * on where it was.
   *
   * @param isOver asked now and then
   * @returns whether the generation is exhausted
   */
  dispatch(isOver: () => boolean = NEVER): boolean {
    for (;;) {
      let walk = this.#walk;
      if (walk === null) {
        const event = this.queue.shift();
        if (event === null) return true;
        this.counts.events++;
        walk = { event, candidates: this.#index.candidates(event), list: 0, at: 0 };
        this.#walk = walk;
      }
      if (!deliverToAll(walk, this, isOver)) return false;
      this.#walk = null;
      if (isOver()) return false;
    }
  }

  /**
   * Forgets labels and filters that nothing refers to, once there are many. To be called between
   * generations, with the labels that the caller's own state refers to.
   */
  sweep(held: () => Iterable<Label>): void {
    if (this.labels.size >= this.#sweepLabelsAt) {
      this.labels.sweep(this.#liveLabels(held()));
      this.#sweepLabelsAt = Math.max(limits.labelSweep, this.labels.size * 2);
    }
    const { filters } = this;
    if (filters.size >= this.#sweepFiltersAt || filters.characters >= this.#sweepCharactersAt) {
      filters.sweep(this.#liveFilters());
      this.#sweepFiltersAt = Math.max(limits.labelSweep, filters.size * 2);
      this.#sweepCharactersAt = Math.max(limits.filterSweep, filters.characters * 2);
    }
  }

  #noteChanged(endpoint: E): void {
    this.#changed.add(endpoint);
    this.isDisturbed = true;
  }

  #applyChanges(): void {
    for (const subscription of this.#removed) {
      this.port.worksFor?.(subscription.endpoint);
      this.#index.delete(subscription);
    }
    for (const endpoint of this.#changed) {
      this.port.worksFor?.(endpoint);
      const from = endpoint.matchInput;
      endpoint.matchInput = endpoint.input;
      if (from !== endpoint.input) this.port.relabelled?.(endpoint);
      this.#index.relabel(endpoint, from, endpoint.input);
    }
    for (const subscription of this.#added) {
      if (!subscription.active) continue;
      this.port.worksFor?.(subscription.endpoint);
      this.#index.add(subscription);
    }
    this.#removed = [];
    this.#changed.clear();
    this.#added = [];
    this.isDisturbed = false;
  }

  *#liveLabels(held: Iterable<Label>): IterableIterator<Label> {
    yield* held;
    for (const endpoint of this.#endpoints) {
      yield endpoint.input;
      yield endpoint.matchInput;
    }
    for (const event of this.queue.events()) {
      yield* event.labels;
      if (event.previous !== null) yield* event.previous.labels;
    }
  }

  *#liveFilters(): IterableIterator<CompiledFilter> {
    for (const endpoint of this.#endpoints) {
      for (const { filter, access } of endpoint.subscriptions.values()) {
        yield filter;
        if (access?.residual) yield access.residual;
      }
    }
  }
}
