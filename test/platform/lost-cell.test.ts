/** What a lost cell tells, and to whom: raised units, their children, families, owners, busy machines. */

import { afterEach, describe, expect, test } from "vitest";
import { Blame } from "../../isolation/cell/blame.ts";
import { type Cell, CellTimedOut } from "../../isolation/cell/cell.ts";
import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import { createPlatform, limits, type PlatformOptions } from "../../src/index.ts";
import { Platform } from "../../src/platform/platform.ts";
import { Lab } from "./lab.ts";

const opened: Lab<"s">[] = [];

/** Isolates, with more time than a busy machine needs to be told from a loop. */
function isolates(options: PlatformOptions = {}): Lab<"s"> {
  const lab = new Lab<"s">(["s"], options, createPlatform);
  opened.push(lab);
  return lab;
}

afterEach(() => {
  for (const lab of opened.splice(0)) lab.platform.close();
});

/** Runs an event until a unit is quarantined: on a busy machine the first time-out may be nobody's fault. */
function untilQuarantined(lab: Lab<"s">, event: () => void): void {
  for (let i = 0; i < 8 && lab.records("quarantined").length === 0; i++) event();
}

function statusOf(lab: Lab<"s">, name: string): string | undefined {
  return lab.platform.statistics().units.findLast((unit) => unit.name === name)?.status;
}

const raising = `
  emit({ started: 1 });
  on("raise", () => unit.changeInOutLabel("secrecy", "add", s));
  on("secret", (e) => { if (e.secret === 1) for (;;); });`;

