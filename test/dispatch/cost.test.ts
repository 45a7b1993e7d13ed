/** What an event costs depends on whom it concerns, not on how much else is subscribed. */

import { describe, expect, test } from "vitest";
import {
  type DeliveryPort,
  Dispatcher,
  Endpoint,
  FilterTable,
  Subscription,
  type UnitId,
} from "../../src/dispatch/index.ts";
import { SubscriptionIndex } from "../../src/dispatch/match.ts";
import { Event, type Value } from "../../src/event/index.ts";
import { type Label, LabelTable, type Tag } from "../../src/label/index.ts";
import type { SubscriptionId } from "../../src/unit/api.ts";
import type { Filter } from "../../src/unit/filter.ts";
import { makeTags } from "../label/arbitraries.ts";

const labels = new LabelTable();
const crowd = 5_000;
const [tag, ...others] = makeTags(crowd) as [Tag, ...Tag[]];

function event(parts: Readonly<Record<string, Value>>, label: Label = labels.public): Event {
  const list = Object.entries(parts).map(([name, data]) => ({
    name,
    data,
    label,
    privileges: null,
  }));
  return new Event(list, { time: 0, hops: 0, order: "" });
}

/** An index with one subscription that matters and a crowd that does not. */
function indexOf(
  wanted: Filter,
  unrelated: (i: number) => { readonly filter: Filter; readonly label?: Label },
): SubscriptionIndex<Endpoint> {
  const filters = new FilterTable();
  const index = new SubscriptionIndex<Endpoint>(filters);
  const add = (rank: number, filter: Filter, label: Label): void => {
    const endpoint = new Endpoint(rank as UnitId, rank, label);
    const id = 1 as SubscriptionId;
    index.add(new Subscription(endpoint, id, filters.compile(filter), null, false));
  };
  for (let i = 1; i < crowd; i++) {
    const { filter, label = labels.public } = unrelated(i);
    add(i, filter, label);
  }
  add(crowd, wanted, labels.of({ secrecy: [tag] }));
  return index;
}

function found(
  index: SubscriptionIndex<Endpoint>,
  published: Event,
): readonly Subscription<Endpoint>[] {
  const { count, lists } = index.candidates(published);
  return lists.slice(0, count).flat();
}

describe("candidates do not grow with subscriptions", () => {
  test("to other values of the part", () => {
    const index = indexOf({ part: "symbol", equals: "x" }, (i) => ({
      filter: { part: "symbol", equals: `s${i}` },
    }));
    expect(found(index, event({ symbol: "x" }))).toHaveLength(1);
  });

  test("to other parts", () => {
    const index = indexOf({ part: "symbol", present: true }, (i) => ({
      filter: { part: `p${i}`, present: true },
    }));
    expect(found(index, event({ symbol: "x" }))).toHaveLength(1);
  });

  test("of which one term is common and another is special", () => {
    const index = indexOf(
      {
        all: [
          { part: "type", equals: "tick" },
          { part: "symbol", equals: "x" },
        ],
      },
      (i) => ({
        filter: {
          all: [
            { part: "type", equals: "tick" },
            { part: "symbol", equals: `s${i}` },
          ],
        },
      }),
    );
    const some = found(index, event({ type: "tick", symbol: "x" }));
    expect(some.length).toBeLessThan(5);
  });

  test("to other ranges", () => {
    const index = indexOf({ part: "price", gte: -5, lte: -1 }, (i) => ({
      filter: { part: "price", gte: i * 10, lt: i * 10 + 10 },
    }));
    expect(found(index, event({ price: -3 }))).toHaveLength(1);
  });

  test("to the same value by those who may not see it", () => {
    const index = indexOf({ part: "symbol", equals: "x" }, (i) => ({
      filter: { part: "symbol", equals: "x" },
      label: labels.of({ secrecy: [others[i - 1] as Tag] }),
    }));
    const secret = event({ symbol: "x" }, labels.of({ secrecy: [tag] }));
    expect(found(index, secret)).toHaveLength(1);
  });
});

