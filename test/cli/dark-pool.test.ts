/** The dark pool as a library: the same everywhere, and searched by those who can find. */

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  type DarkPoolPlacement,
  darkPoolPlacements,
  type PlantedLeak,
} from "../../src/cli/dark-pool/choices.ts";
import { buildDarkPool } from "../../src/cli/dark-pool/dark-pool.ts";
import { LeakSearch } from "../../src/cli/dark-pool/leak-search.ts";
import { describeMarket, symbolsFor } from "../../src/cli/dark-pool/market.ts";
import { type DarkPoolReport, runDarkPool } from "../../src/cli/dark-pool/run.ts";
import { generateFeed, type Tick } from "../../src/cli/feed.ts";

function feedOf(traders: number, ticks: number, seed: number): readonly Tick[] {
  return [...generateFeed({ seed, symbols: symbolsFor(traders), ticks })];
}

/** Everything that happened, and a digest of what honest units published, in order. */
function story(placement: DarkPoolPlacement): { digest: string; orders: number; fills: number } {
  const traders = 3;
  const ticks = feedOf(traders, 120, 11);
  const described = describeMarket(ticks, "generated");
  // Narrower bands than a demo has, for more orders in less time.
  const market = { ...described, volatility: described.volatility / 4 };
  const pool = buildDarkPool({ market, traders, placement, seed: 11 });
  const hash = createHash("sha256");
  let orders = 0;
  let fills = 0;
  pool.platform.subscribe(
    { part: "type", present: true },
    (view, { publisher, time }) => {
      if (publisher === null || pool.hostile.some(({ name }) => name === publisher)) return;
      if (view.type === "order") orders++;
      if (view.type === "trade") fills++;
      hash.update(`${time} ${publisher} ${JSON.stringify(view)}\n`);
    },
    { clearance: "everything" },
  );
  for (const tick of ticks) pool.tick(tick);
  pool.close();
  return { digest: hash.digest("hex"), orders, fills };
}

describe("the same seed", () => {
  test("gives the same orders, fills and prints under every placement", () => {
    const [shared, ...others] = darkPoolPlacements.map(story);
    expect(shared?.orders).toBeGreaterThan(5);
    expect(shared?.fills).toBeGreaterThan(3);
    for (const other of others) expect(other).toEqual(shared);
    // Some forty isolates are made for it.
  }, 120_000);
});

/** What traders ordered and how it filled, at prices that are a power of ten higher or lower. */
function tradedAt(exponent: number): { orders: readonly string[]; filled: readonly string[] } {
  const traders = 6;
  const ticks = feedOf(traders, 700, 5).map((tick) => ({
    ...tick,
    price: Number(`${tick.price}e${exponent}`),
  }));
  const described = describeMarket(ticks, "scaled");
  const market = { ...described, volatility: described.volatility / 4 };
  const pool = buildDarkPool({ market, traders, placement: "shared", seed: 5, hostile: false });
  const bodies = new Map<unknown, Readonly<Record<string, unknown>>>();
  const filled = new Set<string>();
  pool.platform.subscribe(
    { any: ["body", "report"].map((part) => ({ part, present: true })) },
    ({ body }, { parts }) => {
      if (typeof body === "object" && body !== null && "ref" in body)
        bodies.set(body.ref, { ...body });
      for (const { data } of parts) {
        if (typeof data !== "object" || data === null || !("ref" in data)) continue;
        if (!("price" in data)) continue;
        const { side, limit } = bodies.get(data.ref) ?? {};
        filled.add(`${String(side)} ${limit === null ? "peg" : "limit"}`);
      }
    },
    { clearance: "everything" },
  );
  for (const tick of ticks) pool.tick(tick);
  pool.close();
  const orders = [...bodies.values()].map(({ symbol, side, limit, quantity }) => {
    const scaled = limit === null ? "" : (Number(limit) / 10 ** exponent).toPrecision(5);
    return `${String(symbol)} ${String(side)} ${scaled} ${String(quantity)}`;
  });
  return { orders, filled: [...filled].toSorted() };
}

describe("limits follow the price", () => {
  test("a market is the same whatever the magnitude of its prices, below a cent and above millions", () => {
    const usual = tradedAt(0);
    expect(usual.orders.length).toBeGreaterThan(30);
    expect(usual.filled).toEqual(["buy limit", "buy peg", "sell limit", "sell peg"]);
    for (const exponent of [-11, -5, 7]) {
      expect(tradedAt(exponent), `prices times 1e${exponent}`).toEqual(usual);
    }
  }, 60_000);
});

function runWith(plantedLeak: PlantedLeak): Promise<DarkPoolReport> {
  const traders = 6;
  const feed = feedOf(traders, 200, 3);
  return runDarkPool({
    market: describeMarket(feed, "generated"),
    traders,
    placement: "shared",
    seed: 3,
    seconds: 60,
    feed,
    plantedLeak,
  });
}

describe("the search finds", () => {
  test("what an eavesdropper reads that was given clearance by mistake", async () => {
    const { hostile } = await runWith("clearance");
    const leaks = hostile.find(({ name }) => name === "eavesdropper")?.leaks ?? [];
    const kinds = new Set(leaks.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(["body", "match"]));
  });

  test("a forgery that is believed, wherever the price goes", async () => {
    const { hostile } = await runWith("endorsement");
    const leaks = hostile.find(({ name }) => name === "forger")?.leaks ?? [];
    expect(leaks.map(({ where }) => where)).toContain("a tick of the exchange's integrity");
  });

  test("what a confined unit tells, openly and by which parts there are", async () => {
    const { hostile, publicLeaks } = await runWith("declassification");
    const leaks = hostile.find(({ name }) => name === "colluder-receiver")?.leaks ?? [];
    expect(leaks.map(({ kind }) => kind).toSorted()).toEqual(["secret", "secret, spelt"]);
    expect(publicLeaks.map(({ holder }) => holder)).toEqual(["colluder-sender"]);
  });

  test("a secret that comes from the edge, to the public and to every hostile unit that listens", () => {
    const ticks = feedOf(2, 200, 5);
    const market = describeMarket(ticks, "generated");
    const pool = buildDarkPool({ market, traders: 2, placement: "shared", seed: 5 });
    const search = new LeakSearch(pool);
    pool.platform.publish(
      [
        { name: "type", data: "gossip" },
        { name: "body", data: { memo: `${pool.canaries.textOf("trader-2")}-body` } },
      ],
      0,
    );
    pool.platform.settle();
    search.search();
    pool.close();
    const finding = { holder: "trader-2", kind: "body" };
    expect(search.publicLeaks).toEqual([expect.objectContaining(finding)]);
    const leaky = search.results.filter(({ leaked }) => leaked > 0).map(({ name }) => name);
    expect(leaky).toContain("eavesdropper");
  });
});
