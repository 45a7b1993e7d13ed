/** release and the main path: an event that was changed goes on, to whom it is new. */

import { describe, expect, test } from "vitest";
import { limits } from "../../../src/limits.ts";
import { Lab } from "../../platform/lab.ts";

describe("release", () => {
  test("sends what was added on, with what there was", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", (e) => { unit.addPart(e, {}, "y", 2); unit.release(e); });`);
    lab.unit("reader", `on("y", (e) => say(Object.keys(e), read(e, "x"), read(e, "y")));`);
    lab.event({ x: 1 });
    expect(lab.said("reader")).toEqual([`["x","y"] [[1,"|"]] [[2,"|"]]`]);
  });

  test("happens by itself when the handler returns", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", (e) => { unit.addPart(e, {}, "y", 2); });`);
    const seen = lab.watch("y");
    lab.event({ x: 1 });
    expect(seen).toEqual([2]);
  });

  test("sends nothing on, not even if it is called, unless the event was changed", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", (e) => say(code(() => unit.release(e))));`);
    lab.unit("reader", `let n = 0; on("x", () => say(++n));`);
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["ok"]);
    expect(lab.said("reader")).toEqual(["1"]);
  });

  test("takes away what was removed, and leaves an event without parts to nobody", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", (e) => unit.delPart(e, {}, "x"));`);
    lab.unit("reader", `unit.subscribe({ not: { part: "x", present: true } }, (e) => say(e));`);
    lab.event({ x: 1, y: 2 });
    lab.event({ x: 1 });
    expect(lab.said("reader")).toEqual([`{"y":2}`]);
  });

  test("sends on only what was done before it", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("x", (e) => {
         unit.addPart(e, {}, "y", 1);
         unit.release(e);
         say(code(() => unit.addPart(e, {}, "y", 2)));
         emit({ z: 1 });
       });`,
    );
    lab.unit("reader", `on("y", (e) => say(read(e, "y"))); on("z", () => say("z"));`);
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["EVENT_STALE"]);
    expect(lab.said("reader")).toEqual([`[[1,"|"]]`, "z"]);
  });

  test("adds at the output label, and leaves the parts of others at theirs", () => {
    const lab = new Lab(["a", "b"]);
    lab.unit("subject", `on("x", (e) => unit.addPart(e, {}, "y", 2));`, {
      input: lab.label(["a"]),
    });
    const reader = `unit.subscribe({ part: "y", present: true }, (e) => say(read(e, "x"), read(e, "y"), read(e, "z")));`;
    lab.unit("low", reader);
    lab.unit("high", reader, { input: lab.label(["a", "b"]) });
    lab.event([lab.part("x", 1, lab.label(["a"])), lab.part("z", 3, lab.label(["b"]))]);
    expect(lab.said("low")).toEqual([]);
    expect(lab.said("high")).toEqual([`[[1,"a|"]] [[2,"a|"]] [[3,"b|"]]`]);
  });

  test("keeps the time of the event", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", (e) => unit.addPart(e, {}, "y", 2));`);
    lab.unit("reader", `on("y", () => say(unit.now()));`);
    lab.event({ x: 1 }, 42);
    expect(lab.said("reader")).toEqual(["42"]);
  });

  test("sends nothing on of what a handler had changed when it threw", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("x", (e) => { unit.addPart(e, {}, "y", 2); throw new Error("in the middle"); });`,
      { onFault: "continue" },
    );
    const seen = lab.watch("y");
    lab.event({ x: 1 });
    expect(lab.records("fault")).toHaveLength(1);
    expect(seen, "only when the handler returns does release happen by itself").toEqual([]);
  });

  test("that happens by itself and is over the quota is a fault, and the version is lost", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", (e) => { emit({ other: 1 }); unit.addPart(e, {}, "y", 2); });`, {
      eventsPerDelivery: 1,
      onFault: "continue",
    });
    const [other, seen] = [lab.watch("other"), lab.watch("y")];
    lab.event({ x: 1 });
    expect(other).toEqual([1]);
    expect(seen).toEqual([]);
    expect(lab.records("fault").map(({ message }) => message)).toEqual([
      expect.stringContaining("EVENT_QUOTA"),
    ]);
  });

  test.each([
    ["EVENT_KIND", "a draft", `unit.createEvent()`],
    ["EVENT_KIND", "no event", `{}`],
    ["EVENT_KIND", "nothing", ``],
  ])("is refused as %s for %s", (expected, _what, given) => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", () => say(code(() => unit.release(${given}))));`);
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual([expected]);
  });
});

