/**
 * Finding whom an event concerns among subscriptions that name other values. The events are made
 * before: what is measured is to queue, match and deliver them, to a port that does nothing.
 */

import { Dispatcher, Endpoint, Subscription, type UnitId } from "../../src/dispatch/index.ts";
import { Event } from "../../src/event/index.ts";
import type { SubscriptionId } from "../../src/unit/api.ts";
import { Choices } from "./random.ts";
import {
  demand,
  type Measurement,
  type Setting,
  type SetUp,
  type Subject,
  type Tell,
} from "./subject.ts";

/** How many subscriptions name the one value that many events have. */
const concerned = 4;
/** Events of one generation. */
const events = 4_096;
/** Subscriptions between two lines of progress. */
const chunk = 100_000;
/** About what it takes (s) to make and file a subscription. */
const secondsEach = 20e-6;

function symbolOf(subscription: number): string {
  return subscription < concerned ? "ours" : `other-${subscription}`;
}

function dispatcherWith(subscriptions: number, tell: Tell): Dispatcher<Endpoint> {
  const dispatcher = new Dispatcher<Endpoint>({ deliver: () => {}, deliverManaged: () => {} });
  for (let i = 0; i < subscriptions; i++) {
    if (i % chunk === 0 && subscriptions >= chunk) {
      const count = i.toLocaleString("en");
      const seconds = Math.min(chunk, subscriptions - i) * secondsEach;
      tell(`setting up, ${count} of ${subscriptions.toLocaleString("en")} subscriptions`, seconds);
      // Files what has been made so far.
      dispatcher.beginGeneration();
    }
    const endpoint = new Endpoint((i + 1) as UnitId, i + 1, dispatcher.labels.public);
    dispatcher.addEndpoint(endpoint);
    const filter = dispatcher.filters.compile({
      all: [
        { part: "type", equals: "tick" },
        { part: "symbol", equals: symbolOf(i) },
      ],
    });
    dispatcher.subscribe(new Subscription(endpoint, 1 as SubscriptionId, filter, null, false));
  }
  dispatcher.beginGeneration();
  return dispatcher;
}

/** A generation of events, each with a symbol of its own choice. */
function eventsOf(dispatcher: Dispatcher<Endpoint>, symbol: () => string): readonly Event[] {
  const label = dispatcher.labels.public;
  return Array.from({ length: events }, (_, time) => {
    const parts = [
      { name: "type", data: "tick", label, privileges: null },
      { name: "symbol", data: symbol(), label, privileges: null },
      { name: "price", data: 1, label, privileges: null },
    ];
    return new Event(parts, { time, hops: 0, order: "" });
  });
}

function measurement(
  variant: string,
  dispatcher: Dispatcher<Endpoint>,
  generation: readonly Event[],
  deliveriesEach: number,
): Measurement {
  return {
    variant,
    operations: events,
    run() {
      const before = dispatcher.counts.deliveries;
      for (const event of generation) dispatcher.enqueue(event);
      dispatcher.beginGeneration();
      dispatcher.dispatch();
      const made = dispatcher.counts.deliveries - before;
      demand("deliveries", made, events * deliveriesEach);
    },
  };
}

function setUp(subscriptions: number, seed: number, tell: Tell): SetUp {
  const dispatcher = dispatcherWith(subscriptions, tell);
  const choices = new Choices(seed, `match ${subscriptions}`);
  const other = (): string => symbolOf(concerned + choices.below(subscriptions - concerned));
  const among = `${subscriptions.toLocaleString("en")} subscriptions`;
  const same = eventsOf(dispatcher, () => "ours");
  const mixed = eventsOf(dispatcher, other);
  return {
    measurements: [
      measurement(`${among}, ${concerned} deliveries of one value`, dispatcher, same, concerned),
      measurement(`${among}, 1 delivery of any value`, dispatcher, mixed, 1),
    ],
  };
}

function settingOf(subscriptions: number, seed: number): Setting {
  return {
    variants: 2,
    setUpSeconds: subscriptions >= chunk ? subscriptions * secondsEach : 0,
    setUp: (tell) => setUp(subscriptions, seed, tell),
  };
}

export const match: Subject = {
  name: "match",
  settings: ({ smoke, seed }) =>
    (smoke ? [100, 1_000, 10_000] : [100, 10_000, 1_000_000]).map((subscriptions) =>
      settingOf(subscriptions, seed),
    ),
};