describe("a raised unit", () => {
  test.each(["shared", "unit"] as const)("%s: that loops is quarantined, silently", (placement) => {
    const lab = isolates();
    const started = lab.watch("started");
    lab.unit("raised", raising, { placement, privileges: lab.grants("s", "t+") });
    lab.unit("other", "", { placement: "unit" });
    lab.event({ raise: 1 });
    untilQuarantined(lab, () => lab.event([lab.part("secret", 1, lab.label(["s"]))]));
    expect(lab.records("cellLost").length).toBeGreaterThan(0);
    expect(statusOf(lab, "raised")).toBe("quarantined");
    expect(started, "nobody below hears of a new life").toEqual([1]);
  });

  test("whose policy is to restart is quarantined as well", () => {
    const lab = isolates({ placement: "unit" });
    const privileges = lab.grants("s", "t+");
    lab.unit("raised", raising, { privileges, onTimeout: "restart" });
    lab.event({ raise: 1 });
    untilQuarantined(lab, () => lab.event([lab.part("secret", 1, lab.label(["s"]))]));
    expect(lab.records("restarted")).toEqual([]);
    expect(statusOf(lab, "raised")).toBe("quarantined");
  });

  test("is known to be so before it can read anything, in a cell that works alone", () => {
    const lab = isolates();
    const started = lab.watch("started");
    lab.unit("raised", raising, { privileges: lab.grants("s", "t+") });
    lab.unit("relay", `on("raise", () => emit({ next: 1 }));`);
    lab.unit("looper", `on("next", () => { for (;;); });`);
    // The cell goes on from generation to generation by itself: the last ends in the loop.
    lab.event({ raise: 1 });
    expect(lab.records("cellLost")).toHaveLength(1);
    expect(statusOf(lab, "raised")).toBe("running");
    expect(started, "what it says at its start is secret now").toEqual([1]);
  });

  test("that loops leaves its children as they are", () => {
    const lab = isolates({ placement: "unit" });
    const counts = lab.watch("count");
    lab.program("child", `let count = 0; on("tick", () => emit({ count: ++count }));`);
    lab.unit("parent", `${raising} unit.instantiateUnit("child", {}, [], unit.config);`, {
      children: ["child"],
      privileges: lab.grants("s", "t+"),
    });
    lab.event({ tick: 1 });
    lab.event({ raise: 1 });
    untilQuarantined(lab, () => lab.event([lab.part("secret", 1, lab.label(["s"]))]));
    lab.event({ tick: 2 });
    expect(statusOf(lab, "parent")).toBe("quarantined");
    expect(statusOf(lab, "parent/child-1")).toBe("running");
    expect(counts, "the child kept its state").toEqual([1, 2]);
  });

  test("beside a culprit starts again no lower than it could have learnt, and so once more", () => {
    const lab = isolates({ cell: { crossingMs: 50 } });
    const started = lab.watch("started");
    const all = lab.watch("started", lab.label(["s"]));
    lab.unit("raised", raising, { privileges: lab.grants("s", "t+") });
    lab.unit("looper", `on("loop", () => { for (;;); });`, { onTimeout: "restart" });
    lab.event({ raise: 1 });
    for (let i = 0; i < 2; i++) lab.event({ loop: 1 });
    expect(lab.records("cellLost")).toHaveLength(2);
    expect(statusOf(lab, "raised")).toBe("running");
    expect(started, "what it says at its start is secret now").toEqual([1]);
    expect(all).toEqual([1, 1, 1]);
    // In its new life it is raised still: the host does not take it for low because its kernel does.
    lab.event([lab.part("secret", 0, lab.label(["s"]))]);
    for (let i = 0; i < 8 && statusOf(lab, "raised") === "running"; i++) {
      lab.event([lab.part("secret", 1, lab.label(["s"]))]);
    }
    expect(statusOf(lab, "raised")).toBe("quarantined");
    expect(started).toEqual([1]);
  });

  test("that throws in its second life is quarantined, though its kernel has started it so", () => {
    const lab = isolates();
    const started = lab.watch("started");
    lab.unit("raised", `${raising} on("throw", () => { throw new Error("boom"); });`, {
      privileges: lab.grants("s", "t+"),
    });
    lab.unit("looper", `on("loop", () => { for (;;); });`);
    lab.event({ raise: 1 });
    lab.event({ loop: 1 });
    lab.event([lab.part("throw", 1, lab.label(["s"]))]);
    expect(lab.records("fault")).toHaveLength(1);
    expect(lab.records("restarted")).toEqual([]);
    expect(statusOf(lab, "raised")).toBe("quarantined");
    expect(started).toEqual([1]);
  });

  test("that raises itself further in its second life knows in its third what it knew in its first", () => {
    const lab = new Lab(["s", "t"], {}, createPlatform);
    const both = lab.watch("started", lab.label(["s", "t"]));
    const onlyT = lab.watch("started", lab.label(["t"]));
    lab.unit(
      "raised",
      `emit({ started: 1 });
       on("raise", (e) => unit.changeInOutLabel("secrecy", "add", e.raise));`,
      { privileges: [...lab.grants("s", "t+"), ...lab.grants("t", "t+")] },
    );
    lab.unit("looper", `on("loop", () => { for (;;); });`, { onTimeout: "restart" });
    for (const tag of [lab.tags.s, lab.tags.t]) {
      lab.event({ raise: tag });
      lab.event({ loop: 1 });
    }
    expect(lab.records("cellLost")).toHaveLength(2);
    expect(both).toEqual([1, 1, 1]);
    expect(onlyT, "only its first life was below").toEqual([1]);
    lab.platform.close();
  });

  test("that may remove the tag for ever starts again as it was deployed", () => {
    const lab = isolates({ cell: { crossingMs: 50 } });
    const started = lab.watch("started");
    lab.unit("declassifier", raising, { privileges: lab.grants("s", "t+", "t-") });
    lab.unit("looper", `on("loop", () => { for (;;); });`);
    lab.event({ raise: 1 });
    lab.event({ loop: 1 });
    expect(started).toEqual([1, 1]);
  });
});

