/** A delivery counts once, for its unit and in all, whether time is metered or not. */

import { expect, test } from "vitest";
import {
  orderKey,
  type Outside,
  type Secret,
  type Unit,
  UnitDispatcher,
  type UnitId,
} from "../../src/dispatch/index.ts";
import { Event } from "../../src/event/index.ts";

const outside: Outside = {
  published: () => {},
  released: () => false,
  spawn: () => {},
  revoke: () => {},
  subscribed: () => {},
  unsubscribed: () => {},
  changed: () => {},
  fault: (_unit, { message }) => expect.unreachable(message),
  refused: (_unit, { message }) => expect.unreachable(message),
  log: () => {},
};

test.each([false, true])("metered: %s", (isMetered) => {
  const handled: number[] = [];
  const units: Unit[] = [];
  const all = new UnitDispatcher(
    {
      start: () => {
        all.calls.subscribe({ part: "a", equals: 1 }, () => handled.push(all.running?.id ?? -1));
        return null;
      },
      handle: (handler) => {
        (handler as () => void)();
        return null;
      },
      describe: () => expect.unreachable("nothing is thrown"),
    },
    outside,
    () => [],
    () => 0,
  );
  const { dispatcher } = all;
  const { public: label } = dispatcher.labels;
  const cause = { order: orderKey("control", "", ""), time: 0, hops: 0 };
  all.meter.isOn = isMetered;
  for (let id = 1; id <= 40; id++) {
    const spec = {
      id: id as UnitId,
      rank: id,
      program: "p",
      children: [],
      input: label,
      output: label,
      config: null,
      secret: "0".repeat(64) as Secret,
      lineage: "",
      born: 0,
      eventsPerDelivery: 1,
      stopOnFault: true,
      idleMs: Infinity,
      root: null,
      owner: null,
    };
    units.push(all.start(spec, [], cause));
  }
  const part = { name: "a", data: 1, label, privileges: null };
  dispatcher.enqueue(new Event([part], { time: 0, hops: 0, order: "" }));
  dispatcher.beginGeneration();
  expect(dispatcher.dispatch()).toBe(true);
  dispatcher.tellCounts();
  expect(handled).toEqual(units.map(({ id }) => id));
  expect(units.map(({ deliveries }) => deliveries)).toEqual(units.map(() => 1));
  expect(dispatcher.counts.deliveries).toBe(40);
});
