/** Deliver: one event to everyone whom it concerns and who may see it. */

import type { Event } from "../event/index.ts";
import type { LabelTable } from "../label/index.ts";
import type { Crowd } from "./crowd.ts";
import type { Endpoint, Subscription } from "./endpoint.ts";
import type { CompiledFilter } from "./filter.ts";
import type { Candidates } from "./match.ts";
import type { DeliveryPort, DispatchCounts } from "./ports.ts";

/** From this many candidates on, a label remembers whom it can flow to. */
const FAN_OUT = 16;

/** Candidates between two questions whether time is up; a power of two. */
const ASK_EVERY = 16;

/** What deliveries need of their dispatcher. */
export interface Ground<E extends Endpoint> {
  readonly labels: LabelTable;
  readonly port: DeliveryPort<E>;
  readonly counts: DispatchCounts;
  /** Whether an endpoint or a subscription has changed since the generation began. */
  readonly isDisturbed: boolean;
}

/** How far the deliveries of one event have come. */
export interface Walk<E extends Endpoint> {
  readonly event: Event;
  readonly candidates: Candidates<E>;
  /** The list, and the candidate in it, that is next. */
  list: number;
  at: number;
}

/** What an endpoint sees of an event: what it could when the generation began, and still can. */
export function visibleTo(endpoint: Endpoint, event: Event, labels: LabelTable): number {
  const visible = event.visibleAt(endpoint.matchInput, labels);
  return endpoint.input === endpoint.matchInput
    ? visible
    : event.intersection(visible, event.visibleAt(endpoint.input, labels));
}

/**
 * Goes on with the deliveries of an event, until all are made or time is up.
 *
 * @returns whether all are made
 */
export function deliverToAll<E extends Endpoint>(
  walk: Walk<E>,
  ground: Ground<E>,
  isOver: () => boolean,
): boolean {
  const { event, candidates } = walk;
  // Who sees the only label sees all.
  const isSimple = event.labels.length === 1 && event.previous === null;
  for (; walk.list < candidates.count; walk.list++, walk.at = 0) {
    const crowd = candidates.crowds[walk.list] ?? null;
    const { port } = ground;
    const isMade =
      isSimple && crowd !== null && canDeliverInCrowd(port)
        ? deliverToCrowd(walk, crowd, ground, port, isOver)
        : deliverToList(walk, ground, isOver);
    if (!isMade) return false;
  }
  return true;
}

type CrowdPort<E extends Endpoint> = DeliveryPort<E> &
  Required<Pick<DeliveryPort<E>, "deliverInCrowd">>;

function canDeliverInCrowd<E extends Endpoint>(port: DeliveryPort<E>): port is CrowdPort<E> {
  return port.deliverInCrowd !== undefined;
}

function deliverToCrowd<E extends Endpoint>(
  walk: Walk<E>,
  crowd: Crowd<E>,
  ground: Ground<E>,
  port: CrowdPort<E>,
  isOver: () => boolean,
): boolean {
  const { event } = walk;
  const { counts } = ground;
  const { handlers, filters, subscriptions } = crowd;
  const position = walk.candidates.positions[walk.list] as number;
  let lastFilter: CompiledFilter | null = null;
  let lastMatch = false;
  for (let i = walk.at; i < handlers.length; i++) {
    if (ground.isDisturbed) {
      walk.at = i;
      return deliverToList(walk, ground, isOver);
    }
    if (i % ASK_EVERY === ASK_EVERY - 1 && i > walk.at && isOver()) {
      walk.at = i;
      return false;
    }
    if (handlers[i] === null) {
      walk.at = i;
      deliverToList(walk, ground, isOver, i + 1);
      continue;
    }
    const filter = filters[i] as CompiledFilter;
    if (filter !== lastFilter) {
      lastFilter = filter;
      lastMatch = matches(subscriptions[i] as Subscription<E>, event, event.all, position);
    }
    if (!lastMatch) continue;
    counts.deliveries++;
    port.deliverInCrowd(crowd, i, event);
  }
  return true;
}

function deliverToList<E extends Endpoint>(
  walk: Walk<E>,
  { labels, port, counts }: Ground<E>,
  isOver: () => boolean,
  end: number = Infinity,
): boolean {
  const { event, list } = walk;
  const subscriptions = walk.candidates.lists[list] as readonly Subscription<E>[];
  const position = walk.candidates.positions[list] as number;
  if (subscriptions.length >= FAN_OUT) for (const label of event.labels) labels.fanOut(label);
  // Candidates of one symbol mostly share one filter, which is the same object for equal filters.
  let lastFilter: CompiledFilter | null = null;
  let lastVisible = 0;
  let lastMatch = false;
  const count = Math.min(end, subscriptions.length);
  for (let i = walk.at; i < count; i++) {
    if (i % ASK_EVERY === ASK_EVERY - 1 && i > walk.at && isOver()) {
      walk.at = i;
      return false;
    }
    const subscription = subscriptions[i] as Subscription<E>;
    if (!subscription.active) continue;
    if (subscription.managed) {
      port.deliverManaged(subscription, event);
      // To match it may take long.
      if (i + 1 < count && isOver()) {
        walk.at = i + 1;
        return false;
      }
      continue;
    }
    const { endpoint } = subscription;
    const visible = visibleTo(endpoint, event, labels);
    if (visible === 0) continue;
    const { filter } = subscription;
    if (filter !== lastFilter || visible !== lastVisible) {
      lastFilter = filter;
      lastVisible = visible;
      lastMatch = matches(subscription, event, visible, position);
    }
    if (!lastMatch) continue;
    if (endpoint.input !== endpoint.matchInput) {
      // It has narrowed itself, which the host does not know yet: what it saw before decides as well.
      const seen = event.visibleAt(endpoint.matchInput, labels);
      if (seen !== visible && !matches(subscription, event, seen, position)) continue;
    }
    if (event.previous !== null && matchedBefore(subscription, event.previous, labels)) continue;
    counts.deliveries++;
    port.deliver(subscription, event, visible);
  }
  return true;
}

function matches<E extends Endpoint>(
  subscription: Subscription<E>,
  event: Event,
  visible: number,
  position: number,
): boolean {
  if (position === -1) return subscription.filter.matches(event, visible);
  if (!event.sees(position, visible)) return false;
  const residual = subscription.access?.residual ?? null;
  return residual === null || residual.matches(event, visible);
}

/**
 * On the main path an event goes on only to whom its previous version was of no concern, at the label that
 * they had when the generation began.
 */
export function matchedBefore<E extends Endpoint>(
  subscription: Subscription<E>,
  previous: Event,
  labels: LabelTable,
): boolean {
  const visible = previous.visibleAt(subscription.endpoint.matchInput, labels);
  return visible !== 0 && subscription.filter.matches(previous, visible);
}
