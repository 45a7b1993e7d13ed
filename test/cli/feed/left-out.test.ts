/** What a demo leaves out of a feed is counted and said. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeMarket, unwatched } from "../../../src/cli/dark-pool/market.ts";
import { cordon, cordonWith } from "../command-line.ts";
import { makeScratch, type Scratch } from "./read.ts";

let scratch: Scratch;
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => scratch.remove());

const long = "L".repeat(33);

describe("describing a market", () => {
  const ticks = ["A", "B", long, "C", long, "D", "E".repeat(32)].map((symbol, i) => ({
    symbol,
    price: symbol === long ? 1_000 : 10,
    time: i * 1_000,
  }));

  test("symbols that the exchange does not take are in no pair, and are counted with their ticks", () => {
    const { pairs, leftOut, highestPrice } = describeMarket(ticks, "feed.csv");
    expect(leftOut).toEqual({ symbols: 1, ticks: 2, names: [long] });
    expect(pairs.flat()).not.toContain(long);
    expect(pairs.flat()).toContain("E".repeat(32));
    expect(highestPrice).toBe(10);
  });

  test("symbols that no trader compares are named", () => {
    const market = describeMarket(ticks, "feed.csv");
    expect(unwatched(market, 1)).toEqual(["C", "D", "E".repeat(32)]);
    expect(unwatched(market, 100)).toEqual([]);
  });

  test("a feed with fewer than two symbols that the exchange takes is refused", () => {
    expect(() =>
      describeMarket(
        ticks.filter(({ symbol }) => ["A", long].includes(symbol)),
        "x",
      ),
    ).toThrow(/FEED_SYMBOLS/);
  });
});

describe("cordon demo --feed", () => {
  const header = "symbol,date,price";
  const rows = Array.from(
    { length: 60 },
    (_, i) =>
      `${["A", "B", "C", "D", long][i % 5]},2024-01-${String(1 + (i % 30)).padStart(2, "0")},${10 + (i % 7)}`,
  );

  test("says in its report what it left out and what it recognised", async () => {
    const file = join(scratch.folder, "prices.csv");
    await writeFile(file, [header, ...rows].join("\n"));
    const args = ["demo", "--feed", file, "--traders", "1"];
    const [json, table] = await Promise.all([cordon(...args, "--json"), cordon(...args)]);
    expect(json.code).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ticks: 60,
      symbols: 4,
      leftOut: { symbols: 1, ticks: 12, names: [long] },
      unwatchedSymbols: 2,
      notes: [expect.stringContaining("were sorted")],
      droppedHops: 0,
    });
    expect(table.stdout).toMatch(/Left out: 12 ticks of 1 symbols that are too long/);
    expect(table.stdout).toMatch(/2 symbols are compared by no trader/);
    expect(table.stdout).toMatch(/Feed: .*were sorted/);
  });

  test("reads standard input, and layouts as run does", async () => {
    const input = ["Datum;AA;BB", "02.01.2024;1,5;2", "03.01.2024;1,6;"].join("\n");
    const { code, stdout } = await cordonWith(input, [
      ...["demo", "--feed", "-", "--traders", "1", "--json", "--decimal", ","],
      ...["--columns", "time=Datum,price=*", "--time-format", "dd.mm.yyyy"],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ticks: 3,
      symbols: 2,
      notes: ["each of 2 columns is a symbol", "1 empty cells of the feed are no ticks"],
    });
  });
});
