/**
 * The dispatcher delivers exactly what looking at every subscription would, in the same order,
 * whatever was subscribed, unsubscribed and relabelled before and during the walk.
 */

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type DeliveryPort,
  Dispatcher,
  Endpoint,
  Subscription,
  type UnitId,
} from "../../src/dispatch/index.ts";
import { Event, type Part } from "../../src/event/index.ts";
import type { LabelSpec, Tag } from "../../src/label/index.ts";
import type { SubscriptionId } from "../../src/unit/api.ts";
import type { Filter } from "../../src/unit/filter.ts";
import { filter, partData, partNames, tags } from "./filter-model.ts";
import {
  mayConcern,
  ModelDispatcher,
  type ModelEndpoint,
  type ModelEvent,
} from "./matching-model.ts";

interface PartSpec {
  readonly name: string;
  readonly data: Part["data"];
  readonly label: LabelSpec;
}

/** What happens to endpoints between generations, or in the middle of one. */
type Change =
  | { readonly kind: "join"; readonly label: LabelSpec; readonly rank: number }
  | { readonly kind: "leave"; readonly who: number }
  | {
      readonly kind: "subscribe";
      readonly who: number;
      readonly filter: Filter;
      readonly managed: boolean;
    }
  | { readonly kind: "unsubscribe"; readonly who: number; readonly at: number }
  | { readonly kind: "relabel"; readonly who: number; readonly label: LabelSpec }
  /** Makes no difference to what is delivered. */
  | { readonly kind: "time"; readonly who: number; readonly isTimed: boolean };

interface Generation {
  readonly changes: readonly Change[];
  readonly events: readonly { readonly parts: readonly PartSpec[]; readonly continues: boolean }[];
  /** Made when the delivery of that number is made. */
  readonly reactions: readonly { readonly at: number; readonly change: Change }[];
}

const label: fc.Arbitrary<LabelSpec> = fc.record({
  secrecy: fc.subarray([...tags]),
  integrity: fc.subarray(tags.slice(0, 1)),
});
const who = fc.nat(30);
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("join" as const), label, rank: fc.nat(1_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), who }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("subscribe" as const),
      who,
      filter,
      managed: fc.nat(5).map((it) => it === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("unsubscribe" as const), who, at: fc.nat(9) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("relabel" as const), who, label }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("time" as const), who, isTimed: fc.boolean() }),
  },
);
const parts = fc.array(fc.record({ name: fc.constantFrom(...partNames), data: partData, label }), {
  minLength: 1,
  maxLength: 4,
});
const generation: fc.Arbitrary<Generation> = fc.record({
  changes: fc.array(change, { maxLength: 12, size: "max" }),
  events: fc.array(fc.record({ parts, continues: fc.boolean() }), { minLength: 1, maxLength: 5 }),
  reactions: fc.array(fc.record({ at: fc.nat(8), change }), { maxLength: 3 }),
});

/** Runs the dispatcher and the model side by side. */
class Both {
  readonly model: ModelDispatcher = new ModelDispatcher();
  readonly dispatcher: Dispatcher<Endpoint>;
  readonly #endpoints: Endpoint[] = [];
  readonly #log: string[] = [];
  /** Deliveries by rank. */
  readonly #counts = new Map<number, number>();
  #react: (delivery: number) => void = () => {};
  #deliveries = 0;
  /** How many deliveries were made without looking at endpoints. */
  inCrowds = 0;

  constructor() {
    const port: DeliveryPort<Endpoint> = {
      deliver: ({ endpoint, id }) => {
        endpoint.deliveries++;
        this.#delivered(this.#log, endpoint.rank, id);
      },
      deliverInCrowd: (crowd, at) => {
        const { endpoint, id } = crowd.subscriptions[at] as Subscription<Endpoint>;
        crowd.countDelivery(at);
        expect(endpoint).toMatchObject({ active: true, isTimed: false });
        this.inCrowds++;
        this.#delivered(this.#log, endpoint.rank, id);
      },
      // What it is offered it has to match itself; it must be offered all that may match.
      deliverManaged: ({ endpoint, id, handler }, event) => {
        if (!mayConcern(event, handler as Filter)) return;
        endpoint.deliveries++;
        this.#delivered(this.#log, endpoint.rank, id);
      },
    };
    this.dispatcher = new Dispatcher(port);
  }

