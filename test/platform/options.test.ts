/** createPlatform: which options are refused, and what holds where they are left out. */

import { describe, expect, test } from "vitest";
import type { CellOptions } from "../../isolation/cell/cell.ts";
import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import { createPlatform, limits, type PlatformOptions } from "../../src/index.ts";
import { Platform } from "../../src/platform/platform.ts";
import { Lab } from "./lab.ts";
import { refusal } from "./refusal.ts";

describe("PLATFORM_OPTION names the option and what it takes", () => {
  test.each<readonly [string, unknown, string, RegExp]>([
    ["null for options", null, "", /expected object, received null/],
    ["a number for options", 5, "", /expected object, received number/],
    ["a list for options", [], "", /expected object, received array/],
    ["an unknown option", { placment: "unit" }, `"placment"`, /Unrecognized key/],
    ["an unknown placement", { placement: "here" }, "placement", /"shared", "owner", "unit" or/],
    ["null for a placement", { placement: null }, "placement", /\{ group: name \}/],
    ["a group without a name", { placement: {} }, "placement", /\{ group: name \}/],
    ["an empty group", { placement: { group: "" } }, "placement.group", /1 to 64 letters/],
    ["a group of spaces", { placement: { group: "a b" } }, "placement.group", /1 to 64 letters/],
    [
      "an unknown field of a group",
      { placement: { group: "a", x: 1 } },
      "placement",
      /Unrecognized key: "x"/,
    ],
    ["a text for a seed", { seed: "1" }, "seed", /expected number, received string/],
    ["a fraction for a seed", { seed: 1.5 }, "seed", /expected int/],
    ["a negative seed", { seed: -1 }, "seed", />=0/],
    ["a seed that is no exact number", { seed: 2 ** 53 }, "seed", /<=9007199254740991/],
    ["null for cell", { cell: null }, "cell", /expected object, received null/],
    ["an unknown bound", { cell: { memory: 64 } }, "cell", /Unrecognized key: "memory"/],
    ["too little memory", { cell: { memoryMiB: 7 } }, "cell.memoryMiB", />=8/],
    ["too much memory", { cell: { memoryMiB: 65_537 } }, "cell.memoryMiB", /<=65536/],
    ["a fraction for memory", { cell: { memoryMiB: 8.5 } }, "cell.memoryMiB", /expected int/],
    ["a text for memory", { cell: { memoryMiB: "64" } }, "cell.memoryMiB", /received string/],
    ["a text for the watchdog", { watchdog: "no" }, "watchdog", /expected boolean/],
    ["no time", { cell: { crossingMs: 0 } }, "cell.crossingMs", />=1/],
    ["too much time", { cell: { crossingMs: 600_001 } }, "cell.crossingMs", /<=600000/],
    ["NaN for a time", { cell: { crossingMs: NaN } }, "cell.crossingMs", /received NaN/],
    [
      "endless time",
      { cell: { crossingMs: Infinity } },
      "cell.crossingMs",
      /expected (int|number)/,
    ],
  ])("%s", (_what, options, field, right) => {
    const refused = refusal(() => createPlatform(options as PlatformOptions));
    expect(refused.code).toBe("PLATFORM_OPTION");
    expect(refused.message).toContain(field);
    expect(refused.message).toMatch(right);
    expect(refused.remedy).toBe("correct the option; the README lists them");
  });

  test.each<PlatformOptions>([
    {},
    { placement: "shared" },
    { placement: "owner" },
    { placement: "unit" },
    { placement: { group: "a-1_b.c" } },
    { seed: 0 },
    { seed: Number.MAX_SAFE_INTEGER },
    { cell: {} },
    { watchdog: true },
    { watchdog: false },
    { cell: { memoryMiB: 8, crossingMs: 1 } },
    { cell: { memoryMiB: 65_536, crossingMs: 600_000 } },
  ])("granted: %j", (options) => {
    const platform = createPlatform(options);
    expect(platform.statistics().cells).toEqual([]);
    platform.close();
  });
});

describe("defaults", () => {
  /** A platform that notes the bounds of the cells it makes. */
  function bounds(options: PlatformOptions): { made: readonly CellOptions[]; lab: Lab<never> } {
    const made: CellOptions[] = [];
    const lab = new Lab<never>(
      [],
      {},
      () =>
        new Platform(options, (cell) => {
          made.push(cell);
          return new HeapCell();
        }),
    );
    return { made, lab };
  }

  test("what is given as undefined is left out, for the platform and for a deployment", () => {
    const { made, lab } = bounds({ cell: { memoryMiB: 64, crossingMs: undefined } as never });
    lab.program("p", "");
    lab.deploy("p", "a");
    lab.deploy("p", "b", { cell: { memoryMiB: undefined, crossingMs: 7 } as never });
    expect(made).toMatchObject([
      { memoryMiB: 64, crossingMs: limits.crossingMs },
      { memoryMiB: 64, crossingMs: 7 },
    ]);
  });

  test("units of one owner share a cell, a unit without an owner is its own", () => {
    const { lab } = bounds({});
    lab.program("p", "");
    lab.deploy("p", "a1", { owner: "acme" });
    lab.deploy("p", "a2", { owner: "acme" });
    lab.deploy("p", "b");
    const { cells, units } = lab.platform.statistics();
    expect(cells.map(({ key, units }) => [key, units])).toEqual([
      ["owner acme", 2],
      ["owner b", 1],
    ]);
    expect(units.map(({ name, owner }) => [name, owner])).toEqual([
      ["a1", "acme"],
      ["a2", "acme"],
      ["b", "b"],
    ]);
  });

  test("the platform's placement is for units that are deployed without one", () => {
    const { lab } = bounds({ placement: { group: "g" } });
    lab.program("p", "");
    lab.deploy("p", "a");
    lab.deploy("p", "b");
    lab.deploy("p", "c", { placement: "owner" });
    expect(lab.platform.statistics().units.map(({ cell }) => cell)).toEqual([
      "group g",
      "group g",
      "owner c",
    ]);
  });

  test("a cell has the bounds of limits, then the platform's, then those of the unit it is made for", () => {
    const { made, lab } = bounds({ cell: { memoryMiB: 64 } });
    lab.program("p", "");
    lab.deploy("p", "a");
    lab.deploy("p", "b", { cell: { memoryMiB: 32, crossingMs: 500 } });
    lab.deploy("p", "c", { owner: "b", cell: { memoryMiB: 16 } });
    expect(made).toEqual([
      { memoryMiB: 64, crossingMs: limits.crossingMs },
      { memoryMiB: 32, crossingMs: 500 },
    ]);
    const without = bounds({});
    without.lab.unit("a", "");
    expect(without.made).toEqual([
      { memoryMiB: limits.cellMemoryMiB, crossingMs: limits.crossingMs },
    ]);
  });

  test("the same seed gives the same random sequence, another one another, none a new one each time", () => {
    const drawn = (options: PlatformOptions): readonly string[] => {
      const { lab } = bounds(options);
      lab.unit("u", `say(unit.random(), unit.random());`);
      return lab.said("u");
    };
    expect(drawn({ seed: 7 })).toEqual(drawn({ seed: 7 }));
    expect(drawn({ seed: 7 })).not.toEqual(drawn({ seed: 8 }));
    expect(drawn({})).not.toEqual(drawn({}));
    expect(drawn({})).not.toEqual(drawn({ seed: 0 }));
  });
});