test("equal filters are evaluated once for an event, however many units share them", () => {
  let looks = 0;
  const parts = [
    { name: "a", data: 1, label: labels.public, privileges: null },
    {
      name: "b",
      get data() {
        looks++;
        return 1;
      },
      label: labels.public,
      privileges: null,
    },
  ];
  const delivered: number[] = [];
  const port: DeliveryPort<Endpoint> = {
    deliver: ({ endpoint }) => delivered.push(endpoint.rank),
    deliverManaged: () => {},
  };
  const dispatcher = new Dispatcher<Endpoint>(port);
  const filter: Filter = { all: [{ part: "a", equals: 1 }, { not: { part: "b", equals: 2 } }] };
  for (let rank = 0; rank < 1_000; rank++) {
    const endpoint = new Endpoint(rank as UnitId, rank, dispatcher.labels.public);
    dispatcher.addEndpoint(endpoint);
    const compiled = dispatcher.filters.compile(filter);
    dispatcher.subscribe(new Subscription(endpoint, 1 as SubscriptionId, compiled, null, false));
  }
  const own = parts.map((part) => ({ ...part, label: dispatcher.labels.public }));
  Object.defineProperty(own[1], "data", Object.getOwnPropertyDescriptor(parts[1], "data") ?? {});
  dispatcher.enqueue(new Event(own, { time: 0, hops: 0, order: "" }));
  dispatcher.beginGeneration();
  looks = 0;
  dispatcher.dispatch();
  expect(delivered).toHaveLength(1_000);
  expect(looks).toBeLessThan(10);
});

test("a change of a label by one tag costs the same, however many tags the label has", () => {
  const subscriptions = 500;
  const [extra, ...mine] = others as [Tag, ...Tag[]];
  /** Time (ms) of some changes by one tag of a unit with so many tags. */
  const timeWith = (tags: readonly Tag[]): number => {
    const dispatcher = new Dispatcher<Endpoint>({ deliver: () => {}, deliverManaged: () => {} });
    const from = dispatcher.labels.of({ secrecy: tags });
    const to = dispatcher.labels.of({ secrecy: [...tags, extra] });
    const endpoint = new Endpoint(1 as UnitId, 1, from);
    dispatcher.addEndpoint(endpoint);
    const filter = dispatcher.filters.compile({ part: "n", equals: 1 });
    for (let id = 1; id <= subscriptions; id++) {
      dispatcher.subscribe(new Subscription(endpoint, id as SubscriptionId, filter, null, false));
    }
    const look = { name: "n", data: 1, label: from, privileges: null };
    dispatcher.enqueue(new Event([look], { time: 0, hops: 0, order: "" }));
    dispatcher.beginGeneration();
    dispatcher.dispatch();
    const since = performance.now();
    for (let i = 0; i < 10; i++) {
      dispatcher.relabel(endpoint, i % 2 === 0 ? to : from);
      dispatcher.beginGeneration();
    }
    return performance.now() - since;
  };
  timeWith(mine.slice(0, 10));
  const few = timeWith(mine.slice(0, 10));
  // Were each subscription to compare the labels anew, it would be hundreds of times as much.
  expect(timeWith(mine.slice(0, 1_000))).toBeLessThan(20 * few + 5);
});

test("ranges that all contain a value are found in a time that grows with their number", () => {
  /** Time (ms) to find so many. */
  const timeWith = (ranges: number): number => {
    const filters = new FilterTable();
    const index = new SubscriptionIndex<Endpoint>(filters);
    for (let i = 1; i <= ranges; i++) {
      const endpoint = new Endpoint(i as UnitId, i, labels.public);
      const filter = filters.compile({ part: "n", gte: -i });
      index.add(new Subscription(endpoint, 1 as SubscriptionId, filter, null, false));
    }
    const published = event({ n: 1 });
    expect(found(index, published)).toHaveLength(ranges);
    const since = performance.now();
    for (let i = 0; i < 3; i++) found(index, published);
    return performance.now() - since;
  };
  timeWith(500);
  expect(timeWith(8_000)).toBeLessThan(16 * 8 * timeWith(500) + 20);
});