  run({ changes, events, reactions }: Generation): void {
    for (const it of changes) {
      this.#changeReal(it);
      this.#changeModel(it);
    }
    const { labels } = this.dispatcher;
    let previous: Event | null = null;
    for (const { parts: specs, continues } of events) {
      const made = specs.map((it): Part => ({
        ...it,
        label: labels.of(it.label),
        privileges: null,
      }));
      const event: Event = new Event(
        made,
        { time: 0, hops: 0, order: "" },
        continues ? previous : null,
      );
      this.dispatcher.enqueue(event);
      previous = event;
    }
    const log = this.#log.splice(0);
    expect(log).toEqual([]);
    this.#begin(reactions, (it) => this.#changeReal(it));
    const queued = [...this.#queued()];
    this.dispatcher.beginGeneration();
    this.dispatcher.dispatch();
    const delivered = this.#log.splice(0);
    this.#begin(reactions, (it) => this.#changeModel(it));
    this.model.beginGeneration();
    const expected: string[] = [];
    for (const event of queued) {
      this.model.dispatch(event, ({ rank }, id) => this.#delivered(expected, rank, id));
    }
    expect(delivered).toEqual(expected);
    this.#expectCounts(delivered);
  }

  #expectCounts(delivered: readonly string[]): void {
    this.dispatcher.tellCounts();
    for (const line of delivered) {
      const rank = Number(line.split("/")[0]);
      this.#counts.set(rank, (this.#counts.get(rank) ?? 0) + 1);
    }
    for (const { rank, deliveries } of this.#endpoints) {
      expect(deliveries).toBe(this.#counts.get(rank) ?? 0);
    }
  }

  *#queued(): Iterable<ModelEvent> {
    yield* this.dispatcher.queue.events();
  }

  #begin(reactions: Generation["reactions"], apply: (change: Change) => void): void {
    this.#deliveries = 0;
    this.#react = (delivery) => {
      for (const { at, change: it } of reactions) if (at === delivery) apply(it);
    };
  }

  #delivered(log: string[], rank: number, id: number): void {
    log.push(`${rank}/${id}`);
    this.#react(this.#deliveries++);
  }

  #changeReal(it: Change): void {
    const { dispatcher } = this;
    const { labels } = dispatcher;
    if (it.kind === "join") {
      const rank = it.rank * 100 + this.#endpoints.length;
      const endpoint = new Endpoint(rank as UnitId, rank, labels.of(it.label));
      this.#endpoints.push(endpoint);
      dispatcher.addEndpoint(endpoint);
      return;
    }
    const endpoint = this.#endpoints[it.who % Math.max(1, this.#endpoints.length)];
    if (endpoint === undefined || !endpoint.active) return;
    if (it.kind === "leave") dispatcher.removeEndpoint(endpoint);
    else if (it.kind === "relabel") dispatcher.relabel(endpoint, labels.of(it.label));
    else if (it.kind === "time") dispatcher.setTimed(endpoint, it.isTimed);
    else if (it.kind === "subscribe") {
      const id = nextId(endpoint.subscriptions.keys()) as SubscriptionId;
      const compiled = dispatcher.filters.compile(it.filter);
      dispatcher.subscribe(new Subscription(endpoint, id, compiled, it.filter, it.managed));
    } else {
      const id = [...endpoint.subscriptions.keys()].toSorted((a, b) => a - b)[it.at];
      if (id !== undefined) dispatcher.unsubscribe(endpoint, id);
    }
  }

  /** Endpoints that left stay in the list, so that numbers mean the same on both sides. */
  #changeModel(it: Change): void {
    const { endpoints } = this.model;
    const { labels } = this.dispatcher;
    if (it.kind === "join") {
      const rank = it.rank * 100 + endpoints.length;
      const at = labels.of(it.label);
      endpoints.push({ rank, input: at, matchInput: at, subscriptions: new Map() });
      return;
    }
    const endpoint = endpoints[it.who % Math.max(1, endpoints.length)];
    if (endpoint === undefined || this.#gone.has(endpoint)) return;
    const { subscriptions } = endpoint;
    if (it.kind === "leave") {
      subscriptions.clear();
      this.#gone.add(endpoint);
    } else if (it.kind === "relabel") endpoint.input = labels.of(it.label);
    else if (it.kind === "time") return;
    else if (it.kind === "subscribe") {
      const id = nextId(subscriptions.keys());
      subscriptions.set(id, { id, filter: it.filter, managed: it.managed, settled: false });
    } else {
      const id = [...subscriptions.keys()].toSorted((a, b) => a - b)[it.at];
      if (id !== undefined) subscriptions.delete(id);
    }
  }

  readonly #gone = new Set<ModelEndpoint>();
}

