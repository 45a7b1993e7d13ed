/** Layouts: a header that is clear is read without options; one that is not is refused, never guessed. */

import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadFeed } from "../../../src/cli/feed/open.ts";
import { type FeedLayout } from "../../../src/cli/feed/ticks.ts";
import { parseZone } from "../../../src/cli/feed/zone.ts";
import { cordon } from "../command-line.ts";
import { makeScratch, type Scratch } from "./read.ts";

let scratch: Scratch;
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => scratch.remove());

const files = join("test", "feed", "files");
const [jan2, jan3, jan4] = [2, 3, 4].map((day) => Date.UTC(2024, 0, day)) as [
  number,
  number,
  number,
];
const nineThirty = Date.UTC(2024, 0, 2, 9, 30);
const minute = 60_000;

type Rows = readonly (readonly [symbol: string, price: number, time: number])[];

const plain: Rows = [
  ["AAPL", 185.64, jan2],
  ["MSFT", 370.87, jan2],
  ["AAPL", 184.25, jan3],
  ["MSFT", 370.6, jan3],
];

const examples: readonly (readonly [file: string, rows: Rows, notes?: readonly string[]])[] = [
  ["plain.csv", plain],
  ["plain.csv.gz", plain],
  ["utf16le.csv", plain],
  ["utf16be.csv", plain],
  ["bom-crlf.csv", plain],
  ["cr.csv", plain],
  [
    "bars.csv",
    [
      ["bars", 185.64, jan2],
      ["bars", 184.25, jan3],
    ],
    ["the symbol of all rows is bars"],
  ],
  [
    "AAPL.csv",
    [
      ["AAPL", 185.639_999, jan2],
      ["AAPL", 184.25, jan3],
    ],
    [
      "the symbol of all rows is AAPL",
      "prices are those of the column Close; Adj Close is not read",
    ],
  ],
  [
    "ticker-datetime.csv",
    [
      ["AAPL", 187.03, nineThirty + 300 * minute],
      ["MSFT", 373.7, nineThirty + 301 * minute],
    ],
  ],
  [
    "ticker-date-time.tsv",
    [
      ["EURUSD", 1.1035, nineThirty],
      ["EURUSD", 1.1031, nineThirty + minute],
    ],
  ],
  [
    "wide.csv",
    [
      ["AAPL", 185.64, jan2],
      ["MSFT", 370.87, jan2],
      ["BRK.B", 362.46, jan2],
      ["AAPL", 184.25, jan3],
      ["BRK.B", 360.3, jan3],
      ["AAPL", 181.91, jan4],
      ["MSFT", 367.94, jan4],
    ],
    ["each of 3 columns is a symbol"],
  ],
  [
    "semicolon.csv",
    [
      ["SAP", 139.12, jan2],
      ["SIE", 167.3, jan2],
    ],
  ],
  [
    "pipe.txt",
    [
      ["BTC-USD", 45_123.5, nineThirty + 123],
      ["ETH-USD", 2_380.25, nineThirty + 124],
    ],
  ],
  [
    "date-time.csv",
    [
      ["AAPL", 187.15, nineThirty],
      ["AAPL", 187.2, nineThirty + 1_500],
    ],
  ],
  [
    "compact-dates.csv",
    [
      ["AAPL", 185.64, jan2],
      ["AAPL", 184.25, jan3],
    ],
  ],
  [
    "month-names.csv",
    [
      ["A", 1, jan2],
      ["B", 2, jan3],
    ],
    ["were sorted"],
  ],
];

describe("a file of each layout is read without options", () => {
  test.each(examples.map(([file, rows, said = []]) => [file, rows, said] as const))(
    "%s",
    async (file, rows, said) => {
      const { table, notes } = await loadFeed(join(files, file), {});
      expect([...table].map(({ symbol, price, time }) => [symbol, price, time])).toEqual(rows);
      expect(notes).toEqual(said.map((text) => expect.stringContaining(text)));
    },
  );

  test("cordon run says in its summary what it recognised, and how many cells were empty", async () => {
    const { code, stdout, stderr } = await cordon(
      ...["run", "examples/first-unit/first.ts", "--feed", join(files, "wide.csv"), "--json"],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      kind: "summary",
      events: 7,
      emptyCells: 2,
      notes: ["each of 3 columns is a symbol"],
    });
  });
});

const row = "A,2024-01-02,1";

/** Header and rows, the options, and what comes of it: ticks or a code. */
type Case = readonly [name: string, text: string, layout: FeedLayout, outcome: Rows | string];

