/** A unit is a function of its configuration and its events: it has no clock, dice or life besides. */

import { describe, expect, test } from "vitest";
import type { EdgePart } from "../../../src/index.ts";
import { limits } from "../../../src/limits.ts";
import { Lab } from "../../platform/lab.ts";

describe("now", () => {
  test("is the time of the event in hand, inherited by what it causes", () => {
    const lab = new Lab([]);
    lab.unit("relay", `on("x", () => { say(unit.now()); emit({ y: 1 }); });`);
    lab.unit("sink", `on("y", () => say(unit.now()));`);
    lab.queue({ x: 1 }, 10);
    lab.queue({ x: 1 }, 99);
    lab.platform.settle();
    expect(lab.said("relay")).toEqual(["10", "99"]);
    expect(lab.said("sink")).toEqual(["10", "99"]);
  });

  test("is at the start the time of what caused it", () => {
    const lab = new Lab([]);
    lab.program("child", `say(unit.now());`);
    lab.unit("parent", `say(unit.now()); on("x", () => unit.instantiateUnit("child", {}, []));`, {
      children: ["child"],
    });
    lab.event({ x: 1 }, 42);
    expect(lab.said("parent")).toEqual(["0"]);
    expect(lab.said("parent/child-1")).toEqual(["42"]);
  });
});

describe("random", () => {
  const body = `const draw = () => say(unit.random(), unit.random()); draw(); on("x", draw);`;

  function draws(
    seed: number,
    names: readonly string[],
    more = "",
  ): readonly (readonly string[])[] {
    const lab = new Lab([], { seed });
    lab.program("subject", body);
    if (more !== "") lab.unit("other", more);
    for (const name of names) lab.deploy("subject", name);
    lab.event({ x: 1 });
    return names.map((name) => lab.said(name));
  }

  test("is the same sequence in every run with the same seed", () => {
    expect(draws(1, ["a"])).toEqual(draws(1, ["a"]));
  });

  test("is each unit's own, and another with another seed", () => {
    const [a, b] = draws(1, ["a", "b"]);
    expect(a).not.toEqual(b);
    expect(draws(2, ["a"])[0]).not.toEqual(a);
  });

  test("does not depend on who else is there or what they draw", () => {
    const alone = draws(1, ["a"]);
    expect(
      draws(1, ["a"], `for (let i = 0; i < 9; i++) { unit.random(); unit.createTag("t"); }`),
    ).toEqual(alone);
    expect(draws(1, ["b", "a"])[1]).toEqual(alone[0]);
  });

  test("gives numbers in [0, 1) that are spread", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const all = Array.from({ length: 10000 }, () => unit.random());
       const mean = all.reduce((sum, it) => sum + it, 0) / all.length;
       say(all.every((it) => it >= 0 && it < 1), new Set(all).size > 9990, Math.abs(mean - 0.5) < 0.02);`,
    );
    expect(lab.said("subject")).toEqual(["true true true"]);
  });

  test("starts anew, elsewhere, when the unit does: no life makes the numbers or tags of another", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `say(unit.random()); emit({ tag: unit.createTag("t") }); on("boom", () => { throw new Error("boom"); });`,
    );
    const tags = lab.watch("tag");
    lab.event({ boom: 1 });
    lab.event({ boom: 1 });
    expect(new Set(lab.said("subject")).size).toBe(3);
    expect(new Set(tags).size).toBe(2);
    expect(lab.records("violation")).toEqual([]);
  });
});

describe("log", () => {
  test(`writes ${limits.logLinesPerDelivery} lines a delivery; more are refused as LOG_QUOTA`, () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("x", () => {
         let n = 0, last;
         while ((last = code(() => unit.log("line"))) === "ok") n++;
         emit({ wrote: n + " " + last });
       });`,
    );
    const wrote = lab.watch("wrote");
    lab.event({ x: 1 });
    lab.event({ x: 1 });
    expect(wrote).toEqual(Array(2).fill(`${limits.logLinesPerDelivery} LOG_QUOTA`));
    expect(lab.said("subject")).toHaveLength(2 * limits.logLinesPerDelivery);
  });

  test("cuts long lines, and takes text only", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `unit.log("x".repeat(${limits.logLine + 5}));
       say([1, null, undefined, {}, ["a"]].map((it) => code(() => unit.log(it))));`,
    );
    expect(lab.said("subject")[0]).toHaveLength(limits.logLine);
    expect(lab.said("subject")[1]).toBe(JSON.stringify(Array(5).fill("VALUE_KIND")));
  });
});

describe("UNIT_CALL", () => {
  test("a unit cannot use another's API, even if a broken realm let them share it", () => {
    const lab = new Lab([]);
    // Only without isolation can two units meet in such a variable.
    const shared = "globalThis.cordonTestShared";
    lab.unit("lender", `${shared} = unit; unit.createTag("t");`);
    lab.unit("borrower", `on("x", () => { ${shared}.log("whose?"); });`);
    lab.event({ x: 1 });
    Reflect.deleteProperty(globalThis, "cordonTestShared");
    expect(lab.said("lender"), "calls act for the unit that is running").toEqual([]);
    expect(lab.said("borrower")).toEqual(["whose?"]);
  });

  test("outside a handler and the start, every call is refused", () => {
    const lab = new Lab([]);
    lab.unit("subject", `globalThis.cordonTestUnit = unit;`);
    const unit = Reflect.get(globalThis, "cordonTestUnit") as Record<string, () => unknown>;
    Reflect.deleteProperty(globalThis, "cordonTestUnit");
    const calls = Object.keys(Object.getPrototypeOf(unit) as object).filter(
      (name) => name !== "bytes",
    );
    expect(calls.length).toBeGreaterThan(20);
    for (const name of calls) {
      expect(() => unit[name]?.(), name).toThrow(expect.objectContaining({ code: "UNIT_CALL" }));
    }
  });
});

test("refusals that units provoke are counted for the operator, by unit and code", () => {
  const lab = new Lab(["t"]);
  lab.unit(
    "subject",
    `for (let i = 0; i < 3; i++) code(() => unit.changeInOutLabel("secrecy", "add", t)); code(() => unit.unsubscribe(9));`,
  );
  const counts = lab.records("refused").map(({ unit, code, count }) => [unit.name, code, count]);
  expect(counts).toEqual([
    ["subject", "LABEL_PRIVILEGE", 3],
    ["subject", "SUBSCRIPTION_KIND", 1],
  ]);
});

test("a replay of the same events draws the same trace", () => {
  const run = (): readonly string[] => {
    const lab = new Lab(["s"]);
    const lines: string[] = [];
    lab.platform.notifications.on("log", ({ unit, text }) => lines.push(`${unit.name} ${text}`));
    const chatter = `on("x", (e) => { say(e.x, unit.random(), unit.now()); if (e.x < 4) emit({ x: e.x + 1 }); });`;
    lab.unit("a", chatter);
    lab.unit("b", chatter, { input: lab.label(["s"]) });
    const parts: readonly EdgePart[] = [lab.part("x", 1), lab.part("x", 2, lab.label(["s"]))];
    lab.event(parts);
    lab.event(parts);
    return lines;
  };
  expect(run()).toEqual(run());
});
