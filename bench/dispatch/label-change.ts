/**
 * A unit that is handed an event and changes its labels twice: it adds a tag to input and output, and
 * removes it. Measured in the dispatcher of units, without isolates, with nothing waiting and with many
 * events waiting for others in the generation that is under way. These stay as many throughout, because
 * the unit is handed its events past the queue.
 */

import {
  type Outside,
  RANKS_PER_UNIT,
  type Secret,
  Subscription,
  type Unit,
  UnitDispatcher,
  type UnitId,
  type UnitRuntime,
} from "../../src/dispatch/index.ts";
import { Event } from "../../src/event/index.ts";
import { operatorGrant, type Tag } from "../../src/label/index.ts";
import { limits } from "../../src/limits.ts";
import type { SubscriptionId } from "../../src/unit/api.ts";
import { tagsNamed } from "./labels.ts";
import { demand, type Setting, type SetUp, type Subject } from "./subject.ts";

/** Units for which events wait. */
const others = 100;
/** Events that wait. */
const many = 10_000;
/** Events of one run. */
const events = 256;

function fail(problem: string): never {
  throw new Error(problem);
}

const outside: Outside = {
  published: () => fail("an event is published"),
  released: () => fail("an event is released"),
  spawn: () => fail("a unit is instantiated"),
  revoke: () => fail("a privilege is revoked"),
  subscribed: () => {},
  unsubscribed: () => {},
  changed: () => {},
  fault: (_unit, { message }) => fail(message),
  refused: (_unit, { message }) => fail(message),
  log: (_unit, text) => fail(text),
};

/** Units whose programs are functions that are passed when they start. */
class Units implements UnitRuntime {
  readonly all: UnitDispatcher = new UnitDispatcher(this, outside, () => [], Date.now);
  #program: () => void = () => {};
  #started = 0;

  /** @param tag over which the unit may do anything */
  add(tag: Tag, program: () => void): Unit {
    const id = ++this.#started as UnitId;
    const { labels, round } = this.all.dispatcher;
    this.#program = program;
    const spec = {
      id,
      rank: id * RANKS_PER_UNIT,
      program: "",
      children: [],
      input: labels.public,
      output: labels.public,
      config: null,
      secret: () => "" as Secret,
      lineage: () => "",
      born: round,
      eventsPerDelivery: limits.eventsPerDelivery,
      stopOnFault: true,
      idleMs: Infinity,
      root: null,
      owner: null,
    };
    const grants = (["t+", "t-"] as const).map((it) => ({ tag, grant: operatorGrant(it, round) }));
    return this.all.start(spec, grants, { time: 0, hops: 0, order: "" });
  }

  event(type: string): Event {
    const label = this.all.dispatcher.labels.public;
    const part = { name: "type", data: type, label, privileges: null };
    return new Event([part], { time: 0, hops: 0, order: "" });
  }

  start(): null {
    this.#program();
    return null;
  }

  describe(): never {
    throw new Error("a program threw");
  }

  handle(handler: unknown): null {
    (handler as () => void)();
    return null;
  }
}

function setUp(waiting: number, changes: boolean): SetUp {
  const units = new Units();
  const { calls, dispatcher } = units.all;
  const [tag] = tagsNamed("tag", 1) as [Tag];
  let handled = 0;
  let othersHandled = 0;
  const unit: Unit = units.add(tag, () => {
    calls.subscribe({ part: "type", equals: "ours" }, () => {
      if (changes) {
        calls.changeInOutLabel("secrecy", "add", tag);
        if (unit.input.secrecy.length === 1) handled++;
        calls.changeInOutLabel("secrecy", "remove", tag);
      } else handled++;
    });
  });
  for (let i = 0; i < others; i++) {
    units.add(tag, () => {
      calls.subscribe({ part: "type", equals: `other-${i}` }, () => othersHandled++);
    });
  }
  for (let i = 0; i < waiting; i++) dispatcher.enqueue(units.event(`other-${i % others}`));
  dispatcher.beginGeneration();
  const subscription = unit.subscriptions.get(1 as SubscriptionId);
  if (!(subscription instanceof Subscription)) return fail("there is no subscription");
  const event = units.event("ours");
  const what = changes ? "two changes" : "no change";
  const queue = waiting === 0 ? "nothing waits" : `${waiting.toLocaleString("en")} events wait`;
  return {
    measurements: [
      {
        variant: `${what}, ${queue}`,
        operations: events,
        run() {
          const before = handled;
          for (let i = 0; i < events; i++) units.all.deliver(subscription, event, event.all);
          demand("events that were handled", handled - before, events);
        },
        verify() {
          demand("secrecy tags in the end", unit.input.secrecy.length, 0);
          demand("events that wait", dispatcher.queue.depth, waiting);
          dispatcher.dispatch();
          demand("events that others handled", othersHandled, waiting);
        },
      },
    ],
  };
}

function settingOf(waiting: number, changes: boolean): Setting {
  return { variants: 1, setUp: () => setUp(waiting, changes) };
}

export const labelChange: Subject = {
  name: "label-change",
  settings: () => [settingOf(0, false), settingOf(0, true), settingOf(many, true)],
};
