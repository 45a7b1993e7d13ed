/** The README tells of the results that are in the repository, and no more than they say. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { boundsOf } from "../../bench/all/bounds.ts";
import { charts } from "../../bench/all/charts.ts";
import { readmeFile, readResults, resultsFolder } from "../../bench/all/files.ts";
import { fullPlans } from "../../bench/all/plans.ts";
import type {
  CryptoResults,
  DarkPoolResults,
  DispatchResult,
  MeasuredSet,
  Results,
} from "../../bench/all/results.ts";
import { resultsSection, sectionOf, withSection } from "../../bench/all/section.ts";
import { primitiveNames } from "../../bench/crypto/primitives.ts";
import type { CostResult } from "../../bench/crypto/measure.ts";
import type { ModeResult, Ratio } from "../../bench/dark-pool/measure.ts";
import type { Mode } from "../../bench/dark-pool/modes.ts";

const notMeasured = "Not measured yet: `npm run bench:all` measures, and writes this section.\n";

test("the README's results are what is made of bench/results (npm run bench -- all --draw)", async () => {
  const measured = existsSync(join(resultsFolder, "dark-pool.json"));
  const section = measured ? resultsSection(await readResults(resultsFolder)) : notMeasured;
  expect(sectionOf(await readFile(readmeFile, "utf8"))).toBe(section);
});

test("nothing but the section is replaced", () => {
  const readme = "before\n<!-- results -->\nold\n<!-- /results -->\nafter\n";
  expect(withSection(readme, "costs $& more\n")).toBe(readme.replace("old", () => "costs $& more"));
  expect(() => sectionOf("before\n<!-- /results -->\n")).toThrow("has no section");
});

/** A result that misses bounds by less than two digits show. */
function result(mode: Mode, traders: number): ModeResult {
  const percentiles = { p50: 1, p70: 50_001, p99: 60_000, p999: 60_000, max: 60_000, count: 9 };
  const latencyNs = { tickToOrder: percentiles, tickToTrade: percentiles };
  const load = { rate: 1_000, achieved: 1_000, saturated: false, latencyNs };
  return {
    mode,
    traders,
    eventsPerSecond: 20_000,
    deliveriesPerSecond: 3_999_999,
    spread: [19_000, 21_000],
    latencyNs,
    atHalfSaturation: load,
    atCommonRate: load,
    rssBytesPerTrader: 16 * 1_024 + 1,
    setUpMsPerUnit: 0.5,
    resultHash: "0123456789abcdef",
    orders: 9,
    trades: 4,
  };
}

function sample(): DarkPoolResults {
  const plans = fullPlans(5);
  const nothing = { results: [], ratios: [], note: null };
  const { modes, traders } = plans.inProcess;
  const ratios = traders.map((count): Ratio => ({
    traders: count,
    mode: "labels-freeze-isolation",
    over: "no-security",
    throughput: 0.899_99,
    latencyP70: 1,
  }));
  const inProcess: MeasuredSet = {
    plan: plans.inProcess,
    results: traders.flatMap((count) => modes.map((mode) => result(mode, count))),
    ratios,
    note: null,
  };
  return {
    date: "2026-01-02T03:04:05.000Z",
    machine: { cpu: "a CPU", cores: 2, memoryMiB: 8_192, system: "linux x64", node: "v26" },
    versions: { node: "v26", v8: "14", isolatedVm: "7" },
    seed: 7,
    seconds: 5,
    sets: {
      inProcess,
      contenders: { plan: plans.contenders, ...nothing },
      owners: { plan: plans.owners, ...nothing, note: "No room for owners." },
      crowded: { plan: plans.crowded, ...nothing },
    },
    cells: [],
  };
}