const cases: readonly Case[] = [
  ["a name twice", `symbol,date,price,Price\n${row},2`, {}, "FEED_COLUMNS"],
  ["two prices", `symbol,date,price,close\n${row},2`, {}, "FEED_COLUMNS"],
  ["last and close", `symbol,date,last,close\n${row},2`, {}, "FEED_COLUMNS"],
  ["two symbols", `symbol,date,price,ticker\n${row},B`, {}, "FEED_COLUMNS"],
  ["two times", `symbol,date,price,timestamp\n${row},2024-01-02`, {}, "FEED_COLUMNS"],
  ["a symbol and a name", `symbol,date,price,name\n${row},Acme`, {}, [["A", 1, jan2]]],
  ["a name alone", `name,date,price\n${row}`, {}, [["A", 1, jan2]]],
  [
    "a price of two that is named",
    `symbol,date,price,close\n${row},2`,
    { columns: { price: "close" } },
    [["A", 2, jan2]],
  ],
  ["a close and an adjusted close", `symbol,date,adj_close,close\n${row},2`, {}, [["A", 2, jan2]]],
  ["an adjusted close alone", `symbol,date,Adj Close\n${row}`, {}, [["A", 1, jan2]]],
  [
    "a column that is not there",
    `symbol,date,price\n${row}`,
    { columns: { price: "bid" } },
    "FEED_HEADER",
  ],
  [
    "names of its own",
    "s,when,p\nA,2024-01-02,1",
    { columns: { symbol: "s", time: ["when"], price: "P" } },
    [["A", 1, jan2]],
  ],
  ["a symbol that is given", "date,price\n2024-01-02,1", { symbol: "A" }, [["A", 1, jan2]]],
  ["a symbol that is given twice", `symbol,date,price\n${row}`, { symbol: "B" }, "FEED_COLUMNS"],
  ["no symbol", "date,price\n2024-01-02,1", {}, "FEED_HEADER"],
  ["no time", "symbol,price\nA,1", {}, "FEED_HEADER"],
  ["no price", "symbol,date,bid\nA,2024-01-02,1", {}, "FEED_HEADER"],
  ["no header", row, {}, "FEED_HEADER"],
  ["nothing", "", {}, "FEED_HEADER"],
  ["blank lines alone", "\n\n \n", {}, "FEED_HEADER"],
  ["a header alone", "symbol,date,price\n", {}, "FEED_LINE"],
  ["a wide file of one column", "date,GDP\n2024-01-02,1", {}, [["GDP", 1, jan2]]],
  ["a wide file with a text", "date,AAPL,MSFT\n2024-01-02,1,x", {}, "FEED_HEADER"],
  ["a wide file with a text below", "date,AAPL\n2024-01-02,1\n2024-01-03,x", {}, "FEED_LINE"],
  ["a wide file of a symbol with a known name", "date,AAPL,LOW\n2024-01-02,1,2", {}, "FEED_HEADER"],
  [
    "the same, asked for",
    "date,AAPL,LOW\n2024-01-02,1,2",
    { columns: { price: "*" } },
    [
      ["AAPL", 1, jan2],
      ["LOW", 2, jan2],
    ],
  ],
  ["a wide file of empty cells", "date,A,B\n2024-01-02,,\n2024-01-03,,2", {}, [["B", 2, jan3]]],
  ["a wide file whose rows end with a delimiter", "date,A,\n2024-01-02,1,", {}, [["A", 1, jan2]]],
  [
    "a date and a time of day",
    "date,time,symbol,price\n2024-01-02,0930,A,1",
    {},
    [["A", 1, nineThirty]],
  ],
  ["two whole times", "date,time,symbol,price\n2024-01-02 09:30,09:30,A,1", {}, "FEED_LINE"],
  ["a date and a count", "date,time,symbol,price\n2024-01-02,1704187800,A,1", {}, "FEED_LINE"],
  [
    "the same, named",
    "date,time,symbol,price\n2024-01-02,1704187800,A,1",
    { columns: { time: ["time"] } },
    [["A", 1, nineThirty]],
  ],
  [
    "columns to be joined by name",
    "d,t,symbol,price\n2024-01-02,09:30,A,1",
    { columns: { time: ["d", "t"] } },
    [["A", 1, nineThirty]],
  ],
  ["semicolons and decimal commas", "symbol;date;price\nA;2024-01-02;1,5", {}, "FEED_LINE"],
  ["the same, told", "symbol;date;price\nA;2024-01-02;1,5", { decimal: "," }, [["A", 1.5, jan2]]],
  [
    "a decimal point where commas are told",
    "symbol;date;price\nA;2024-01-02;1.500",
    { decimal: "," },
    "FEED_LINE",
  ],
  ["thousands", 'symbol,date,price\nA,2024-01-02,"1,234.50"', {}, [["A", 1_234.5, jan2]]],
  ["millions", 'symbol,date,price\nA,2024-01-02,"1,234,567"', {}, [["A", 1_234_567, jan2]]],
  ["a comma that may be either mark", 'symbol,date,price\nA,2024-01-02,"1,234"', {}, "FEED_LINE"],
  [
    "thousands with points",
    "symbol;date;price\nA;2024-01-02;1.234,50\nA;2024-01-02;1 234,50\nA;2024-01-02;1'234",
    { decimal: "," },
    [
      ["A", 1_234.5, jan2],
      ["A", 1_234.5, jan2],
      ["A", 1_234, jan2],
    ],
  ],
  ["thousands with points, not told", "symbol;date;price\nA;2024-01-02;1.234,5", {}, "FEED_LINE"],
  ["groups of two digits", 'symbol,date,price\nA,2024-01-02,"1,23,456.50"', {}, "FEED_LINE"],
  [
    "prices in dollars",
    "symbol,date,price\nA,2024-01-02,$1\nA,2024-01-02,2.50 $",
    {},
    [
      ["A", 1, jan2],
      ["A", 2.5, jan2],
    ],
  ],
  ["two currencies", "symbol,date,price\nA,2024-01-02,$1\nB,2024-01-02,\u20ac1", {}, "FEED_LINE"],
  ["a currency here and there", `symbol,date,price\n${row}\nA,2024-01-02,$1`, {}, "FEED_LINE"],
  ["no price in a row", `symbol,date,price\n${row}\nA,2024-01-02,null`, {}, "FEED_LINE"],
  [
    "words for no price, in a wide file",
    "date,A,B,C,D,E,\n2024-01-02,N/A,null,.,#N/A N/A,1,\n2024-01-03,2,NaN,-,,,",
    {},
    [
      ["E", 1, jan2],
      ["A", 2, jan3],
    ],
  ],
  [
    "a time of day under a name that is not known",
    "Date,Clock,symbol,price\n2024-01-02,09:30,A,1",
    {},
    "FEED_COLUMNS",
  ],
  [
    "a time of day as digits, and a name that tells",
    "Date,TradeTime,symbol,price\n2024-01-02,093000,A,1",
    {},
    "FEED_COLUMNS",
  ],
  [
    "the same, of which the date is named",
    "Date,Clock,symbol,price\n2024-01-02,09:30,A,1",
    { columns: { time: ["Date"] } },
    [["A", 1, jan2]],
  ],
  [
    "a whole time, and another time",
    "timestamp,close time,symbol,price\n2024-01-02 09:30,16:00,A,1",
    {},
    [["A", 1, nineThirty]],
  ],
  ["zones", "date,time,tz,symbol,price\n2024-01-02,09:30,EST,A,1", {}, "FEED_COLUMNS"],
  [
    "zones, and --zone",
    "date,time,tz,symbol,price\n2024-01-02,04:30,EST,A,1",
    { zone: parseZone("-05:00") },
    [["A", 1, nineThirty]],
  ],
  [
    "zones beside times with offsets",
    "timestamp,tz,symbol,price\n2024-01-02T09:30Z,UTC,A,1",
    {},
    [["A", 1, nineThirty]],
  ],
  [
    "symbols under another name",
    "ts_code,date,open,high,low,close\nA,2024-01-02,1,1,1,1",
    {},
    "FEED_HEADER",
  ],
  ["codes of symbols that are numbers", "permno,date,close\n10107,2024-01-02,1", {}, "FEED_HEADER"],
  ["values in place of names", "1704187800000,1,1,2\n1704187860000,1,1,2", {}, "FEED_COLUMNS"],
  ["a negative price", "symbol,date,price\nA,2024-01-02,-1", {}, "FEED_LINE"],
  ["inf", "symbol,date,price\nA,2024-01-02,inf", {}, "FEED_LINE"],
  [
    "a price that loses digits",
    "symbol,date,price\nA,2024-01-02,9007199254740993",
    {},
    "FEED_LINE",
  ],
  [
    "a price of 2^53",
    "symbol,date,price\nA,2024-01-02,9007199254740992",
    {},
    [["A", 2 ** 53, jan2]],
  ],
  [
    "delimiters in a quoted name",
    'symbol,date,"price",";|"\nA,2024-01-02,1,2',
    {},
    [["A", 1, jan2]],
  ],
  [
    "two delimiters, of which one tells",
    "symbol;date;price;a,b\nA;2024-01-02;1;2",
    {},
    [["A", 1, jan2]],
  ],
  ["two delimiters, of which none tells", "s;d,p\nA;B,1", {}, "FEED_COLUMNS"],
  [
    "a delimiter of its own",
    "symbol:date:price\nA:2024-01-02:1",
    { delimiter: ":" },
    [["A", 1, jan2]],
  ],
  ["empty cells between tabs", "symbol\tx\tdate\tprice\nA\t\t2024-01-02\t1", {}, [["A", 1, jan2]]],
  [
    "a row in quotes on two lines",
    'symbol,date,price\n"A\nB",2024-01-02,1',
    {},
    [["A\nB", 1, jan2]],
  ],
  ["a quote that stays open", 'symbol,date,price\nA,2024-01-02,"1\n', {}, "FEED_LINE"],
  ["an unnamed column", `,symbol,date,price\n0,${row}`, {}, [["A", 1, jan2]]],
  [
    "line ends of all kinds",
    `symbol,date,price\r\n${row}\r${row}\n`,
    {},
    [
      ["A", 1, jan2],
      ["A", 1, jan2],
    ],
  ],
];

