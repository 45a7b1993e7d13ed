/**
 * Publishing an event to all who want it: it is made, queued, matched and delivered, to a port that
 * does nothing. It carries a secrecy tag, and each receiver has one of its own besides.
 */

import { Dispatcher, Endpoint, Subscription, type UnitId } from "../../src/dispatch/index.ts";
import { Event } from "../../src/event/index.ts";
import type { SubscriptionId } from "../../src/unit/api.ts";
import { tagsNamed } from "./labels.ts";
import { demand, type Setting, type SetUp, type Subject } from "./subject.ts";

/** Most events, and most deliveries, of one run. */
const mostEvents = 1_000;
const mostDeliveries = 10_000;

function setUp(receivers: number): SetUp {
  const dispatcher = new Dispatcher<Endpoint>({ deliver: () => {}, deliverManaged: () => {} });
  const { labels, filters } = dispatcher;
  const [prices, ...own] = tagsNamed("tag", receivers + 1);
  const secrecy = prices === undefined ? [] : [prices];
  const filter = filters.compile({ part: "type", equals: "tick" });
  for (const [i, tag] of own.entries()) {
    const input = labels.of({ secrecy: [...secrecy, tag] });
    const endpoint = new Endpoint((i + 1) as UnitId, i + 1, input);
    dispatcher.addEndpoint(endpoint);
    dispatcher.subscribe(new Subscription(endpoint, 1 as SubscriptionId, filter, null, false));
  }
  const label = labels.of({ secrecy });
  const events = Math.min(mostEvents, mostDeliveries / receivers);
  let time = 0;
  return {
    measurements: [
      {
        variant:
          receivers === 1 ? "to 1 receiver" : `to ${receivers.toLocaleString("en")} receivers`,
        operations: events,
        run() {
          const before = dispatcher.counts.deliveries;
          for (let i = 0; i < events; i++) {
            const parts = [
              { name: "type", data: "tick", label, privileges: null },
              { name: "symbol", data: "ABC", label, privileges: null },
              { name: "price", data: 100 + i, label, privileges: null },
            ];
            dispatcher.enqueue(new Event(parts, { time: time++, hops: 0, order: "" }));
          }
          dispatcher.beginGeneration();
          dispatcher.dispatch();
          demand("deliveries", dispatcher.counts.deliveries - before, events * receivers);
        },
      },
    ],
  };
}

function settingOf(receivers: number): Setting {
  return { variants: 1, setUp: () => setUp(receivers) };
}

export const publish: Subject = {
  name: "publish",
  settings: () => [1, 10, 1_000].map(settingOf),
};