/** Of encrypted streams; misses its bounds by less than two digits show. */
function cryptoSample(): CryptoResults {
  const costs = (["agg1", "agg2", "agg3"] as const).flatMap((name) =>
    [10, 100].map((window): CostResult => ({
      name,
      params: { window, range: [0, 255], tableMs: name === "agg2" ? null : 2.5 },
      ownerMs: 1.5 * window,
      cloudMs: 2 * window,
      userMs: 5,
      bytes: { sealed: 1_000 * window, transformed: 1_189 },
      ratioToPrimitives: { owner: 1.1, cloud: 1.2, user: 1.3 },
    })),
  );
  const shares = { ownerShare: 0.5, cloudShare: 0.2, userShare: 0.3 };
  return {
    date: "2026-01-03T03:04:05.000Z",
    machine: { cpu: "a CPU", cores: 2, memoryMiB: 8_192, system: "linux x64", node: "v26" },
    seconds: 5,
    primitivesMs: Object.fromEntries(
      primitiveNames.map((name) => [name, 1]),
    ) as CryptoResults["primitivesMs"],
    schemes: costs,
    rates: {
      perEpochMap: {
        ...{ attributes: 5, batch: 256, tuplesPerSecond: 49_999, spread: [40_000, 60_000] },
        ...shares,
      },
    },
    workers: { one: 100, two: 169.9, ratio: 1.699, spread: [1.6, 1.8] },
  };
}

function resultsOf(darkPool: DarkPoolResults, dispatch: Partial<Results["dispatch"]>): Results {
  const { machine } = darkPool;
  const none = { machine, results: [], note: null };
  return { darkPool, dispatch: { ...none, ...dispatch }, crypto: cryptoSample() };
}

describe("bounds", () => {
  const match = (subscriptions: string, nsPerOperation: number): DispatchResult => ({
    name: "match",
    variant: `${subscriptions} subscriptions, 4 deliveries of one value`,
    nsPerOperation,
    marginPercent: 1,
    samples: 9,
  });
  const results = [match("100", 100), match("1,000,000", 120.1)];
  const bounds = boundsOf(resultsOf(sample(), { results }));
  const shown = (met: boolean | null): readonly string[] =>
    bounds.filter((it) => it.met === met).map((it) => it.shown);

  test("are never rounded in our favour", () => {
    expect(shown(false)).toEqual([
      ...["0.899", "3.99 million", "50.01 µs", "16.01 KiB", "1.21"],
      ...["49,999", "1.69"],
    ]);
    expect(shown(true)).toEqual(["0.899"]);
  });

  test("that were not measured are neither met nor missed", () => {
    expect(shown(null)).toEqual([
      "not measured",
      "not measured",
      "not measured",
      "not measured; p70 with ticks one by one not measured",
      "not measured",
    ]);
  });
});

test("the section tells what was left out, and of modes that came to something else", () => {
  const darkPool = sample();
  const results = resultsOf(darkPool, { note: "there is no command that measures it" });
  const section = resultsSection(results);
  expect(section).toContain("No room for owners.");
  expect(section).toContain("Not measured: there is no command that measures it.");
  expect(section).toContain("all modes led to the same orders and trades");
  const { inProcess } = darkPool.sets;
  const others = inProcess.results.map((it, i) => (i === 0 ? { ...it, resultHash: "other" } : it));
  const sets = { ...darkPool.sets, inProcess: { ...inProcess, results: others } };
  expect(resultsSection({ ...results, darkPool: { ...darkPool, sets } })).toContain(
    "NOT all modes led to the same orders and trades with 200 traders in the calm market",
  );
});

test("the section has windows by each method, and what misses a bound", () => {
  const section = resultsSection(resultsOf(sample(), {}));
  expect(section).toContain(
    "| agg1 | 100 | 150.00 | 200.00 | 5.00 | 1.10, 1.20, 1.30 | 100,000, 1,189 | 2.50 |",
  );
  expect(section).toContain(
    "| agg2 | 10 | 15.00 | 20.00 | 5.00 | 1.10, 1.20, 1.30 | 10,000, 1,189 | – |",
  );
  expect(section).toContain("| at least 50,000 | 49,999 | no |");
  expect(section).toContain("| at least 1.7 | 1.69 | no |");
});

test("charts are the same for the same results", () => {
  const drawn = charts(resultsOf(sample(), {}));
  expect(Object.keys(drawn)).toEqual([
    "throughput.svg",
    "latency.svg",
    "memory.svg",
    "contenders.svg",
    "windows.svg",
  ]);
  expect(charts(resultsOf(sample(), {}))).toEqual(drawn);
  expect(drawn["throughput.svg"]).toContain("thousand ticks a second");
  expect(drawn["windows.svg"]).toContain("cloud: tuples of a window");
});
