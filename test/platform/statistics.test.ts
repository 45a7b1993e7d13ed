/** statistics and close: what the operator can count, and that nothing is left. */

import { afterAll, describe, expect, test } from "vitest";
import type { Cell } from "../../isolation/cell/cell.ts";
import { IsolateCell } from "../../isolation/cell/isolate-cell.ts";
import {
  createPlatform,
  limits,
  type Platform,
  type PlatformStatistics,
  programFromSource,
  type UnitStatistics,
} from "../../src/index.ts";
import { Platform as PlatformOfCells } from "../../src/platform/platform.ts";
import { Lab } from "./lab.ts";
import { refusal } from "./refusal.ts";

function unitOf(platform: Platform, name: string): UnitStatistics | undefined {
  return platform.statistics().units.find((unit) => unit.name === name);
}

describe("statistics", () => {
  test("of a platform that has done nothing: nothing", () => {
    const lab = new Lab([]);
    expect(lab.platform.statistics()).toEqual({
      deliveries: 0,
      ingressDepth: 0,
      cells: [],
      units: [],
      audit: {
        fault: 0,
        refused: 0,
        restarted: 0,
        quarantined: 0,
        cellLost: 0,
        violation: 0,
        log: 0,
      },
    } satisfies PlatformStatistics);
  });

  test("a unit: what it is, deliveries, published, refusals", () => {
    const lab = new Lab([]);
    lab.unit(
      "busy",
      `on("x", () => { emit({ y: 1 }); emit({ y: 2 }); code(() => unit.publish(5)); });`,
      { owner: "acme" },
    );
    lab.unit("idle", `on("z", () => {});`);
    for (let i = 0; i < 3; i++) lab.event({ x: 1 });
    expect(lab.platform.statistics().units).toEqual([
      {
        id: 1,
        name: "busy",
        owner: "acme",
        program: "busy",
        cell: "shared",
        status: "running",
        deliveries: 3,
        published: 6,
        faults: 0,
        refusals: 3,
        restarts: 0,
      },
      expect.objectContaining({ id: 2, name: "idle", owner: "idle", deliveries: 0, published: 0 }),
    ]);
    expect(lab.platform.statistics().deliveries).toBe(3);
  });

  test("a unit that faults: faults and restarts in all, the rest since it last started", () => {
    const lab = new Lab([]);
    lab.unit("fragile", `on("x", (e) => { emit({ y: 1 }); if (e.x === "bad") throw "bad"; });`);
    lab.event({ x: 1 });
    lab.event({ x: 1 });
    expect(unitOf(lab.platform, "fragile")).toMatchObject({ deliveries: 2, published: 2 });
    lab.event({ x: "bad" });
    expect(unitOf(lab.platform, "fragile")).toMatchObject({
      status: "running",
      deliveries: 0,
      published: 0,
      faults: 1,
      restarts: 1,
    });
    lab.event({ x: 1 });
    expect(unitOf(lab.platform, "fragile")).toMatchObject({ deliveries: 1, faults: 1 });
  });

  test("what waits: events at the edge and of a cell", () => {
    const lab = new Lab([], { placement: "unit" });
    lab.unit("sender", `on("x", () => { for (let i = 0; i < 3; i++) emit({ y: i }); });`);
    lab.unit("receiver", `on("y", () => {});`);
    const during: PlatformStatistics[] = [];
    const stop = lab.platform.subscribe({ part: "y", present: true }, () => {
      stop();
      lab.queue({ z: 1 });
      during.push(lab.platform.statistics());
    });
    lab.event({ x: 1 });
    expect(during).toHaveLength(1);
    expect(during[0]?.ingressDepth).toBe(1);
    expect(during[0]?.cells[0]?.queueDepth).toBe(3);
    const { ingressDepth, cells } = lab.platform.statistics();
    expect(ingressDepth).toBe(0);
    expect(cells.map(({ queueDepth }) => queueDepth)).toEqual([0, 0]);
  });

  test("cells: events, deliveries, endpoints and units; instances are endpoints", () => {
    const lab = new Lab(["s"]);
    lab.program("instance", `on("x", () => {});`);
    lab.unit("manager", `unit.subscribeManaged({ part: "x", present: true }, "instance");`, {
      children: ["instance"],
      privileges: lab.grants("s", "t+"),
    });
    lab.unit("other", `on("x", () => {});`);
    lab.unit("apart", `on("x", () => {});`, { placement: { group: "g" } });
    lab.event([lab.part("x", 1), lab.part("x", 2, lab.label(["s"]))]);
    const { cells, deliveries } = lab.platform.statistics();
    expect(cells.map(({ key }) => key)).toEqual(["shared", "group g"]);
    expect(cells[1]).toMatchObject({ units: 1, endpoints: 1, deliveries: 1, events: 1 });
    expect(cells[0]).toMatchObject({ units: 2, events: 1 });
    expect(cells[0]?.endpoints).toBeGreaterThan(2);
    expect(cells[0]?.deliveries).toBeGreaterThan(1);
    expect(deliveries).toBe(cells.reduce((sum, cell) => sum + cell.deliveries, 0));
  });

  test("drops: what was too many hops from the edge, what was too much of one unit", () => {
    const lab = new Lab([]);
    const more = 5;
    lab.unit("ring", `on("x", () => emit({ x: 1 }));`);
    lab.unit("flooder", `on("go", (e) => { for (let i = 0; i < e.go; i++) emit({ y: i }); });`, {
      eventsPerDelivery: limits.eventsPerGeneration + more,
    });
    lab.event({ x: 1 });
    expect(lab.platform.statistics().cells[0]).toMatchObject({ droppedHops: 1, droppedQueue: 0 });
    lab.event({ go: limits.eventsPerGeneration });
    expect(lab.platform.statistics().cells[0]).toMatchObject({ droppedQueue: 0 });
    lab.event({ go: limits.eventsPerGeneration + more });
    expect(lab.platform.statistics().cells[0]).toMatchObject({
      droppedHops: 1,
      droppedQueue: more,
      droppedTime: 0,
    });
  });

  test("audit: as many as there were records, and as many refusals as were refused", () => {
    const lab = new Lab([]);
    lab.unit(
      "unit-1",
      `on("x", () => {
         say("line");
         for (let i = 0; i < 4; i++) code(() => unit.publish(5));
         throw new Error("boom");
       });`,
      { onFault: "quarantine" },
    );
    lab.event({ x: 1 });
    const { audit } = lab.platform.statistics();
    expect(audit).toMatchObject({ log: 1, refused: 4, fault: 1, quarantined: 1, restarted: 0 });
    expect(lab.platform.auditLog).toHaveLength(4);
  });
});

