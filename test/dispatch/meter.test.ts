/** The meter, by a clock of the test's: what fills an account, what empties it, and who is stopped for it. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import { limits } from "../../src/index.ts";
import type { CrossingTerms } from "../../src/dispatch/index.ts";
import { Meter } from "../../src/dispatch/meter.ts";
import type { Unit } from "../../src/dispatch/unit.ts";
import { Platform } from "../../src/platform/platform.ts";
import { Lab } from "../platform/lab.ts";

/** Programs without isolation reach it by its name. */
interface Burner {
  burn?: ((ms: number) => number) | undefined;
}
const globals = globalThis as Burner;
let now = 0;

beforeEach(() => {
  now = 0;
  globals.burn = (ms) => (now += ms);
});

afterEach(() => {
  globals.burn = undefined;
});

function metered<Name extends string>(tags: readonly Name[]): Lab<Name> {
  return new Lab(tags, {}, (options) => new Platform(options, () => new HeapCell(() => now)));
}

const limit = limits.crossingMs;

describe("an account", () => {
  /** How many events a unit gets that takes so much time for each, of fifty. */
  function events(ms: number, idleMs = 0): number {
    const lab = metered([]);
    lab.unit("worker", `on("work", () => { globalThis.burn(${ms}); say("done"); });`);
    for (let i = 0; i < 50; i++) {
      now += idleMs;
      lab.event({ work: 1 });
    }
    return lab.said("worker").length;
  }

  test("is emptied by events from the edge: a unit may take so much for each", () => {
    expect(events(limits.ingressMs)).toBe(50);
    expect(events(limits.ingressMs / 2)).toBe(50);
  });

  test("is above its limit when a unit comes back, but takes long again and again", () => {
    // Two and a half times the limit in all, at most.
    expect(events(limit * 0.9)).toBe(2);
    expect(events(limit * 0.6)).toBeLessThan(6);
  });

  test("is emptied by the time that passes outside", () => {
    const ms = limit * 0.5;
    expect(events(ms)).toBeLessThan(10);
    expect(events(ms, (ms - limits.ingressMs) / limits.idleShare)).toBe(50);
  });

  test("allows for all events of a period in advance", () => {
    const lab = metered([]);
    lab.unit("worker", `on("work", () => { globalThis.burn(${limits.ingressMs}); say("done"); });`);
    for (let i = 0; i < 200; i++) lab.queue({ work: 1 });
    lab.platform.settle();
    expect(lab.said("worker")).toHaveLength(200);
  });

  test("stops a unit that feeds itself, whatever its policy for faults", () => {
    const lab = metered([]);
    const body = `on("work", ({ work }) => { globalThis.burn(10); emit({ work: work + 1 }); });`;
    lab.unit("worker", body, { onFault: "continue" });
    lab.event({ work: 1 });
    const allowance = limit + limits.ingressMs;
    expect(lab.records("fault").map(({ message }) => message)).toEqual([
      `took more than ${allowance} ms of its cell's processor time`,
    ]);
    expect(lab.records("quarantined")).toHaveLength(1);
    expect(now).toBeLessThanOrEqual(allowance + 20);
  });
});

describe("instances have an account a contamination", () => {
  const burner = `on("work", ({ work }) => { globalThis.burn(work); say("worked"); });`;

  function lab(): Lab<"s" | "t"> {
    const made = metered(["s", "t"]);
    made.program("burner", burner);
    made.unit(
      "owner",
      `unit.subscribeManaged({ part: "work", present: true }, "burner", unit.config);`,
      {
        children: ["burner"],
        privileges: [...made.grants("s", "t+"), ...made.grants("t", "t+")],
      },
    );
    return made;
  }

  const most = limit * 5;

  test("what is taken above is not held against those below or beside", () => {
    const it = lab();
    for (let i = 0; i < 5; i++) it.event([it.part("work", most, it.label(["s"]))]);
    const before = it.said("owner").length;
    it.event({ work: 1 });
    it.event([it.part("work", 1, it.label(["t"]))]);
    expect(it.said("owner").length, "both have worked").toBe(before + 2);
    it.event([it.part("work", 1, it.label(["s"]))]);
    expect(it.said("owner").length, "there are no more of those above").toBe(before + 2);
    expect(it.records("quarantined")).toEqual([]);
  });

  test("what is taken below counts above", () => {
    const it = lab();
    for (let i = 0; i < 5; i++) it.event({ work: most });
    const before = it.said("owner").length;
    it.event([it.part("work", 1, it.label(["s"]))]);
    expect(it.said("owner").length).toBe(before);
  });

  test(`more than ${limits.instanceAllowances} allowances of incomparable ones stop their root, once`, () => {
    const names = Array.from({ length: 20 }, (_, i) => `t${i}`);
    const it = metered(names);
    it.program("burner", burner);
    it.unit(
      "owner",
      `unit.subscribeManaged({ part: "work", present: true }, "burner", unit.config);`,
      {
        children: ["burner"],
        privileges: names.flatMap((name) => it.grants(name, "t+")),
      },
    );
    for (let round = 0; round < 2; round++) {
      for (const name of names) it.event([it.part("work", limit * 3, it.label([name]))]);
    }
    expect(it.records("quarantined").map(({ unit, reason }) => [unit.name, reason])).toEqual([
      ["owner", expect.stringMatching(/^its instances together took more than/)],
    ]);
    const allowance = limit + limits.ingressMs;
    expect(now).toBeLessThan((limits.instanceAllowances + 4) * allowance + limit * 3);
  });
});

test("only the part of a crossing that was processor time counts", () => {
  const meter = new Meter(() => now);
  const unit = {} as Unit;
  Object.assign(unit, { root: unit });
  const terms = (part: number): CrossingTerms => ({
    period: 1,
    limit,
    refunded: 0,
    credit: 0,
    part,
  });
  const work = (part: number): string | null => {
    meter.beginCrossing(terms(part));
    const since = meter.start();
    now += 10 * limit;
    meter.charge(unit, since);
    meter.endCrossing();
    return meter.complaint(unit);
  };
  expect(work(1), "nothing is held against it before the host has told").toBe(null);
  expect(work(0.01)).toBe(null);
  expect(work(0.01)).toBe(null);
  expect(work(1)).toContain("took more than");
});
