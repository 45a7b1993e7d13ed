/**
 * No security: the dispatcher and the programs of the platform, where everything is public, nothing is
 * copied or frozen, nobody needs a privilege and every part is vouched for. What it would cost to do
 * the same without any protection.
 */

import type { Tick } from "../../../src/cli/feed.ts";
import {
  type Crowd,
  Dispatcher,
  type DeliveryPort,
  RANKS_PER_UNIT,
  revisedParts,
  type Secret,
  Subscription,
} from "../../../src/dispatch/index.ts";
import { Event, type EventOrigin, type Part, type Value } from "../../../src/event/index.ts";
import type { Tag } from "../../../src/label/index.ts";
import type { Deployment } from "../../../src/platform/options.ts";
import type { Handler, SubscriptionId } from "../../../src/unit/api.ts";
import type { Filter } from "../../../src/unit/filter.ts";
import type { Contender, Outcomes } from "../contender.ts";
import { unitSecret, type ScenarioOptions, venueOf } from "../scenario.ts";
import { type PlainSpec, PlainUnit } from "./plain-unit.ts";
import { programNamed } from "./programs.ts";
import { tellOutcome } from "./tell-outcome.ts";
import {
  type UnlabelledHost,
  type UnlabelledPart,
  UnlabelledUnitApi,
} from "./unlabelled-unit-api.ts";

/** What a handler is given: a property for each part name, as in a view, but not frozen. */
export type PlainView = Record<string, Value>;

export class PlainEvent extends Event {
  readonly plainView: PlainView = {};

  constructor(parts: readonly Part[], origin: EventOrigin, previous: Event | null) {
    super(parts, origin, previous);
    for (const { name, data } of parts) if (!(name in this.plainView)) this.plainView[name] = data;
  }
}

/** Without labels there is one contamination, and so one instance. */
interface Managed {
  readonly program: string;
  readonly config: Value;
  instance: PlainUnit | null;
}

function isManaged(handler: unknown): handler is Managed {
  return typeof handler === "object" && handler !== null && "instance" in handler;
}

export class UnlabelledHeap implements Contender, DeliveryPort<PlainUnit>, UnlabelledHost {
  readonly dispatcher: Dispatcher<PlainUnit> = new Dispatcher(this);
  readonly #outcomes: Outcomes;
  #spawned: Pick<PlainSpec, "program" | "config">[] = [];
  #started = 0;
  #instances = 0;
  readonly #seed: number;

  /** The event in hand, the unit that handles it, and the parts that it has added. */
  event: PlainEvent | null = null;
  #unit: PlainUnit | null = null;
  /** The crowd that is delivered to, and where in it the unit stands that handles the event; or −1. */
  #crowd: Crowd<PlainUnit> | null = null;
  #at = -1;
  added: Part[] = [];
  time = 0;
  hops = 0;

  constructor(options: ScenarioOptions, outcomes: Outcomes) {
    this.#outcomes = outcomes;
    this.#seed = options.seed;
    this.dispatcher.beginGeneration();
    for (const deployment of venueOf(options).deployments) this.#deploy(deployment);
    this.settle();
  }

  get unit(): PlainUnit | null {
    return this.#at === -1 ? this.#unit : (this.#crowd?.subscriptions[this.#at]?.endpoint ?? null);
  }

  get deliveries(): number {
    return this.dispatcher.counts.deliveries;
  }

  get units(): number {
    return this.#started;
  }

  publish(ticks: readonly Tick[]): void {
    for (const { symbol, price, time } of ticks) {
      this.enqueue(
        [this.part("type", "feed"), this.part("symbol", symbol), this.part("price", price)],
        { time, hops: 0, order: "" },
        null,
      );
    }
    this.settle();
  }

