/**
 * The router: the host's dispatcher, whose endpoints are the units of all cells, as their kernels
 * report them, and the subscribers at the edge. The rules are those of `src/dispatch`.
 */

import { type Event, type EventView, type Value, type Visibility } from "../event/index.ts";
import { isSubset, type Label, type LabelSpec, sortedById } from "../label/index.ts";
import { type Crowd, type DeliveryPort, Dispatcher, Subscription } from "../dispatch/index.ts";
import { CordonError } from "../errors.ts";
import type { SubscriptionId } from "../unit/api.ts";
import type { HostCode } from "./host-code.ts";
import type { EndpointReport } from "./reports.ts";
import { type CellPeer, type EdgeInterest, HostEvent, Receiver } from "./receiver.ts";

/** What an edge subscriber is told besides what it may see. */
export interface EdgeContext {
  /** Event time in ms. */
  readonly time: number;
  /** Name of the unit that published it; null if it came from the edge. */
  readonly publisher: string | null;
  /** Every part that it may see, in order; the view has only the first of each name. */
  readonly parts: readonly EdgeReadPart[];
}

export interface EdgeReadPart {
  readonly name: string;
  readonly data: Value;
  readonly label: Required<LabelSpec>;
}

export type EdgeHandler = (event: EventView, context: EdgeContext) => void;

class Context implements EdgeContext {
  readonly #event: Event;
  readonly #visible: Visibility;
  readonly time: number;
  readonly publisher: string | null;

  constructor(event: Event, visible: Visibility) {
    this.#event = event;
    this.#visible = visible;
    this.time = event.time;
    this.publisher = event instanceof HostEvent ? (event.publisher?.name ?? null) : null;
  }

  get parts(): readonly EdgeReadPart[] {
    const seen = this.#event.parts.filter((_, at) => this.#event.sees(at, this.#visible));
    return seen.map(({ name, data, label }) => ({ name, data, label: shownLabel(label) }));
  }
}

/** A copy: a handler that changes it must change no label. */
function shownLabel(label: Label): Required<LabelSpec> {
  const { secrecy, integrity } = sortedById(label);
  return { secrecy: [...secrecy], integrity: [...integrity] };
}

function isEdgeHandler(handler: unknown): handler is EdgeHandler {
  return typeof handler === "function";
}

export class Router implements DeliveryPort<Receiver> {
  readonly dispatcher: Dispatcher<Receiver> = new Dispatcher<Receiver>(this);
  readonly #host: HostCode;
  /** Subscriptions that see everything; not in the index, whose labels they do not have. */
  readonly #observers = new Set<Subscription<Receiver>>();
  #newObservers: Subscription<Receiver>[] = [];
  /** The only cell: it decides for itself what it wants, until it has said so because there is another. */
  sole: CellPeer | null = null;

  constructor(host: HostCode) {
    this.#host = host;
  }

  /** From the next generation on. */
  observe(subscription: Subscription<Receiver>): void {
    this.#newObservers.push(subscription);
  }

  /** At once. */
  ignore(subscription: Subscription<Receiver>): void {
    this.#observers.delete(subscription);
    this.#newObservers = this.#newObservers.filter((other) => other !== subscription);
  }

  beginGeneration(): void {
    for (const subscription of this.#newObservers) this.#observers.add(subscription);
    this.#newObservers = [];
    this.dispatcher.beginGeneration();
  }

  /** Dispatches the generation that has begun. */
  dispatch(): void {
    this.dispatcher.dispatch();
  }

  /** Called by the platform for each event of a generation, before the index is asked. */
  offer(event: HostEvent): void {
    if (this.sole !== null && event.origin === null) this.sole.send(event);
    for (const observer of this.#observers) {
      if (!observer.filter.matches(event, event.all)) continue;
      if (event.previous !== null && observer.filter.matches(event.previous, event.previous.all)) {
        continue;
      }
      this.#callEdge(observer, event, event.all);
    }
  }

  deliver(subscription: Subscription<Receiver>, event: Event, visible: Visibility): void {
    const { link } = subscription.endpoint;
    if (link === null) this.#callEdge(subscription, event, visible);
    else if (event instanceof HostEvent && needs(link, event)) link.send(event);
  }

  /** The handler of a cell's subscription is the way to the cell. */
  deliverInCrowd(crowd: Crowd<Receiver>, at: number, event: Event): void {
    const handler = crowd.handlers[at];
    if (isEdgeHandler(handler)) {
      this.#callEdge(crowd.subscriptions[at] as Subscription<Receiver>, event, event.all);
    } else if (event instanceof HostEvent && needs(handler as CellPeer, event)) {
      (handler as CellPeer).send(event);
    }
  }

  deliverManaged(subscription: Subscription<Receiver>, event: Event): void {
    const { link, raise, matchInput } = subscription.endpoint;
    if (link === null || !(event instanceof HostEvent) || !needs(link, event)) return;
    // Whether it matches the cell sees for itself, at each contamination that is possible there.
    const visible = event.visibleWhere(
      (label) =>
        isSubset(matchInput.integrity, label.integrity) &&
        label.secrecy.every((tag) => raise.has(tag) || matchInput.secrecy.includes(tag)),
    );
    if (visible !== 0) link.send(event);
  }

  /** What subscribers at the edge want; no label is the operator's own eye. */
  *edgeInterests(): IterableIterator<EdgeInterest> {
    for (const { filter } of [...this.#observers, ...this.#newObservers]) {
      yield { label: null, filter };
    }
    for (const { link, input, subscriptions } of this.dispatcher.endpoints) {
      if (link !== null) continue;
      for (const { filter } of subscriptions.values()) yield { label: input, filter };
    }
  }

  /** Follows what a cell reports of its endpoints. */
  mirror(link: CellPeer, report: EndpointReport): void {
    const receiver = link.receivers.get(report.rank);
    switch (report.kind) {
      case "endpoint": {
        const { rank, unit, input, raise } = report;
        if (receiver === undefined) {
          const added = new Receiver(unit.id, rank, input, link);
          added.raise = raise;
          link.receivers.set(rank, added);
          this.dispatcher.addEndpoint(added);
        } else {
          receiver.raise = raise;
          this.dispatcher.relabel(receiver, input);
        }
        return;
      }
      case "gone":
        if (receiver !== undefined) this.dispatcher.removeEndpoint(receiver);
        link.receivers.delete(report.rank);
        return;
      case "subscribe": {
        if (receiver === undefined) throw new CordonError("WIRE", { problem: "unknown endpoint" });
        const { filter } = report;
        const id = report.subscription as SubscriptionId;
        this.dispatcher.unsubscribe(receiver, id);
        this.dispatcher.subscribe(new Subscription(receiver, id, filter, link, report.managed));
        return;
      }
      case "unsubscribe":
        if (receiver !== undefined) {
          this.dispatcher.unsubscribe(receiver, report.subscription as SubscriptionId);
        }
    }
  }

  /** A cell is gone, and with it its endpoints. */
  forget(link: CellPeer): void {
    for (const receiver of link.receivers.values()) this.dispatcher.removeEndpoint(receiver);
    link.receivers.clear();
  }

  #callEdge(subscription: Subscription<Receiver>, event: Event, visible: Visibility): void {
    const { handler } = subscription;
    if (!isEdgeHandler(handler)) return;
    this.#host.run(() => handler(event.view(visible), new Context(event, visible)));
  }
}

/** A cell has what it published itself; a version of the host's event it has not. */
function needs(link: CellPeer, event: HostEvent): boolean {
  return event.origin !== link;
}
