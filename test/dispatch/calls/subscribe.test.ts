/** subscribe and unsubscribe: from when, until when, and in which order. */

import { describe, expect, test } from "vitest";
import { limits } from "../../../src/limits.ts";
import { Lab } from "../../platform/lab.ts";

describe("subscribe", () => {
  test("takes effect with the next generation of events, not with what is under way", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("go", () => { on("x", (e) => say("x", e.x)); emit({ x: "next" }); });`);
    lab.queue({ go: 1 });
    lab.queue({ x: "same" });
    lab.platform.settle();
    expect(lab.said("subject")).toEqual(["x next"]);
  });

  test("at the start takes effect before the first event from the edge", () => {
    const lab = new Lab([]);
    lab.program("subject", `on("x", (e) => say("x", e.x));`);
    lab.queue({ x: "queued before" });
    lab.deploy("subject", "subject");
    expect(lab.said("subject")).toEqual(["x queued before"]);
  });

  test("calls handlers in the order of units and, within one, of subscriptions", () => {
    const lab = new Lab([]);
    const order: string[] = [];
    lab.platform.notifications.on("log", ({ text }) => order.push(text));
    lab.program("two", `on("x", () => say(name + " 1")); on("x", () => say(name + " 2"));`, {
      config: { name: "" },
    });
    lab.deploy("two", "first", { config: { name: "first" } });
    lab.deploy("two", "second", { config: { name: "second" } });
    lab.event({ x: 1 });
    expect(order).toEqual(["first 1", "first 2", "second 1", "second 2"]);
  });

  test("calls a handler once for an event, by however many ways its filter is met", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const is = { part: "x", equals: 1 };
       unit.subscribe({ any: [is, is] }, () => say("twice the same"));
       unit.subscribe({ any: [is, { all: [is, { part: "y", present: true }] }] }, () => say("nested"));
       unit.subscribe({ any: [{ part: "x", gte: 0 }, { part: "x", lte: 5 }, is] }, () => say("ranges"));`,
    );
    lab.event({ x: 1, y: 2 });
    lab.event({ x: 1 });
    const once = ["twice the same", "nested", "ranges"];
    expect(lab.said("subject")).toEqual([...once, ...once]);
  });

  test("matches only parts that are visible: a hidden part neither matches nor prevents a match", () => {
    const lab = new Lab(["s"]);
    lab.unit(
      "subject",
      `on("hidden", () => say("hidden"));
       unit.subscribe({ all: [{ part: "x", present: true }, { not: { part: "hidden", present: true } }] }, () => say("without"));`,
    );
    lab.event([lab.part("x", 1), lab.part("hidden", 1, lab.label(["s"]))]);
    lab.event([lab.part("hidden", 1, lab.label(["s"]))]);
    expect(lab.said("subject")).toEqual(["without"]);
  });

  test("returns a number of the unit's own", () => {
    const lab = new Lab([]);
    const body = `say(on("x", () => {}), on("y", () => {}));`;
    lab.unit("first", body);
    lab.unit("second", body);
    expect([lab.said("first"), lab.said("second")]).toEqual([["1 2"], ["1 2"]]);
  });

  test.each([
    ["HANDLER_KIND", `{ part: "x", present: true }, 1`],
    ["HANDLER_KIND", `{ part: "x", present: true }`],
    ["HANDLER_KIND", `{ part: "x", present: true }, { handleEvent() {} }`],
    ["FILTER_EMPTY", `{}, () => {}`],
    ["FILTER_FORM", `"x", () => {}`],
    [
      "FILTER_SIZE",
      `{ part: "x", in: Array.from({ length: ${limits.filterValues + 1} }, (_, i) => i) }, () => {}`,
    ],
    ["FILTER_FORM", `{ ["x".repeat(5000)]: 1 }, () => {}`],
  ])("is refused as %s for (%s)", (expected, given) => {
    const lab = new Lab([]);
    lab.unit("bystander", `on("x", () => say("alive"));`);
    lab.unit("subject", `say(code(() => unit.subscribe(${given})));`);
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual([expected]);
    expect(lab.said("bystander")).toEqual(["alive"]);
  });

  test(`is refused as SUBSCRIPTION_COUNT beyond ${limits.subscriptionsPerUnit}`, () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `let n = 0, last; while (typeof (last = code(() => on("x", () => {}))) === "number") n++;
       say(n, last);
       unit.unsubscribe(1);
       say(typeof code(() => on("x", () => {})));`,
    );
    expect(lab.said("subject")).toEqual([
      `${limits.subscriptionsPerUnit} SUBSCRIPTION_COUNT`,
      "number",
    ]);
  });
});

