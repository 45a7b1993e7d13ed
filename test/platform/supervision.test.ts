/** Faults, lost cells and what the operator is told of them, in isolates. */

import { afterEach, describe, expect, test } from "vitest";
import {
  type AuditRecord,
  createPlatform,
  limits,
  type PlatformOptions,
  type UnitStatistics,
} from "../../src/index.ts";
import { checkedProgram } from "./checked-program.ts";
import { Lab, type LabDeployment } from "./lab.ts";

const opened: Lab<string>[] = [];

function isolates(options: PlatformOptions = {}): Lab<"s"> {
  const lab = new Lab<"s">(["s"], options, createPlatform);
  opened.push(lab);
  return lab;
}

afterEach(() => {
  for (const lab of opened.splice(0)) lab.platform.close();
});

/** Says how many events it has had since it started, and does what it is told to. */
const counter = `
let count = 0;
on("count", () => say(++count));
on("throw", (e) => { if (e.throw === role) throw new Error(role + " at " + count); });
on("loop", (e) => { if (e.loop === role) for (;;); });
on("fill", (e) => { if (e.fill === role) for (const kept = []; ; ) kept.push({ a: 1, b: 2 }); });
`;

/** A lab with the program `counter`, whose units listen to their names. */
class Counters {
  readonly lab: Lab<"s">;

  constructor(options: PlatformOptions = {}) {
    this.lab = isolates(options);
    this.lab.program("counter", counter, { config: { role: "" } });
  }

  deploy(name: string, deployment: LabDeployment = {}): void {
    this.lab.deploy("counter", name, { ...deployment, config: { role: name } });
  }

  /** How many events each of them has had since it started. */
  counts(...names: readonly string[]): readonly number[] {
    this.lab.event({ count: 1 });
    return names.map((name) => Number(this.lab.said(name).at(-1)));
  }

  statistics(name: string): UnitStatistics | undefined {
    return this.lab.platform.statistics().units.find((unit) => unit.name === name);
  }

  get kinds(): readonly string[] {
    return this.lab.platform.auditLog
      .filter(({ kind }) => kind !== "log")
      .map((record) => {
        const unit = "unit" in record ? record.unit.name : record.kind;
        return `${record.kind} ${unit}`;
      });
  }
}

describe("fault policies", () => {
  test("restart: with fresh state; quarantine: stopped for good; continue: only the delivery is lost", () => {
    const counters = new Counters();
    counters.deploy("default");
    counters.deploy("restarts", { onFault: "restart" });
    counters.deploy("stops", { onFault: "quarantine" });
    counters.deploy("goes-on", { onFault: "continue" });
    const names = ["default", "restarts", "stops", "goes-on"];
    expect(counters.counts(...names)).toEqual([1, 1, 1, 1]);
    for (const name of names) counters.lab.event({ throw: name });
    expect(counters.counts(...names)).toEqual([1, 1, 1, 2]);
    expect(counters.lab.said("stops"), "it counts no more").toEqual(["1"]);
    expect(counters.kinds).toEqual([
      "fault default",
      "restarted default",
      "fault restarts",
      "restarted restarts",
      "fault stops",
      "quarantined stops",
      "fault goes-on",
    ]);
    expect(names.map((name) => counters.statistics(name))).toMatchObject([
      { status: "running", faults: 1, restarts: 1 },
      { status: "running", faults: 1, restarts: 1 },
      { status: "quarantined", faults: 1, restarts: 0 },
      { status: "running", faults: 1, restarts: 0 },
    ]);
  });

  test(`restart: ${limits.restarts} times, then quarantined; for a fault while starting at once`, () => {
    const counters = new Counters();
    counters.deploy("fragile");
    counters.deploy("steady");
    for (let i = 0; i <= limits.restarts; i++) counters.lab.event({ throw: "fragile" });
    const restart = ["fault fragile", "restarted fragile"];
    expect(counters.kinds).toEqual([
      ...Array.from({ length: limits.restarts }, () => restart).flat(),
      "fault fragile",
      "quarantined fragile",
    ]);
    expect(counters.lab.records("restarted").map(({ restarts }) => restarts)).toEqual([1, 2, 3]);
    expect(counters.statistics("fragile")).toMatchObject({
      status: "quarantined",
      faults: limits.restarts + 1,
      restarts: limits.restarts,
    });
    counters.lab.event({ throw: "fragile" });
    expect(counters.counts("steady")).toEqual([1]);
    expect(counters.statistics("fragile")?.faults).toBe(limits.restarts + 1);

    counters.lab.unit("stillborn", `throw new Error("at the start");`);
    expect(counters.kinds.slice(-2)).toEqual(["fault stillborn", "quarantined stillborn"]);
    expect(counters.statistics("stillborn")).toMatchObject({ status: "quarantined", faults: 1 });
  });

  test.each(["restart", "quarantine"] as const)(
    "%s: a unit that has raised its secrecy since it started is quarantined",
    (onFault) => {
      const lab = new Lab(["s"]);
      lab.unit(
        "raised",
        `on("go", () => { unit.changeInOutLabel("secrecy", "add", s); throw new Error("boom"); });`,
        { onFault, privileges: lab.grants("s", "t+") },
      );
      lab.event({ go: 1 });
      expect(lab.records("quarantined")).toMatchObject([{ unit: { name: "raised" } }]);
      expect(lab.records("restarted")).toEqual([]);
    },
  );
});