describe("close", () => {
  const program = programFromSource(
    "echo",
    `import { defineProgram } from "cordon/unit";
     export default defineProgram((unit) => {
       unit.log("started");
       unit.subscribe({ part: "x", present: true }, ({ x }) => unit.log(String(x)));
     });`,
  );

  /** A platform of isolates that shows its cells. */
  function open(): { readonly platform: Platform; readonly cells: readonly Cell[] } {
    const cells: Cell[] = [];
    const platform = new PlatformOfCells({ placement: "unit" }, (options, onCatastrophe) => {
      const cell = new IsolateCell(options, onCatastrophe);
      cells.push(cell);
      return cell;
    });
    platform.addProgram(program);
    platform.deploy({ program: "echo", name: "alpha" });
    platform.deploy({ program: "echo", name: "beta" });
    return { platform, cells };
  }

  const { platform, cells } = open();
  const seen: unknown[] = [];
  const unsubscribe = platform.subscribe({ part: "x", present: true }, (event) =>
    seen.push(event["x"]),
  );
  platform.publish([{ name: "x", data: 1 }], 1);
  const memory = cells.map((cell) => cell.heapBytes());
  const statistics = platform.statistics();
  platform.close();

  afterAll(() => platform.close());

  test("runs what is left first", () => {
    expect(seen).toEqual([1]);
    const lines = platform.auditLog.map((it) => (it.kind === "log" ? it.text : it.kind));
    expect(lines).toEqual(["started", "started", "1", "1"]);
  });

  test("disposes of all isolates", () => {
    expect(memory).toHaveLength(2);
    for (const bytes of memory) expect(bytes).toBeGreaterThan(1_000_000);
    for (const { heapBytes } of statistics.cells) expect(heapBytes).toBeGreaterThan(1_000_000);
    for (const cell of cells) {
      expect(cell.heapBytes()).toBe(0);
      expect(() => cell.run("[]", 1_000)).toThrow(/CELL_LOST.*disposed/);
    }
  });

  test.each<readonly [string, () => unknown]>([
    ["createTag", () => platform.createTag("t")],
    ["addProgram", () => platform.addProgram(program)],
    ["deploy", () => platform.deploy({ program: "echo", name: "gamma" })],
    ["stop", () => platform.stop("alpha")],
    ["publish", () => platform.publish([{ name: "x", data: 2 }], 2)],
    ["publish of nothing", () => platform.publish([], 2)],
    ["subscribe", () => platform.subscribe({ part: "x", present: true }, () => {})],
    ["settle", () => platform.settle()],
    ["statistics", () => platform.statistics()],
  ])("PLATFORM_CLOSED for %s afterwards", (_call, call) => {
    const refused = refusal(call);
    expect(refused.code).toBe("PLATFORM_CLOSED");
    expect(refused.message).toContain("the platform is closed");
    expect(refused.remedy).toBe("create another with createPlatform");
  });

  test("twice is as once; unsubscribing is granted, and the audit log stays", () => {
    expect(() => platform.close()).not.toThrow();
    expect(() => unsubscribe()).not.toThrow();
    expect(platform.auditLog).toHaveLength(4);
    expect(platform.notifications.listenerCount("record")).toBe(0);
    expect(seen).toEqual([1]);
  });

  test("of a platform without units", () => {
    const empty = createPlatform();
    expect(() => empty.close()).not.toThrow();
    expect(refusal(() => empty.settle()).code).toBe("PLATFORM_CLOSED");
  });
});
