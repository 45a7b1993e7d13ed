import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateFeed, readFeed, type Tick } from "../../src/cli/feed.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-feed-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(...lines: readonly string[]): Promise<readonly Tick[]> {
  const file = join(folder, "feed.csv");
  await writeFile(file, lines.join("\n"));
  return readFeed(file);
}

const header = "symbol,date,price";

describe("reading a feed", () => {
  test("the stocks of vega-datasets are read and sorted by time", async () => {
    const ticks = await readFeed("node_modules/vega-datasets/data/stocks.csv");
    expect(ticks).toHaveLength(560);
    expect(ticks[0]).toEqual({ symbol: "MSFT", price: 39.81, time: Date.UTC(2000, 0, 1) });
    expect(ticks.at(-1)).toEqual({ symbol: "AAPL", price: 223.02, time: Date.UTC(2010, 2, 1) });
    const times = ticks.map(({ time }) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("columns come in any order and case, among others", async () => {
    const ticks = await read("Volume,PRICE,Timestamp, Symbol ", "7,12.5,1000000000,AAA");
    expect(ticks).toEqual([{ symbol: "AAA", price: 12.5, time: 1_000_000_000_000 }]);
  });

  test("ticks of the same time stay in the order of the file", async () => {
    const ticks = await read(header, "B,2000-01-02,1", "C,2000-01-01,2", "A,2000-01-02,3");
    expect(ticks.map(({ symbol }) => symbol)).toEqual(["C", "B", "A"]);
  });

  test("a byte order mark, blank lines, quotes and carriage returns are no part of the data", async () => {
    const ticks = await read(`\uFEFF${header}\r`, "\r", '"A, B","Jan 1, 2000",1\r', "");
    expect(ticks).toEqual([{ symbol: "A, B", price: 1, time: Date.UTC(2000, 0, 1) }]);
  });

  const times: readonly (readonly [string, number])[] = [
    ["Jan 1 2000", Date.UTC(2000, 0, 1)],
    ["January 31, 2000 09:30", Date.UTC(2000, 0, 31, 9, 30)],
    ["29 Feb 2000", Date.UTC(2000, 1, 29)],
    ["2000-12-31", Date.UTC(2000, 11, 31)],
    ["2000/12/31 23:59:59", Date.UTC(2000, 11, 31, 23, 59, 59)],
    ["2026-01-05T14:30:00.250Z", Date.UTC(2026, 0, 5, 14, 30, 0, 250)],
    ["2026-01-05T14:30+02:00", Date.UTC(2026, 0, 5, 12, 30)],
    ["2026-01-05 14:30:00 -0530", Date.UTC(2026, 0, 5, 20, 0)],
    ["946684800", Date.UTC(2000, 0, 1)],
    ["946684800.5", Date.UTC(2000, 0, 1) + 500],
    ["946684800123", Date.UTC(2000, 0, 1) + 123],
  ];
  test.each(times)("%s is a time", async (text, time) => {
    expect(await read(header, `A,"${text}",1`)).toEqual([{ symbol: "A", price: 1, time }]);
  });

  const notTimes = [
    "",
    "soon",
    "Feb 30 2000",
    "2001-02-29",
    "2000-13-01",
    "Foo 1 2000",
    "1/2/2000",
  ];
  test.each([...notTimes, "2000-01-01T24:00", "-5", "2000-1-32"])("%j is no time", async (text) => {
    await expect(read(header, "A,2000-01-01,1", `B,"${text}",1`)).rejects.toMatchObject({
      code: "FEED_LINE",
      message: expect.stringContaining("line 3"),
    });
  });

  test.each(["", "0", "-1", "abc", "NaN", "Infinity", "0x10", "1,5", "1e999", "1e-999"])(
    "%j is no price",
    async (text) => {
      await expect(read(header, `A,2000-01-01,"${text}"`)).rejects.toMatchObject({
        code: "FEED_LINE",
        message: expect.stringContaining("line 2"),
      });
    },
  );

  test("a malformed row is named by its line in the file", async () => {
    await expect(read(header, "", "A,2000-01-01,1", "", "B,2000-01-01")).rejects.toMatchObject({
      code: "FEED_LINE",
      message: expect.stringMatching(/line 5: 2 fields, where the header has 3/),
    });
    await expect(read(header, "A,2000-01-01,1,2")).rejects.toMatchObject({ code: "FEED_LINE" });
    await expect(read(header, '"A\nA",2000-01-01,1', ",2000-01-01,1")).rejects.toMatchObject({
      message: expect.stringMatching(/line 4: the symbol is empty/),
    });
    await expect(read(header, 'A,"2000-01-01,1')).rejects.toMatchObject({ code: "FEED_LINE" });
  });

  test.each([
    ["date,price", "symbol"],
    ["symbol,price", "date, time or timestamp"],
    ["symbol,date", "price"],
    ["", "symbol"],
  ])("the header %j lacks %s", async (line, column) => {
    await expect(read(line, "1,2")).rejects.toMatchObject({
      code: "FEED_HEADER",
      message: expect.stringContaining(column),
    });
  });

  test("a feed without ticks, or without a file, is refused", async () => {
    await expect(read(header)).rejects.toMatchObject({ code: "FEED_LINE" });
    await expect(readFeed(join(folder, "missing.csv"))).rejects.toMatchObject({
      code: "FEED_FILE",
    });
    await expect(readFeed(folder)).rejects.toMatchObject({ code: "FEED_FILE" });
  });
});

describe("generating a feed", () => {
  test("the same seed gives the same feed, as often as it is iterated; another seed another", () => {
    const options = { seed: 42, symbols: ["A", "B", "C"], ticks: 200 };
    const feed = generateFeed(options);
    expect([...feed]).toEqual([...feed]);
    expect([...feed]).toEqual([...generateFeed(options)]);
    expect([...feed]).not.toEqual([...generateFeed({ ...options, seed: 43 })]);
  });

  test("ticks are as many as asked for, with known symbols, whole cents and growing times", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 7 }), (seed, count) => {
        const symbols = Array.from({ length: count }, (_, i) => `S${i}`);
        const ticks = [...generateFeed({ seed, symbols, ticks: 300 })];
        expect(ticks).toHaveLength(300);
        let last = 0;
        for (const { symbol, price, time } of ticks) {
          expect(symbols).toContain(symbol);
          expect(price).toBeGreaterThan(0);
          expect(Math.round(price * 100) / 100).toBe(price);
          expect(time).toBeGreaterThan(last);
          last = time;
        }
      }),
      { numRuns: 30 },
    );
  });

  test("the ratio of a pair leaves a band of 0.4 % around its mean and comes back, again and again", () => {
    const prices = new Map<string, number>();
    let mean = NaN;
    let inside = true;
    let excursions = 0;
    for (const { symbol, price } of generateFeed({ seed: 5, symbols: ["A", "B"], ticks: 20_000 })) {
      prices.set(symbol, price);
      const ratio = (prices.get("A") ?? NaN) / (prices.get("B") ?? NaN);
      if (Number.isNaN(ratio)) continue;
      if (Number.isNaN(mean)) mean = ratio;
      const deviation = Math.abs(ratio / mean - 1);
      mean += (ratio - mean) / 64;
      if (inside && deviation > 0.004) excursions++;
      if (deviation > 0.004) inside = false;
      else if (deviation < 0.002) inside = true;
    }
    expect(excursions).toBeGreaterThan(100);
    expect(excursions).toBeLessThan(1_000);
  });

  test("without symbols there are no ticks", () => {
    expect([...generateFeed({ seed: 1, symbols: [], ticks: 5 })]).toEqual([]);
  });
});