describe("unsubscribe", () => {
  test("takes effect at once, also for the event that is being delivered", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `let second; on("x", () => { say("first"); unit.unsubscribe(second); }); second = on("x", () => say("second"));`,
    );
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["first"]);
  });

  test("leaves the other subscriptions, also those with the same filter", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const a = on("x", () => say("a")); on("x", () => say("b")); on("go", () => unit.unsubscribe(a));`,
    );
    lab.event({ go: 1 });
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["b"]);
  });

  test("of one kind of range leaves look-ups of the part as they were", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const numbers = unit.subscribe({ part: "x", gte: 1 }, () => say("number"));
       unit.subscribe({ part: "x", gte: "a" }, () => say("text"));
       on("go", () => unit.unsubscribe(numbers));`,
    );
    lab.event({ x: 5 });
    lab.event({ go: 1 });
    lab.event({ x: 5 });
    lab.event({ x: "b" });
    expect(lab.said("subject")).toEqual(["number", "text"]);
  });

  test("is refused as SUBSCRIPTION_KIND for what is none, or no longer one", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const id = on("x", () => {});
       say([7, "1", null, undefined, {}, -1].map((it) => code(() => unit.unsubscribe(it))));
       say(code(() => unit.unsubscribe(id)), code(() => unit.unsubscribe(id)));`,
    );
    expect(lab.said("subject")).toEqual([
      JSON.stringify(Array(6).fill("SUBSCRIPTION_KIND")),
      "ok SUBSCRIPTION_KIND",
    ]);
  });

  test("of another unit's subscription is not possible", () => {
    const lab = new Lab([]);
    lab.unit("first", `on("x", () => say("x"));`);
    lab.unit("second", `say(code(() => unit.unsubscribe(1)));`);
    lab.event({ x: 1 });
    expect(lab.said("second")).toEqual(["SUBSCRIPTION_KIND"]);
    expect(lab.said("first")).toEqual(["x"]);
  });
});

describe("FILTER_QUOTA", () => {
  const many = `const many = (from) => ({ part: "x", in: Array.from({ length: 2_000 }, (_, i) => from + i) });`;

  test("refuses filters of more terms and values than one delivery may subscribe with", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `${many}
       on("go", () => {
         let n = 0;
         while (typeof code(() => unit.subscribe(many(n), () => {})) === "number") n++;
         say(n, code(() => unit.subscribe(many(n), () => {})));
       });
       on("again", () => say(typeof code(() => unit.subscribe(many(0), () => {}))));`,
    );
    lab.event({ go: 1 });
    lab.event({ again: 1 });
    expect(lab.said("subject")).toEqual(["8 FILTER_QUOTA", "number"]);
  });

  test("counts filters for many that have to be asked about every event", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const none = (n) => ({ not: { part: "x", equals: n } });
       on("go", () => {
         let n = 0;
         while (typeof code(() => unit.subscribe(none(n), () => {})) === "number") n++;
         say(n, code(() => unit.subscribe(none(n), () => {})));
       });`,
    );
    lab.event({ go: 1 });
    expect(lab.said("subject")).toEqual(["128 FILTER_QUOTA"]);
  });

  test("counts long texts for several", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const long = (n) => ({ part: "x", equals: n + "-".repeat(60_000) });
       on("go", () => {
         let n = 0;
         while (typeof code(() => unit.subscribe(long(n), () => {})) === "number") n++;
         say(n, code(() => unit.subscribe(long(n), () => {})));
       });`,
    );
    lab.event({ go: 1 });
    expect(lab.said("subject")).toEqual(["17 FILTER_QUOTA"]);
  });

  test("refuses more than one unit may have at a time, and takes others when some are gone", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `${many}
       const ids = [];
       on("go", () => {
         for (let i = 0; i < 7; i++) {
           const id = code(() => unit.subscribe(many(i), () => {}));
           if (typeof id === "number") ids.push(id); else { say(ids.length, id); break; }
         }
       });
       on("drop", () => { unit.unsubscribe(ids.pop()); say(typeof code(() => unit.subscribe(many(0), () => {}))); });`,
    );
    for (let i = 0; i < 5; i++) lab.event({ go: i });
    lab.event({ drop: 1 });
    expect(lab.said("subject")).toEqual(["32 FILTER_QUOTA", "number"]);
  });
});