describe("what the operator is told", () => {
  test("typed notifications and records say the same, in the same order", () => {
    const lab = isolates();
    const notified: AuditRecord[] = [];
    const typed: string[] = [];
    const { notifications } = lab.platform;
    notifications.on("record", (record) => notified.push(record));
    notifications.on("log", ({ unit, text }) => typed.push(`${unit.name} says ${text}`));
    notifications.on("refused", ({ unit, code, count, message }) =>
      typed.push(`${unit.name} refused ${count} times ${code}: ${message.includes("event")}`),
    );
    notifications.on("fault", ({ unit, message }) => typed.push(`${unit.name} threw ${message}`));
    notifications.on("restarted", ({ unit, restarts }) =>
      typed.push(`${unit.name} restarted ${restarts}`),
    );
    notifications.on("quarantined", ({ unit, reason }) =>
      typed.push(`${unit.name} quarantined ${reason}`),
    );
    lab.unit(
      "unit-1",
      `on("refuse", () => { for (let i = 0; i < 5; i++) code(() => unit.publish(5)); });
       on("throw", () => { throw new Error("boom"); });
       on("log", () => say("hello"));`,
      { owner: "acme" },
    );
    lab.event({ log: 1 });
    lab.event({ refuse: 1 });
    for (let i = 0; i <= limits.restarts; i++) lab.event({ throw: 1 });
    const boom = expect.stringContaining("boom");
    const unit = { id: 1, name: "unit-1", owner: "acme" };
    const stack = [expect.stringMatching(/^unit-1:\d+/)];
    const fault = { kind: "fault", unit, message: boom, stack };
    expect(lab.platform.auditLog).toEqual([
      { kind: "log", unit, text: "hello" },
      {
        kind: "refused",
        unit,
        code: "EVENT_KIND",
        message: expect.stringContaining("5 is not an event"),
        stack: [...stack, expect.stringMatching(/^unit-1:\d+ \(code\)$/), ...stack],
        count: 5,
      },
      fault,
      { kind: "restarted", unit, restarts: 1 },
      fault,
      { kind: "restarted", unit, restarts: 2 },
      fault,
      { kind: "restarted", unit, restarts: 3 },
      fault,
      { kind: "quarantined", unit, reason: boom },
    ]);
    expect(notified).toEqual(lab.platform.auditLog);
    expect(notified.every((record) => Object.isFrozen(record))).toBe(true);
    expect(typed).toHaveLength(notified.length);
    expect(typed.slice(0, 2)).toEqual([
      "unit-1 says hello",
      "unit-1 refused 5 times EVENT_KIND: true",
    ]);
    expect(typed.at(-1)).toMatch(/^unit-1 quarantined .*boom/);
  });

  test("a listener's misuse of the platform is not held against a cell", () => {
    const lab = new Lab([]);
    const misuse = (): void => lab.platform.settle();
    lab.platform.notifications.on("log", misuse);
    lab.program("speaker", `say("started"); on("x", () => say("x"));`);
    lab.platform.deploy({ program: "speaker", name: "speaker" });
    expect(() => lab.platform.settle()).toThrow("PLATFORM_BUSY");
    lab.platform.notifications.off("log", misuse);
    lab.event({ x: 1 });
    expect(lab.records("violation")).toEqual([]);
    expect(lab.records("quarantined")).toEqual([]);
    expect(lab.said("speaker")).toEqual(["started", "x"]);
  });

  test("what a listener throws comes out of settle, and nobody misses an event for it", () => {
    const lab = new Lab([], { placement: "unit" });
    lab.unit("sender", `on("x", (e) => { say("sends"); emit({ y: e.x }); });`);
    lab.unit("receiver", `on("y", (e) => say(e.y));`);
    lab.platform.notifications.once("log", () => {
      throw new Error("the listener's own");
    });
    lab.queue({ x: 1 });
    expect(() => lab.platform.settle()).toThrow("the listener's own");
    lab.event({ x: 2 });
    expect(lab.said("receiver")).toEqual(["1", "2"]);
  });

  test(`the latest ${limits.auditRecords} records are kept, all are counted`, () => {
    const lab = new Lab([]);
    lab.unit("speaker", `on("x", (e) => { for (let i = 0; i < 50; i++) say(e.x, i); });`);
    const rounds = (2 * limits.auditRecords) / 50 + 1;
    for (let i = 1; i <= rounds; i++) lab.queue({ x: i });
    lab.platform.settle();
    const { auditLog } = lab.platform;
    expect(auditLog.length).toBeGreaterThanOrEqual(limits.auditRecords);
    expect(auditLog.length).toBeLessThan(2 * limits.auditRecords);
    expect(auditLog.at(-1)).toMatchObject({ text: `${rounds} 49` });
    expect(lab.platform.statistics().audit.log).toBe(rounds * 50);
  });
});