function nextId(ids: Iterable<number>): number {
  return Math.max(0, ...ids) + 1;
}

test("deliveries equal those of a walk over all subscriptions, in number and order", () => {
  fc.assert(
    fc.property(fc.array(generation, { minLength: 1, maxLength: 5 }), (generations) => {
      const both = new Both();
      for (const it of generations) both.run(it);
    }),
    { numRuns: 1_000 },
  );
});

test("and also among so many subscriptions that they are filed by tag", () => {
  const many = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("join" as const), label, rank: fc.nat(1_000) }),
      fc.record({
        kind: fc.constant("subscribe" as const),
        who,
        filter: fc.constantFrom<Filter>(
          { part: "a", equals: 1 },
          { part: "a", present: true },
          { all: [{ part: "a", equals: 1 }, { not: { part: "b", present: true } }] },
        ),
        managed: fc.constant(false),
      }),
    ),
    { minLength: 60, maxLength: 80, size: "max" },
  );
  fc.assert(
    fc.property(many, fc.array(generation, { minLength: 1, maxLength: 4 }), (changes, rest) => {
      const both = new Both();
      both.run({ changes, events: [], reactions: [] });
      for (const it of rest) both.run(it);
    }),
    { numRuns: 300 },
  );
});

test("and in crowds, whatever changes in the middle of one", () => {
  const crowd = fc.array(
    fc.record({
      at: fc.constantFrom<LabelSpec>({}, {}, { secrecy: [tags[0] as Tag] }),
      own: fc.constantFrom<Filter>(
        { part: "a", equals: 1 },
        { part: "a", in: [1, 2] },
        { all: [{ part: "a", equals: 1 }, { not: { part: "b", equals: 1 } }] },
      ),
    }),
    { minLength: 24, maxLength: 40, size: "max" },
  );
  const event = fc.record({
    parts: fc
      .record({
        at: fc.constantFrom<LabelSpec>({}, {}, { secrecy: [tags[0] as Tag] }),
        hasB: fc.boolean(),
      })
      .map(({ at, hasB }): PartSpec[] => [
        { name: "a", data: 1, label: at },
        ...(hasB ? [{ name: "b", data: 1, label: at }] : []),
      ]),
    continues: fc.constant(false),
  });
  const rest = fc.array(
    fc.record({
      changes: fc.array(change, { maxLength: 2 }),
      events: fc.array(event, { minLength: 1, maxLength: 4 }),
      reactions: fc.array(fc.record({ at: fc.nat(60), change }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  let inCrowds = 0;
  let runs = 0;
  fc.assert(
    fc.property(crowd, rest, (members, generations) => {
      const both = new Both();
      const changes = members.flatMap(({ at, own }, i): Change[] => [
        { kind: "join", label: at, rank: i },
        { kind: "subscribe", who: i, filter: own, managed: false },
      ]);
      both.run({ changes, events: [], reactions: [] });
      for (const it of generations) both.run(it);
      inCrowds += both.inCrowds;
      runs++;
    }),
    { numRuns: 500 },
  );
  expect(inCrowds / runs).toBeGreaterThan(10);
});

test.each([false, true])(
  "who has many to deliver to asks whether time is up: timed %s",
  (isTimed) => {
    const delivered: number[] = [];
    const dispatcher = new Dispatcher<Endpoint>({
      deliver: ({ endpoint }) => delivered.push(endpoint.rank),
      deliverInCrowd: ({ subscriptions }, at) =>
        delivered.push(subscriptions[at]?.endpoint.rank ?? -1),
      deliverManaged: () => {},
    });
    const all = Array.from({ length: 100 }, (_, rank) => rank);
    for (const rank of all) {
      const endpoint = new Endpoint(rank as UnitId, rank, dispatcher.labels.public);
      dispatcher.addEndpoint(endpoint);
      dispatcher.setTimed(endpoint, isTimed);
      const compiled = dispatcher.filters.compile({ part: "a", equals: 1 });
      dispatcher.subscribe(
        new Subscription(endpoint, 1 as SubscriptionId, compiled, "handler", false),
      );
    }
    const part = { name: "a", data: 1, label: dispatcher.labels.public, privileges: null };
    dispatcher.enqueue(new Event([part], { time: 0, hops: 0, order: "" }));
    dispatcher.beginGeneration();
    const stops: number[] = [];
    while (!dispatcher.dispatch(() => true)) stops.push(delivered.length);
    expect(delivered).toEqual(all);
    expect(stops).toEqual([15, 31, 47, 63, 79, 95, 100]);
  },
);