describe("a version goes only to whom the one before it was of no concern", () => {
  test("so that a chain of units can add to one event, and nobody sees it twice", () => {
    const lab = new Lab([]);
    const order: string[] = [];
    lab.platform.notifications.on("log", ({ unit, text }) => order.push(`${unit.name} ${text}`));
    lab.unit("first", `on("x", (e) => { say(Object.keys(e)); unit.addPart(e, {}, "y", 2); });`);
    lab.unit("second", `on("y", (e) => { say(Object.keys(e)); unit.addPart(e, {}, "z", 3); });`);
    lab.unit("third", `on("z", (e) => say(Object.keys(e)));`);
    lab.event({ x: 1 });
    expect(order).toEqual([`first ["x"]`, `second ["x","y"]`, `third ["x","y","z"]`]);
  });

  test("whichever part of it was", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", (e) => unit.addPart(e, {}, "y", 2));`);
    lab.unit(
      "reader",
      `unit.subscribe({ any: [{ part: "x", present: true }, { part: "y", present: true }] }, (e) => say(Object.keys(e)));`,
    );
    lab.event({ x: 1 });
    expect(lab.said("reader")).toEqual([`["x"]`]);
  });

  test("by subscription, not by unit", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", (e) => unit.addPart(e, {}, "y", 2));`);
    lab.unit("reader", `on("x", () => say("by x")); on("y", () => say("by y"));`);
    lab.event({ x: 1 });
    expect(lab.said("reader")).toEqual(["by x", "by y"]);
  });

  test("nor does who changed it see it again, unless it wants what it added", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("x", (e) => { say("x"); unit.addPart(e, {}, "x", 2); unit.addPart(e, {}, "y", 3); });
       on("y", () => say("y"));`,
    );
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["x", "y"]);
  });

  test("and one of a part that it could not see was of no concern to it", () => {
    const lab = new Lab(["s"]);
    lab.unit("declassifier", `on("x", (e) => unit.addPart(e, {}, "x", read(e, "x")[0][0]));`, {
      input: lab.label(["s"]),
      output: {},
      privileges: lab.grants("s", "t-"),
    });
    lab.unit("low", `on("x", (e) => say(read(e, "x")));`);
    lab.unit("high", `on("x", (e) => say(read(e, "x")));`, { input: lab.label(["s"]) });
    lab.event([lab.part("x", 1, lab.label(["s"]))]);
    expect(lab.said("low")).toEqual([`[[1,"|"]]`]);
    expect(lab.said("high")).toEqual([`[[1,"s|"]]`]);
  });

  test("while each of two who change the same event sends on a version of its own", () => {
    const lab = new Lab([]);
    for (const name of ["first", "second"]) {
      lab.unit(name, `on("x", (e) => unit.addPart(e, {}, "y", "${name}"));`);
    }
    lab.unit("reader", `on("y", (e) => say(read(e, "y")));`);
    lab.event({ x: 1 });
    expect(lab.said("reader")).toEqual([`[["first","|"]]`, `[["second","|"]]`]);
  });
});

describe("is publishing, and counted as that", () => {
  const most = limits.eventsPerGeneration;

  test.each(["shared", "unit"] as const)(
    `so that a unit sends on ${most} events a generation: placement %s`,
    (placement) => {
      const lab = new Lab([], { placement });
      lab.unit(
        "maker",
        `on("go", () => { for (let i = 0; i < ${most + 7}; i++) emit({ x: i }); });`,
        {
          eventsPerDelivery: most + 7,
        },
      );
      lab.unit("second", `on("go", () => { for (let i = 0; i < 7; i++) emit({ x: i }); });`);
      lab.unit("subject", `on("x", (e) => unit.addPart(e, {}, "y", 2));`);
      const seen = lab.watch("y");
      lab.event({ go: 1 });
      expect(seen).toHaveLength(most);
      const dropped = lab.platform.statistics().cells.map(({ droppedQueue }) => droppedQueue);
      expect(dropped.reduce((sum, count) => sum + count)).toBe(7 + 7);
    },
  );

  test("even if nothing is left of an event", () => {
    const lab = new Lab([]);
    lab.unit("maker", `on("go", () => { for (let i = 0; i < ${most}; i++) emit({ x: i }); });`, {
      eventsPerDelivery: most,
    });
    lab.unit(
      "subject",
      `on("x", (e) => { unit.delPart(e, {}, "x"); unit.release(e); if (e.x >= ${most / 2}) emit({ y: 1 }); });`,
    );
    const seen = lab.watch("y");
    lab.event({ go: 1 });
    expect(seen).toHaveLength(most / 4);
  });
});