describe("a lost cell", () => {
  test("by time: the culprit is quarantined, its neighbours start again", () => {
    const counters = new Counters();
    counters.deploy("culprit", { onFault: "continue" });
    counters.deploy("neighbour");
    counters.deploy("far", { placement: "unit" });
    expect(counters.counts("culprit", "neighbour", "far")).toEqual([1, 1, 1]);
    counters.lab.event({ loop: "culprit" });
    expect(counters.kinds).toEqual(["cellLost cellLost", "quarantined culprit"]);
    expect(counters.counts("neighbour", "far")).toEqual([1, 2]);
    expect(counters.statistics("neighbour")).toMatchObject({ faults: 0, restarts: 0 });
  });

  test(`by time, with onTimeout "restart": ${limits.restarts} times, then quarantined`, () => {
    const counters = new Counters();
    const { lab } = counters;
    counters.deploy("culprit", { onTimeout: "restart", onFault: "quarantine" });
    counters.deploy("neighbour");
    counters.deploy("far", { placement: "unit" });
    const lost: string[] = [];
    lab.platform.notifications.on("cellLost", ({ cell, culprit, problem }) =>
      lost.push(`${cell} ${culprit?.name ?? "nobody"} ${/timed out/.test(problem)}`),
    );
    expect(counters.counts("culprit", "neighbour", "far")).toEqual([1, 1, 1]);
    lab.event({ loop: "culprit" });
    expect(counters.counts("culprit", "neighbour", "far")).toEqual([1, 1, 2]);
    expect(counters.statistics("culprit")).toMatchObject({ faults: 1, restarts: 1 });
    for (let i = 0; i < limits.restarts; i++) lab.event({ loop: "culprit" });
    expect(lost).toEqual(Array.from({ length: 4 }, () => "shared culprit true"));
    expect(counters.kinds).toEqual([
      ...Array.from({ length: 3 }, () => ["cellLost cellLost", "restarted culprit"]).flat(),
      "cellLost cellLost",
      "quarantined culprit",
    ]);
    expect(counters.counts("neighbour", "far")).toEqual([1, 3]);
    expect(counters.statistics("culprit")).toMatchObject({ status: "quarantined", restarts: 3 });
    for (const name of ["neighbour", "far"]) {
      expect(counters.statistics(name)).toMatchObject({
        status: "running",
        faults: 0,
        restarts: 0,
      });
    }
    expect(lab.platform.statistics().audit).toMatchObject({ cellLost: 4, violation: 0 });
  });

  test("by memory: the same, and a culprit that is to be quarantined is so at once", () => {
    const counters = new Counters();
    const cell = { memoryMiB: 16, crossingMs: 2_000 };
    counters.deploy("culprit", { onFault: "quarantine", cell });
    counters.deploy("neighbour");
    counters.deploy("far", { placement: "unit" });
    expect(counters.counts("culprit", "neighbour", "far")).toEqual([1, 1, 1]);
    counters.lab.event({ fill: "culprit" });
    expect(counters.counts("neighbour", "far")).toEqual([1, 2]);
    expect(counters.lab.said("culprit")).toEqual(["1"]);
    expect(counters.kinds).toEqual(["cellLost cellLost", "quarantined culprit"]);
    expect(counters.lab.records("cellLost")).toMatchObject([
      { cell: "shared", culprit: { name: "culprit" }, problem: expect.stringMatching(/memory/i) },
    ]);
    expect(counters.statistics("neighbour")).toMatchObject({ status: "running", restarts: 0 });
    expect(
      counters.lab.platform.statistics().cells.map(({ key, units }) => `${key}: ${units}`),
    ).toEqual(expect.arrayContaining(["shared: 1", "unit 3: 1"]));
  });
});

