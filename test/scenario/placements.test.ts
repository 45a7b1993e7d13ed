import { describe, expect, test } from "vitest";
import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import { createPlatform, type Deployment, type Placement } from "../../src/index.ts";
import { Platform } from "../../src/platform/platform.ts";
import { programs } from "./programs.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

interface Way {
  readonly name: string;
  readonly create: () => Platform;
  readonly place: (deployment: Deployment, index: number) => Placement;
}

const isolates = (): Platform => createPlatform({ seed: 1, cell: { memoryMiB: 64 } });

const ways: readonly Way[] = [
  {
    name: "without isolation",
    create: () => new Platform({ seed: 1 }, () => new HeapCell()),
    place: () => "shared",
  },
  {
    name: "without isolation, a cell each",
    create: () => new Platform({ seed: 1 }, () => new HeapCell()),
    place: () => "unit",
  },
  { name: "shared", create: isolates, place: () => "shared" },
  { name: "owner", create: isolates, place: () => "owner" },
  { name: "unit", create: isolates, place: () => "unit" },
  { name: "groups", create: isolates, place: (_, index) => ({ group: `g${index % 2}` }) },
];

/** What each unit logged, in its order, and what the edge saw, in its order. */
function trace(scenario: Scenario, way: Way): Readonly<Record<string, readonly string[]>> {
  const platform = way.create();
  const lines: Record<string, string[]> = {};
  const note = (who: string, what: string): void => {
    (lines[who] ??= []).push(what);
  };
  for (const program of programs) platform.addProgram(program);
  const tags = Object.fromEntries(scenario.tags.map((name) => [name, platform.createTag(name)]));
  platform.notifications.on("log", ({ unit, text }) => note(unit.name, text));
  platform.notifications.on("fault", ({ unit, message }) => note(unit.name, `fault ${message}`));
  platform.notifications.on("quarantined", ({ unit }) => note(unit.name, "quarantined"));
  platform.notifications.on("restarted", ({ unit }) => note(unit.name, "restarted"));
  platform.notifications.on("violation", ({ problem }) => note("violation", problem));
  platform.notifications.on("cellLost", ({ problem }) => note("cellLost", problem));
  const everything = {
    any: [
      { part: "type", present: true },
      { part: "key", present: true },
    ],
  } as const;
  platform.subscribe(
    everything,
    (event, { time, publisher }) => {
      note(
        "edge",
        `${publisher} ${time} ${JSON.stringify(event, (_, v) => (typeof v === "bigint" ? `${v}n` : v))}`,
      );
    },
    { clearance: "everything" },
  );
  platform.subscribe(everything, (event, { publisher }) => {
    note("public edge", `${publisher} ${Object.keys(event).join()}`);
  });
  for (const [index, deployment] of scenario.units(tags).entries()) {
    platform.deploy({ ...deployment, placement: way.place(deployment, index) });
  }
  let time = 0;
  for (const batch of scenario.events(tags)) {
    for (const event of batch) platform.publish(event, time++);
    platform.settle();
  }
  platform.close();
  return lines;
}

describe("the same happens under every placement", () => {
  describe.each(scenarios)("$name", (scenario) => {
    const [first, ...others] = ways;
    const expected = first === undefined ? {} : trace(scenario, first);

    test("and something happens at all", () => {
      expect(Object.keys(expected).length).toBeGreaterThan(1);
      expect(expected).not.toHaveProperty("violation");
      expect(expected).not.toHaveProperty("cellLost");
    });

    test.each(others)("$name", (way) => {
      expect(trace(scenario, way)).toEqual(expected);
    });
  });
});