  settle(): void {
    const { dispatcher } = this;
    for (;;) {
      dispatcher.dispatch();
      dispatcher.sweep(() => []);
      if (!dispatcher.queue.hasNext && this.#spawned.length === 0) return;
      dispatcher.beginGeneration();
      const spawned = this.#spawned;
      this.#spawned = [];
      for (const { program, config } of spawned) {
        this.#start(program, config, unitSecret(this.#seed, `child ${this.#started}`), false);
      }
    }
  }

  residentBytes(): number {
    return process.memoryUsage.rss();
  }

  close(): void {}

  deliver({ endpoint: unit, handler }: Subscription<PlainUnit>, event: Event): void {
    this.#unit = unit;
    this.#handle(handler, event);
    this.#unit = null;
    if (unit.isInstance && unit.subscriptions.size === 0) this.dispatcher.removeEndpoint(unit);
  }

  deliverInCrowd(crowd: Crowd<PlainUnit>, at: number, event: Event): void {
    this.#crowd = crowd;
    this.#at = at;
    this.#handle(crowd.handlers[at], event);
    this.#at = -1;
  }

  #handle(handler: unknown, event: Event): void {
    this.time = event.time;
    this.hops = event.hops;
    if (event !== this.event) this.event = event as PlainEvent;
    (handler as Handler)((event as PlainEvent).plainView as Parameters<Handler>[0]);
    const { added } = this;
    if (added.length > 0) {
      this.added = [];
      const revision = { removed: new Set<number>(), unseen: [], added };
      const origin = { time: event.time, hops: event.hops + 1, order: "" };
      this.enqueue(revisedParts(event.parts, revision), origin, event);
    }
  }

  deliverManaged(subscription: Subscription<PlainUnit>, event: Event): void {
    const { handler: managed, filter } = subscription;
    if (!isManaged(managed) || !filter.matches(event, event.all)) return;
    if (event.previous !== null && filter.matches(event.previous, event.previous.all)) return;
    let { instance } = managed;
    if (instance !== null && instance.active) {
      if (instance.born !== this.dispatcher.round) return;
    } else {
      const { program, config } = managed;
      instance = this.#start(
        program,
        config,
        unitSecret(this.#seed, `instance ${++this.#instances}`),
        true,
      );
      managed.instance = instance;
    }
    for (const own of instance.subscriptions.values()) {
      if (!own.active || !own.filter.matches(event, event.all)) continue;
      this.dispatcher.counts.deliveries++;
      this.deliver(own, event);
    }
  }

  // What the unit API rests on

  part(name: string, data: Value, integrity?: readonly Tag[]): UnlabelledPart {
    return { name, data, label: this.dispatcher.labels.public, privileges: null, integrity };
  }

  enqueue(parts: readonly Part[], origin: EventOrigin, previous: Event | null): void {
    const event = new PlainEvent(parts, origin, previous);
    if (this.unit !== null) tellOutcome(event, this.unit.program, this.unit.id, this.#outcomes);
    this.dispatcher.enqueue(event);
  }

  subscribe(unit: PlainUnit, filter: Filter, handler: unknown): SubscriptionId {
    const id = unit.nextSubscription();
    const compiled = this.dispatcher.filters.compile(filter);
    this.dispatcher.subscribe(new Subscription(unit, id, compiled, handler, isManaged(handler)));
    return id;
  }

  unsubscribe(unit: PlainUnit, subscription: SubscriptionId): void {
    this.dispatcher.unsubscribe(unit, subscription);
  }

  spawn(program: string, config: Value): void {
    this.#spawned.push({ program, config });
  }

  #deploy({ name, program, config = null }: Deployment): void {
    this.#start(program, config as Value, unitSecret(this.#seed, name), false);
  }

  #start(program: string, config: Value, secret: Secret, isInstance: boolean): PlainUnit {
    const id = isInstance ? this.#started : ++this.#started;
    const rank = id * RANKS_PER_UNIT + (isInstance ? this.#instances : 0);
    const unit = new PlainUnit({ id, rank, program, config, secret, isInstance }, this.dispatcher);
    this.dispatcher.addEndpoint(unit);
    const { unit: before, event, added, time, hops } = this;
    this.#enter(unit, time, hops);
    programNamed(program)(new UnlabelledUnitApi(this, unit));
    this.#unit = before;
    Object.assign(this, { event, added, time, hops });
    return unit;
  }

  #enter(unit: PlainUnit, time: number, hops: number): void {
    this.#unit = unit;
    this.time = time;
    this.hops = hops;
  }
}