describe("a unit that takes too much time in all", () => {
  /** Some milliseconds at a time, more and more often, while its life lasts. */
  const steady = `
    const life = unit.random();
    const work = () => {
      let sum = 0;
      for (let i = 0; i < 1_000_000; i++) sum += Math.sqrt(i);
      for (let i = 0; i < 2; i++) emit({ more: life, sum });
    };
    on("go", work);
    on("more", ({ more }) => { if (more === life) work(); });
    let count = 0;
    on("count", () => say(++count));`;

  test.each([
    ["quarantine", ["fault steady", "quarantined steady"], []],
    ["restart", ["fault steady", "restarted steady"], ["1"]],
  ] as const)("is stopped, its cell-mates keep their state: %s", (onTimeout, kinds, counted) => {
    const counters = new Counters({ cell: { crossingMs: 250 } });
    const { lab } = counters;
    counters.deploy("mate");
    lab.unit("steady", steady, { onTimeout, onFault: "continue" });
    expect(counters.counts("mate", "steady")).toEqual([1, 1]);
    const before = lab.said("steady").length;
    lab.event({ go: 1 });
    expect(counters.kinds).toEqual(kinds);
    const [fault] = lab.records("fault");
    expect(fault?.message).toBe("took more than 300 ms of its cell's processor time");
    const [mate] = counters.counts("mate");
    expect(mate).toBe(2);
    expect(lab.said("steady").slice(before), "in its next life").toEqual(counted);
    expect(counters.statistics("mate")).toMatchObject({ status: "running", restarts: 0 });
  });
});

test("records are kept up to so many characters, the latest first", () => {
  const { auditCharacters } = limits;
  Object.assign(limits, { auditCharacters: 1_000_000 });
  try {
    const lab = new Lab([]);
    lab.unit(
      "speaker",
      `on("x", () => { for (let i = 0; i < 50; i++) unit.log("-".repeat(1_000)); });`,
    );
    for (let i = 0; i < 60; i++) lab.event({ x: i });
    const kept = lab.platform.auditLog.length * 1_000;
    expect(kept).toBeLessThanOrEqual(1_000_000);
    expect(kept).toBeGreaterThan(300_000);
    expect(lab.platform.statistics().audit.log).toBe(3_000);
  } finally {
    Object.assign(limits, { auditCharacters });
  }
});

test("a batch that takes longer to read than a crossing may take is nobody's fault", () => {
  const platform = createPlatform({ placement: "unit", cell: { crossingMs: 30 } });
  const lost: unknown[] = [];
  platform.notifications.on("cellLost", (record) => lost.push(record));
  let echoes = 0;
  platform.subscribe({ part: "echo", present: true }, () => echoes++);
  const source = `export default (unit) => unit.subscribe({ part: "ask", present: true }, () => {
    const event = unit.createEvent(); unit.addPart(event, {}, "echo", 1); unit.publish(event); });
    `;
  platform.addProgram(checkedProgram("echo", source));
  platform.deploy({ program: "echo", name: "one" });
  platform.deploy({ program: "echo", name: "two" });
  const data = Array.from({ length: 40 }, (_, i) => i);
  for (let i = 0; i < 6_000; i++) platform.publish([{ name: "noise", data }], 1);
  for (let i = 0; i < 3; i++) platform.publish([{ name: "ask", data }], 1);
  platform.settle();
  platform.close();
  expect(lost).toEqual([]);
  expect(echoes).toBe(6);
});
