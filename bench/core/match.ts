/** What matching one event costs among few and among many subscriptions that concern other symbols. */

import { Dispatcher, Endpoint, Subscription, type UnitId } from "../../src/dispatch/index.ts";
import { Event } from "../../src/event/index.ts";
import type { SubscriptionId } from "../../src/unit/api.ts";

export interface MatchCost {
  readonly subscriptions: readonly [number, number];
  /** Fastest of the rounds, interleaved. */
  readonly nsPerMatch: readonly [number, number];
  readonly ratio: number;
}

/** How many subscriptions concern the symbol that is published. */
const concerned = 4;

function dispatcherWith(subscriptions: number): Dispatcher<Endpoint> {
  const dispatcher = new Dispatcher<Endpoint>({ deliver: () => {}, deliverManaged: () => {} });
  for (let i = 0; i < subscriptions; i++) {
    const endpoint = new Endpoint((i + 1) as UnitId, i + 1, dispatcher.labels.public);
    dispatcher.addEndpoint(endpoint);
    const symbol = i < concerned ? "ours" : `other-${i}`;
    const filter = dispatcher.filters.compile({
      all: [
        { part: "type", equals: "tick" },
        { part: "symbol", equals: symbol },
      ],
    });
    dispatcher.subscribe(new Subscription(endpoint, 1 as SubscriptionId, filter, null, false));
  }
  dispatcher.beginGeneration();
  return dispatcher;
}

function timeEvents(dispatcher: Dispatcher<Endpoint>, events: number): number {
  const label = dispatcher.labels.public;
  const parts = [
    { name: "type", data: "tick", label, privileges: null },
    { name: "symbol", data: "ours", label, privileges: null },
    { name: "price", data: 1, label, privileges: null },
  ];
  for (let i = 0; i < events; i++) {
    dispatcher.enqueue(new Event(parts, { time: i, hops: 0, order: "" }), null);
  }
  dispatcher.beginGeneration();
  const before = dispatcher.counts.deliveries;
  const beganAt = process.hrtime.bigint();
  dispatcher.dispatch();
  const ns = Number(process.hrtime.bigint() - beganAt) / events;
  if (dispatcher.counts.deliveries - before !== events * concerned) {
    throw new Error("a match was missed");
  }
  return ns;
}

export function measureMatch(few: number, many: number, events: number, rounds: number): MatchCost {
  const dispatchers = [dispatcherWith(few), dispatcherWith(many)] as const;
  const fastest: [number, number] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round++) {
    fastest[0] = Math.min(fastest[0], timeEvents(dispatchers[0], events));
    fastest[1] = Math.min(fastest[1], timeEvents(dispatchers[1], events));
  }
  return { subscriptions: [few, many], nsPerMatch: fastest, ratio: fastest[1] / fastest[0] };
}
