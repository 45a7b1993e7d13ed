/** The demo as a process: what it prints, and how it ends. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { symbolsFor } from "../../src/cli/dark-pool/market.ts";
import { generateFeed } from "../../src/cli/feed.ts";
import { cordon, interrupted, type Outcome, stocks } from "./command-line.ts";

interface Report {
  readonly ticks: number;
  readonly orders: number;
  readonly fills: number;
  readonly prints: number;
  readonly refused: Readonly<Record<string, number>>;
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
    // Of traders that trade both ways some would have traded with themselves.
    expect(Object.keys(report.refused)).toContain("selfTrade");
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
    expect(stdout).toMatch(/refused.*orders that the broker refused/);
    expect(stdout).toMatch(/tick to order/);
    expect(stdout).toMatch(/looper.*stopped its cell/);
    expect(stdout).toMatch(/Nothing leaked/);
    expect(stdout).not.toMatch(/ s left/);
  });

  test("is the same twice with an isolate an owner, and with one for all", async () => {
    const options = ["demo", "--traders", "6", "--ticks", "500", "--seed", "3", "--json"];
    const told: string[] = [];
    for (const placement of ["owner", "owner", "shared"]) {
      // oxlint-disable-next-line no-await-in-loop -- each has both cores to itself
      const { code, stdout } = await cordon(...options, "--placement", placement);
      expect(code).toBe(0);
      const { orders, fills, prints, refused } = parse(stdout);
      expect(orders).toBeGreaterThan(5);
      expect(fills).toBeGreaterThan(1);
      told.push(JSON.stringify({ orders, fills, prints, refused }));
    }
    expect(new Set(told).size, told.join()).toBe(1);
  }, 90_000);

  test("prices below a cent are traded on as others are", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cordon-feed-"));
    try {
      const traders = 10;
      const ticks = [...generateFeed({ seed: 7, symbols: symbolsFor(traders), ticks: 800 })];
      const markets = { "usual.csv": 0, "small.csv": -5 };
      const running = Object.entries(markets).map(async ([name, exponent]) => {
        const rows = ticks.map(
          ({ symbol, price, time }) =>
            `${symbol},${new Date(time).toISOString()},${price}e${exponent}`,
        );
        const file = join(folder, name);
        await writeFile(file, ["symbol,date,price", ...rows].join("\n"));
        const outcome = await cordon("demo", "--feed", file, "--traders", `${traders}`, "--json");
        expect(outcome.code).toBe(0);
        return parse(outcome.stdout);
      });
      const told = await Promise.all(running);
      const [usual, small] = told.map(({ orders, fills, prints }) => ({ orders, fills, prints }));
      expect(small?.fills).toBeGreaterThan(5);
      expect(small).toEqual(usual);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  test("the venue chooses what becomes of self-trades", async () => {
    const options = ["demo", "--traders", "10", "--ticks", "400", "--seed", "7", "--json"];
    const allowed = await cordon(...options, "--self-trade", "allow");
    expect(allowed.code).toBe(0);
    const report = parse(allowed.stdout);
    expect(report.fills).toBeGreaterThan(10);
    expect(Object.keys(report.refused)).not.toContain("selfTrade");
    const wrong = await cordon(...options, "--self-trade", "never");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/--self-trade \\"never.*cancelNewest/);
  }, 60_000);

  test("a leak ends it with 1, after the report", async () => {
    const { code, stdout, stderr } = await cordon(
      ...["demo", "--traders", "10", "--ticks", "300", "--plant-leak", "clearance", "--json"],
    );
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({
      code: "DEMO_LEAK",
      message: expect.stringMatching(/^DEMO_LEAK: \d+ secrets/),
    });
    expect(parse(stdout).leaked).toBeGreaterThan(0);
  });
});

test("Ctrl-C: the report so far, and 130", async () => {
  const args = ["demo", "--traders", "20", "--seconds", "60"];
  const { code, stdout } = await interrupted(/ ticks, /, ...args);
  expect(code).toBe(130);
  expect(stdout).toMatch(/^Dark pool: .*\nInterrupted: this is the report so far\n/);
  expect(stdout).toContain("Nothing leaked");
}, 60_000);

test("percentiles are shown with their samples, and only where there are enough", async () => {
  const { stdout } = await cordon("demo", "--traders", "20", "--ticks", "300", "--seed", "7");
  const row = (name: string): readonly string[] =>
    (stdout.split("\n").find((line) => line.includes(name)) ?? "")
      .split("\u2502")
      .map((cell) => cell.trim())
      .slice(2, -1);
  const [samples = "", half, , p99, p999] = row("tick to order");
  expect(Number(samples)).toBeGreaterThan(5);
  expect(Number(samples)).toBeLessThan(100);
  expect(half).toMatch(/ [mµ]s$/);
  expect([p99, p999]).toEqual(["too few", "too few"]);
}, 60_000);
