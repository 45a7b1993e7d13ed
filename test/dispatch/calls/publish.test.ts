/** createEvent and publish: what is handed over, and that nothing comes back. */

import { describe, expect, test } from "vitest";
import { limits } from "../../../src/limits.ts";
import { Lab } from "../../platform/lab.ts";

describe("createEvent", () => {
  test("makes a new, empty event each time", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const first = unit.createEvent();
       const second = unit.createEvent();
       unit.addPart(first, {}, "x", 1);
       say(read(first, "x"), read(second, "x"), Reflect.ownKeys(first));`,
    );
    expect(lab.said("subject")).toEqual([`[[1,"|"]] [] []`]);
  });

  test("makes one that only publish sends on", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("go", () => { draft({ out: 1 }); });`);
    const out = lab.watch("out");
    lab.event({ go: 1 });
    expect(out).toEqual([]);
  });
});

describe("publish", () => {
  test("hands the event to whom it matches and who may see it, its publisher included", () => {
    const lab = new Lab(["s"]);
    const receiver = `on("x", (e) => say(read(e, "x")));`;
    lab.unit(
      "subject",
      `${receiver}
       on("go", () => {
         const event = draft({ x: "open" });
         unit.addPart(event, { secrecy: [s] }, "x", "closed");
         unit.publish(event);
       });`,
    );
    lab.unit("cleared", receiver, { input: lab.label(["s"]) });
    lab.unit("other", `on("y", () => say("y"));`, { input: lab.label(["s"]) });
    lab.event({ go: 1 });
    expect(lab.said("subject")).toEqual([`[["open","|"]]`]);
    expect(lab.said("cleared")).toEqual([`[["open","|"],["closed","s|"]]`]);
    expect(lab.said("other")).toEqual([]);
  });

  test("hands it on as it is then, to all the same frozen object", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("go", () => {
         const event = draft({ x: { list: [1] } });
         unit.publish(event);
         say(code(() => unit.addPart(event, {}, "y", 2)));
       });`,
    );
    const seen: unknown[] = [];
    const watching = (): void => {
      lab.platform.subscribe({ part: "x", present: true }, (event) => seen.push(event));
    };
    watching();
    watching();
    lab.event({ go: 1 });
    expect(lab.said("subject")).toEqual(["EVENT_STALE"]);
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBe(seen[1]);
    expect(Object.keys(seen[0] as object)).toEqual(["x"]);
    expect(Object.isFrozen(seen[0])).toBe(true);
  });

  test("drops an event without parts, which is used up all the same and counts for nothing", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("go", () => {
         const emptied = draft({ x: 1 });
         unit.delPart(emptied, {}, "x");
         const empty = unit.createEvent();
         say(code(() => unit.publish(emptied)), code(() => unit.publish(empty)));
         say(code(() => unit.publish(empty)), code(() => unit.publish(draft({ y: 1 }))));
       });
       unit.subscribe({ not: { part: "go", present: true } }, (e) => say(Object.keys(e)));`,
      { eventsPerDelivery: 1 },
    );
    lab.event({ go: 1 });
    expect(lab.said("subject")).toEqual(["ok ok", "EVENT_STALE ok", `["y"]`]);
  });

  test("runs to completion: what a handler publishes comes when the generation is over, in order", () => {
    const lab = new Lab([]);
    const order: string[] = [];
    lab.platform.notifications.on("log", ({ text }) => order.push(text));
    lab.unit(
      "first",
      `on("go", (e) => { say("go " + e.go); emit({ x: e.go + "a" }); emit({ x: e.go + "b" }); say("done"); });`,
    );
    lab.unit("second", `on("x", (e) => say("x " + e.x)); on("go", (e) => say("also " + e.go));`);
    lab.queue({ go: 1 });
    lab.queue({ go: 2 });
    lab.platform.settle();
    expect(order).toEqual([
      ...["go 1", "done", "also 1", "go 2", "done", "also 2"],
      ...["x 1a", "x 1b", "x 2a", "x 2b"],
    ]);
  });

  test("keeps what was published before the handler threw, and nothing of what was not", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("go", () => { emit({ out: 1 }); draft({ out: 2 }); throw new Error("boom"); });`,
    );
    const out = lab.watch("out");
    lab.event({ go: 1 });
    expect(out).toEqual([1]);
  });
});

describe("publish tells its caller nothing", () => {
  /** What a sender finds out by publishing a secret, with whoever else is there. */
  function answers(others: (lab: Lab<"s" | "t">) => void): readonly string[] {
    const lab = new Lab<"s" | "t">(["s", "t"]);
    others(lab);
    lab.unit(
      "sender",
      `on("go", () => {
         for (let i = 0; i < 3; i++) say(code(() => emit({ x: i }, { secrecy: [s] })), unit.random());
       });
       on("reply", () => say("reply"));`,
    );
    lab.event({ go: 1 });
    lab.event({ go: 1 });
    return lab.said("sender");
  }

  const alone = answers(() => {});
  const receiver = `on("x", () => say("got"));`;

  test("of who listens", () => {
    const heard: string[] = [];
    const listened = answers((lab) => {
      lab.platform.notifications.on("log", ({ text }) => heard.push(text));
      lab.unit("cleared", receiver, { input: lab.label(["s"]) });
    });
    expect(heard.filter((text) => text === "got")).toHaveLength(6);
    expect(listened).toEqual(alone);
  });

  test("of a flow that labels forbid: it looks like one that nobody wanted", () => {
    const heard: string[] = [];
    const refused = answers((lab) => {
      lab.platform.notifications.on("log", ({ text }) => heard.push(text));
      lab.unit("uncleared", receiver);
      lab.unit("elsewhere", receiver, { input: lab.label(["t"]) });
    });
    expect(heard).not.toContain("got");
    expect(refused).toEqual(alone);
  });

  test("of a receiver that throws", () => {
    const faulting = answers((lab) =>
      lab.unit("cleared", `on("x", () => { throw new Error("boom"); });`, {
        input: lab.label(["s"]),
      }),
    );
    expect(faulting).toEqual(alone);
  });

  test("of a receiver that answers where the sender may not read", () => {
    const answered = answers((lab) =>
      lab.unit("cleared", `on("x", () => emit({ reply: 1 }));`, { input: lab.label(["s"]) }),
    );
    expect(answered).toEqual(alone);
  });
});

describe("bounds", () => {
  test(`EVENT_QUOTA: a delivery publishes ${limits.eventsPerDelivery} events, unless the operator says otherwise`, () => {
    const lab = new Lab([]);
    const body = `on("go", () => {
      let published = 0, last;
      while ((last = code(() => emit({ x: 1 }))) === "ok") published++;
      say(published, last);
    });`;
    lab.unit("subject", body);
    lab.unit("small", body, { eventsPerDelivery: 3 });
    lab.unit("mute", body, { eventsPerDelivery: 0 });
    lab.event({ go: 1 });
    lab.event({ go: 1 });
    const quota = `${limits.eventsPerDelivery} EVENT_QUOTA`;
    expect(lab.said("subject"), "a delivery, not a life").toEqual([quota, quota]);
    expect(lab.said("small")).toEqual(["3 EVENT_QUOTA", "3 EVENT_QUOTA"]);
    expect(lab.said("mute")).toEqual(["0 EVENT_QUOTA", "0 EVENT_QUOTA"]);
  });

  test("EVENT_QUOTA counts whatever goes out: children, revocations and versions, too", () => {
    const lab = new Lab([]);
    lab.program("child", "");
    const calls = [
      `unit.publish(draft({ x: 1 }))`,
      `unit.instantiateUnit("child", {}, [])`,
      `unit.revokePrivilege(tag, "t+")`,
      `unit.release(e)`,
    ];
    for (const [i, call] of calls.entries()) {
      lab.unit(
        `subject-${i}`,
        `const tag = unit.createTag("t");
         on("go", (e) => {
           unit.addPart(e, {}, "version", 1);
           say(code(() => emit({ y: 1 })), code(() => ${call}));
         });`,
        { children: ["child"], eventsPerDelivery: 1, onFault: "continue" },
      );
    }
    const versions = lab.watch("version");
    lab.event({ go: 1 });
    for (const i of calls.keys()) expect(lab.said(`subject-${i}`)).toEqual(["ok EVENT_QUOTA"]);
    expect(versions, "the version is lost").toEqual([]);
  });

  test("a draft that is refused for the quota may still be read, and comes to nobody", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("go", () => {
         const event = draft({ out: 1 });
         emit({ other: 1 });
         say(code(() => unit.publish(event)), read(event, "out"));
       });`,
      { eventsPerDelivery: 1 },
    );
    const out = lab.watch("out");
    lab.event({ go: 1 });
    expect(lab.said("subject")).toEqual([`EVENT_QUOTA [[1,"|"]]`]);
    expect(out).toEqual([]);
  });

  test(`${limits.eventHops} generations from ingress an event is dropped: silently, and counted`, () => {
    const lab = new Lab([]);
    lab.unit("ring", `on("x", (e) => say(e.x, code(() => emit({ x: e.x + 1 }))));`);
    lab.event({ x: 0 });
    expect(lab.said("ring")).toHaveLength(limits.eventHops + 1);
    expect(lab.said("ring").at(-1)).toBe(`${limits.eventHops} ok`);
    expect(lab.platform.statistics().cells[0]?.droppedHops).toBe(1);
  });

  test(`${limits.eventsPerGeneration} events of a unit are taken in a generation: more are dropped silently, its own only`, () => {
    const lab = new Lab([]);
    lab.unit(
      "flooder",
      `on("go", () => {
         let published = 0;
         while (code(() => unit.publish(draft({ flood: 1 }))) === "ok") published++;
         say(published);
       });`,
      { eventsPerDelivery: limits.eventsPerGeneration + 10 },
    );
    lab.unit("other", `on("go", () => emit({ out: 1 }));`);
    let flood = 0;
    lab.platform.subscribe({ part: "flood", present: true }, () => flood++);
    const out = lab.watch("out");
    lab.event({ go: 1 });
    expect(lab.said("flooder")).toEqual([`${limits.eventsPerGeneration + 10}`]);
    expect(flood).toBe(limits.eventsPerGeneration);
    expect(out).toEqual([1]);
    expect(lab.platform.statistics().cells[0]?.droppedQueue).toBe(10);
  });
});

test.each([
  ["EVENT_KIND", "a received event", `e`],
  ["EVENT_KIND", "a part", `unit.readPart(e, "go")[0]`],
  ["EVENT_KIND", "data of the program's", `{ x: 1 }`],
  ["EVENT_KIND", "nothing", ``],
])("publish is refused as %s for %s", (expected, _what, given) => {
  const lab = new Lab([]);
  lab.unit("subject", `on("go", (e) => say(code(() => unit.publish(${given}))));`);
  lab.event({ go: 1 });
  expect(lab.said("subject")).toEqual([expected]);
});