describe("a header", () => {
  test.each(cases)("with %s", async (_, text, layout, outcome) => {
    const reading = scratch.feed(text, layout);
    if (typeof outcome === "string") {
      await expect(reading).rejects.toMatchObject({ code: outcome });
      return;
    }
    const { ticks } = await reading;
    expect(ticks.map(({ symbol, price, time }) => [symbol, price, time])).toEqual(outcome);
  });
});

const text = "symbol,date,price\nA,2024-01-02,1\nB,2024-01-02,2\n";

describe("bytes", () => {
  const broken: readonly (readonly [
    name: string,
    bytes: Uint8Array,
    code: string,
    said: string,
  ])[] = [
    ["half a gzip file", gzipSync(text).subarray(0, 30), "FEED_FILE", "gzip data ends too early"],
    [
      "damaged gzip",
      Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255]),
      "FEED_FILE",
      "gzip data is damaged",
    ],
    [
      "UTF-16 without a mark",
      Buffer.from(text, "utf16le"),
      "FEED_LINE",
      "UTF-16 without a byte order mark",
    ],
    [
      "half a character of UTF-16",
      Buffer.from(`\uFEFF${text}`, "utf16le").subarray(0, -1),
      "FEED_LINE",
      "its last character is not whole",
    ],
    ["zero bytes", Buffer.from(text.replace("B", "\0")), "FEED_LINE", "zero bytes"],
    [
      "Latin-1",
      Buffer.from(text.replace("B", "\u00c4"), "latin1"),
      "FEED_LINE",
      "at line 3: it is not UTF-8",
    ],
    [
      "half a character",
      Buffer.from(`${text}\u00e4`).subarray(0, -1),
      "FEED_LINE",
      "its last character is not whole",
    ],
    ["a workbook", Buffer.from("PK\u0003\u0004\0\0\0\0"), "FEED_FILE", "workbook"],
  ];
  test.each(broken)("of %s are refused", async (_, bytes, code, said) => {
    await expect(scratch.feed(bytes)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(said),
    });
  });

  test("of two gzip members are both read", async () => {
    const [head, tail] = [text.slice(0, 40), text.slice(40)];
    const { ticks } = await scratch.feed(Buffer.concat([gzipSync(head), gzipSync(tail)]));
    expect(ticks).toHaveLength(2);
  });

  test("of any number are read alike, wherever chunks end", async () => {
    const rows = Array.from(
      { length: 40_000 },
      (_, i) => `\u00e4\u{1f600}${i % 7},2024-01-02,${i + 1}`,
    );
    const long = `symbol,date,price\r\n${rows.join("\r\n")}\r\n`;
    for (const bytes of [
      Buffer.from(long),
      Buffer.from(`\uFEFF${long}`, "utf16le"),
      gzipSync(long),
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- they share a file
      const { ticks } = await scratch.feed(bytes);
      expect(ticks).toHaveLength(40_000);
      expect(ticks.at(-1)).toEqual({ symbol: "\u00e4\u{1f600}1", price: 40_000, time: jan2 });
    }
  });

  test("that are wrong far in are named by their line", async () => {
    const rows = Array.from({ length: 30_000 }, () => "A,2024-01-02,1\n").join("");
    const bytes = Buffer.concat([
      Buffer.from(`symbol,date,price\n${rows}`),
      Buffer.from([0xe4, 0x0a]),
    ]);
    await expect(scratch.feed(bytes)).rejects.toMatchObject({
      message: expect.stringContaining("at line 30002: it is not UTF-8"),
    });
  });
});
