/** The demo as a process: what it prints, and how it ends. */

import { beforeAll, describe, expect, test } from "vitest";
import { cordon, type Outcome, stocks } from "./command-line.ts";

interface Report {
  readonly ticks: number;
  readonly orders: number;
  readonly fills: number;
  readonly prints: number;
  readonly leaked: number;
  readonly latencyNs: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly hostile: readonly {
    readonly name: string;
    readonly attempts: number;
    readonly searched: number;
    readonly leaked: number;
  }[];
}

function parse(stdout: string): Report {
  expect(stdout.trimEnd().split("\n"), "one line of JSON").toHaveLength(1);
  return JSON.parse(stdout) as Report;
}

describe("cordon demo --json", () => {
  let outcome: Outcome;
  let report: Report;

  beforeAll(async () => {
    outcome = await cordon(
      ...["demo", "--traders", "20", "--ticks", "800", "--seed", "7", "--json"],
    );
    report = parse(outcome.stdout);
  }, 60_000);

  test("prints one object with everything that was measured, and nothing else", () => {
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(report).toMatchObject({
      ticks: 800,
      traders: 20,
      seed: 7,
      placement: "shared",
      leaked: 0,
      publicLeaks: [],
      deliveries: expect.any(Number),
      deliveriesPerSecond: expect.any(Number),
      rssBytes: expect.any(Number),
      cells: expect.any(Number),
      seconds: expect.any(Number),
      machine: { cores: expect.any(Number), node: process.version },
    });
    expect(report.orders).toBeGreaterThan(20);
    expect(report.fills).toBeGreaterThan(10);
    expect(report.prints).toBe(report.fills);
  });

  test.each(["tickToOrder", "tickToTrade"])("%s is in ns, by percentiles", (name) => {
    const { p50 = 0, p70 = 0, p99 = 0, p999 = 0, max = 0 } = report.latencyNs[name] ?? {};
    const percentiles = [p50, p70, p99, p999, max];
    expect(percentiles).toEqual(percentiles.toSorted((a, b) => a - b));
    expect(p50).toBeGreaterThan(1_000);
    expect(max).toBeLessThan(60e9);
  });

  test("every hostile unit tries something and gets nothing", () => {
    expect(report.hostile.map(({ name }) => name)).toEqual([
      "eavesdropper",
      "forger",
      "colluder-sender",
      "colluder-receiver",
      "prober",
      "looper",
      "flooder",
      "thrower",
    ]);
    for (const { name, attempts, leaked, searched } of report.hostile) {
      expect(attempts, name).toBeGreaterThan(0);
      expect(leaked, name).toBe(0);
      // The looper's cell is lost with all that it said.
      if (name !== "looper") expect(searched, name).toBeGreaterThan(0);
    }
  });
});

describe("cordon demo", () => {
  test("real prices, a month apart, are traded on", async () => {
    const { code, stdout } = await cordon("demo", "--feed", stocks, "--traders", "8", "--json");
    expect(code).toBe(0);
    const { ticks, orders, fills } = parse(stdout);
    expect(ticks).toBe(560);
    expect(orders).toBeGreaterThan(20);
    expect(fills).toBeGreaterThan(5);
  });

  test("the table names every hostile unit, and progress stays off standard output", async () => {
    const { code, stdout } = await cordon("demo", "--traders", "4", "--ticks", "100");
    expect(code).toBe(0);
    expect(stdout).toMatch(/tick to order/);
    expect(stdout).toMatch(/looper.*stopped its cell/);
    expect(stdout).toMatch(/Nothing leaked/);
    expect(stdout).not.toMatch(/ s left/);
  });

  test("a leak ends it with 1, after the report", async () => {
    const { code, stdout, stderr } = await cordon(
      ...["demo", "--traders", "10", "--ticks", "300", "--plant-leak", "clearance", "--json"],
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error DEMO_LEAK: \d+ secrets/);
    expect(parse(stdout).leaked).toBeGreaterThan(0);
  });
});