describe("units that take too much time one after the other", () => {
  test("a child that loops takes its family with it: its parent would make it again", () => {
    const lab = isolates();
    lab.program("child", `for (;;);`);
    lab.unit("parent", `unit.instantiateUnit("child", {}, [], unit.config);`, {
      children: ["child"],
    });
    untilQuarantined(lab, () => lab.event({ x: 1 }));
    expect(lab.records("quarantined").map(({ unit }) => unit.name)).toEqual([
      "parent/child-1",
      "parent",
    ]);
    expect(statusOf(lab, "parent")).toBe("quarantined");
  });

  test(`${limits.ownerTimeouts} of one owner stop all of its units, but none of others`, () => {
    const lab = isolates({ placement: "unit" });
    const looper = `on("loop", () => { for (;;); });`;
    lab.program("looper", looper);
    for (const name of ["a", "b", "c", "d"]) lab.deploy("looper", name, { owner: "mallory" });
    lab.unit("good", "", { owner: "good" });
    for (let i = 0; i < 6; i++) lab.event({ loop: 1 });
    expect(["a", "b", "c", "d", "good"].map((name) => statusOf(lab, name))).toEqual([
      ...["a", "b", "c", "d"].map(() => "quarantined"),
      "running",
    ]);
    const reasons = lab.records("quarantined").map(({ reason }) => /of its owner/.test(reason));
    expect(reasons.filter((isForOwner) => isForOwner)).toHaveLength(2);
  });

  test("units below those that loop cannot tell", () => {
    const lab = isolates({ placement: "unit" });
    const input = lab.label(["s"]);
    lab.program("looper", `on("loop", () => { for (;;); });`);
    for (const name of ["a", "b", "c"]) lab.deploy("looper", name, { owner: "mallory", input });
    lab.unit("low", `on("ping", () => emit({ pong: 1 }));`, { owner: "mallory" });
    const pongs = lab.watch("pong");
    for (let i = 0; i < 6; i++) lab.event([lab.part("loop", 1, input)]);
    lab.event({ ping: 1 });
    expect(["a", "b", "c"].map((name) => statusOf(lab, name))).toEqual(
      ["a", "b", "c"].map(() => "quarantined"),
    );
    expect(statusOf(lab, "low")).toBe("running");
    expect(pongs).toEqual([1]);
  });
});

/** A cell that is ended by the wall's clock whenever it is told of a certain event, with no time taken. */
function sleepyCell(given: number[]): Cell {
  const cell = new HeapCell();
  const run = (message: string, wallMs: number): string => {
    if (!message.includes("doze")) return cell.run(message);
    given.push(wallMs);
    throw new CellTimedOut("Script execution timed out.");
  };
  return {
    run,
    runAsync: async (message, wallMs) => run(message, wallMs),
    addProgram: (program) => cell.addProgram(program),
    takenMs: () => 0,
    isLost: false,
    blame: new Blame(),
    statistics: () => cell.statistics(),
    heapBytes: () => 0,
    dispose: () => {},
  };
}

describe("a cell that a busy machine ended below its limit", () => {
  test("starts again however often it happens, with more time, and nobody is to blame", () => {
    const given: number[] = [];
    const lab = new Lab<"s">(
      ["s"],
      {},
      (options) => new Platform(options, () => sleepyCell(given)),
    );
    lab.unit("honest", `let count = 0; on("tick", () => say(++count)); on("doze", () => {});`);
    for (let i = 0; i < 20; i++) lab.event({ doze: 1 });
    lab.event({ tick: 1 });
    expect(lab.said("honest"), "it runs, with fresh state").toEqual(["1"]);
    expect(statusOf(lab, "honest")).toBe("running");
    expect(lab.records("quarantined")).toEqual([]);
    expect(lab.records("restarted")).toEqual([]);
    const lost = lab.records("cellLost");
    expect(lost).toHaveLength(20);
    expect(lost.every(({ culprit }) => culprit === null)).toBe(true);
    expect(lost[0]?.problem).toContain("the machine was busy");
    const [first = 0] = given;
    expect(given.at(-1)).toBeGreaterThan(first);
    expect(given.at(-1)).toBeGreaterThan(limits.crossingMs * limits.wallStretch * 0.9);
    const most = limits.crossingMs * (limits.wallStretch + 1) + limits.wallExtraMs;
    expect(Math.max(...given)).toBeLessThanOrEqual(most);
  });
});

describe("a program that ends its cell while it is loaded", () => {
  test("is refused; the units that were there start again, and none is to blame", () => {
    const lab = isolates({ cell: { memoryMiB: 16 } });
    lab.unit("there", `let count = 0; on("tick", () => say(++count));`);
    lab.event({ tick: 1 });
    const greedy = `const kept = []; for (;;) kept.push({ a: 1, b: 2 });`;
    lab.platform.addProgram({
      name: "greedy",
      children: [],
      isShared: true,
      body: `${greedy} return [() => {}];`,
    } as unknown as Parameters<Platform["addProgram"]>[0]);
    for (let i = 0; i <= limits.restarts + 1; i++) {
      expect(() =>
        lab.platform.deploy({ program: "greedy", name: `g${i}`, placement: "shared" }),
      ).toThrow("CELL_LOST");
    }
    lab.event({ tick: 1 });
    expect(statusOf(lab, "there")).toBe("running");
    expect(lab.said("there")).toEqual(["1", "1"]);
    expect(lab.records("quarantined")).toEqual([]);
  });
});
