/** Generations: what is published now is dispatched next, so many generations from ingress at most. */

import { describe, expect, test } from "vitest";
import {
  type DeliveryPort,
  Dispatcher,
  Endpoint,
  Subscription,
  type UnitId,
} from "../../src/dispatch/index.ts";
import { Event } from "../../src/event/index.ts";
import { limits } from "../../src/limits.ts";
import type { SubscriptionId } from "../../src/unit/api.ts";

/** A dispatcher whose one subscriber publishes what `reaction` says on every event. */
function dispatcherWith(
  reaction: (event: Event, publish: (data: number, hops?: number) => boolean) => void,
): {
  readonly dispatcher: Dispatcher<Endpoint>;
  readonly sender: Endpoint;
  readonly seen: number[];
} {
  const seen: number[] = [];
  const port: DeliveryPort<Endpoint> = {
    deliver: (_subscription, event) => {
      seen.push(event.parts[0]?.data as number);
      reaction(event, (data, hops = event.hops + 1) =>
        dispatcher.enqueue(eventOf(dispatcher, data, hops)),
      );
    },
    deliverManaged: () => {},
  };
  const dispatcher = new Dispatcher<Endpoint>(port);
  const sender = new Endpoint(1 as UnitId, 1, dispatcher.labels.public);
  dispatcher.addEndpoint(sender);
  const filter = dispatcher.filters.compile({ part: "n", present: true });
  dispatcher.subscribe(new Subscription(sender, 1 as SubscriptionId, filter, null, false));
  return { dispatcher, sender, seen };
}

function eventOf({ labels }: Dispatcher<Endpoint>, data: number, hops = 0, order = ""): Event {
  const part = { name: "n", data, label: labels.public, privileges: null };
  return new Event([part], { time: 0, hops, order });
}

function runGeneration(dispatcher: Dispatcher<Endpoint>): void {
  dispatcher.beginGeneration();
  dispatcher.dispatch();
}

describe("generations", () => {
  test("what a generation publishes belongs to the next one", () => {
    const { dispatcher, seen } = dispatcherWith((event, publish) => {
      if (event.hops === 0) publish((event.parts[0]?.data as number) + 10);
    });
    dispatcher.enqueue(eventOf(dispatcher, 1));
    dispatcher.enqueue(eventOf(dispatcher, 2));
    runGeneration(dispatcher);
    expect(seen).toEqual([1, 2]);
    runGeneration(dispatcher);
    expect(seen).toEqual([1, 2, 11, 12]);
    expect(dispatcher.queue.depth).toBe(0);
  });

  test("a budget stops within a generation, which then goes on where it stopped", () => {
    const { dispatcher, seen } = dispatcherWith(() => {});
    for (let i = 0; i < 5; i++) dispatcher.enqueue(eventOf(dispatcher, i));
    dispatcher.beginGeneration();
    const two = (): (() => boolean) => {
      const end = seen.length + 2;
      return () => seen.length >= end;
    };
    expect(dispatcher.dispatch(two())).toBe(false);
    expect(seen).toEqual([0, 1]);
    expect(dispatcher.dispatch(two())).toBe(false);
    expect(dispatcher.dispatch(two())).toBe(true);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test("time may be up in the middle of an event, whose deliveries then go on where they stopped", () => {
    const { dispatcher, sender } = dispatcherWith(() => {});
    const filter = dispatcher.filters.compile({ part: "n", present: true });
    for (let id = 2; id <= 100; id++) {
      dispatcher.subscribe(new Subscription(sender, id as SubscriptionId, filter, null, false));
    }
    dispatcher.enqueue(eventOf(dispatcher, 1));
    dispatcher.beginGeneration();
    const { counts } = dispatcher;
    const made: number[] = [];
    while (!dispatcher.dispatch(() => true)) made.push(counts.deliveries);
    expect(made.length).toBeGreaterThan(3);
    expect(new Set(made).size).toBe(made.length);
    expect(counts).toMatchObject({ events: 1, deliveries: 100 });
  });

  test("sorted, events go by generation and then by key, and equal keys keep their order", () => {
    const { dispatcher, seen } = dispatcherWith(() => {});
    const list: readonly (readonly [number, number, string])[] = [
      [4, 1, "a"],
      [3, 0, "c"],
      [1, 0, "a"],
      [2, 0, "a"],
    ];
    for (const [data, hops, order] of list) {
      dispatcher.enqueue(eventOf(dispatcher, data, hops, order));
    }
    dispatcher.queue.sortNext();
    runGeneration(dispatcher);
    expect(seen).toEqual([1, 2, 3, 4]);
  });
});

describe("bounds", () => {
  test("events that feed each other end after so many generations", () => {
    const { dispatcher, seen } = dispatcherWith((_event, publish) => void publish(0));
    dispatcher.enqueue(eventOf(dispatcher, 0));
    while (dispatcher.queue.hasNext) runGeneration(dispatcher);
    expect(seen).toHaveLength(limits.eventHops + 1);
    expect(dispatcher.counts.droppedHops).toBe(1);
  });
});
