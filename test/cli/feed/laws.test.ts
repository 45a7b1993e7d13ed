/** Laws of reading a feed, with random ticks in random layouts, and with random damage. */

import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CordonError } from "../../../src/errors.ts";
import type { FeedLayout } from "../../../src/cli/feed/ticks.ts";
import { makeScratch, type Scratch } from "./read.ts";

let scratch: Scratch;
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => scratch.remove());

interface Written {
  readonly symbol: string;
  readonly price: number;
  /** Whole seconds since 1970. */
  readonly seconds: number;
}

const written: fc.Arbitrary<Written> = fc.record({
  symbol: fc.stringMatching(/^[A-Z][A-Z0-9.]{0,5}$/),
  price: fc.integer({ min: 1, max: 10_000_000 }).map((cents) => cents / 100),
  // From 1990 to 2030: a count of seconds, and no date of eight digits.
  seconds: fc.integer({ min: 631_152_000, max: 1_893_456_000 }),
});

const timeForms: Readonly<Record<string, (iso: string, seconds: number) => readonly string[]>> = {
  iso: (iso) => [iso],
  space: (iso) => [iso.slice(0, 19).replace("T", " ")],
  offset: (iso) => [`${iso.slice(0, 19)}+00:00`],
  slashes: (iso) => [iso.slice(0, 19).replaceAll("-", "/").replace("T", " ")],
  compact: (iso) => [iso.slice(0, 19).replaceAll(/[-:T]/g, "")],
  columns: (iso) => [iso.slice(0, 10), iso.slice(11, 19)],
  compactColumns: (iso) => [
    iso.slice(0, 10).replaceAll("-", ""),
    iso.slice(11, 19).replaceAll(":", ""),
  ],
  seconds: (_, seconds) => [String(seconds)],
  milliseconds: (_, seconds) => [String(seconds * 1_000)],
  microseconds: (_, seconds) => [String(seconds * 1_000_000)],
  nanoseconds: (_, seconds) => [`${seconds}000000000`],
};

interface Style {
  readonly form: string;
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly isQuoted: boolean;
  readonly names: readonly [symbol: string, price: string];
  readonly extra: boolean;
  readonly encoding: "utf8" | "marked" | "utf16le" | "gzip";
}

const style: fc.Arbitrary<Style> = fc.record({
  form: fc.constantFrom(...Object.keys(timeForms)),
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  isQuoted: fc.boolean(),
  names: fc.tuple(
    fc.constantFrom("symbol", "Ticker", "<TICKER>", "INSTRUMENT", "Sym"),
    fc.constantFrom("price", "Close", "<CLOSE>", "LAST"),
  ),
  extra: fc.boolean(),
  encoding: fc.constantFrom("utf8", "marked", "utf16le", "gzip"),
});

function write(
  ticks: readonly Written[],
  { form, delimiter, lineEnd, isQuoted, names, extra }: Style,
): string {
  const write1 = timeForms[form];
  const timeNames = form.endsWith("olumns") ? ["Date", "Time"] : ["timestamp"];
  const rows = ticks.map(({ symbol, price, seconds }) => {
    const iso = new Date(seconds * 1_000).toISOString();
    return [...(write1?.(iso, seconds) ?? []), ...(extra ? ["7"] : []), symbol, String(price)];
  });
  const header = [...timeNames, ...(extra ? ["Volume"] : []), ...names];
  const quoted = (field: string): string => (isQuoted ? `"${field}"` : field);
  return [header, ...rows].map((fields) => fields.map(quoted).join(delimiter) + lineEnd).join("");
}

function encode(text: string, { encoding }: Style): Uint8Array {
  if (encoding === "gzip") return gzipSync(text);
  if (encoding === "utf16le") return Buffer.from(`\uFEFF${text}`, "utf16le");
  return Buffer.from(encoding === "marked" ? `\uFEFF${text}` : text);
}

const ticksOf = (rows: readonly Written[]): unknown =>
  rows
    .map(({ symbol, price, seconds }) => ({ symbol, price, time: seconds * 1_000 }))
    .toSorted((a, b) => a.time - b.time);

test("ticks that were written in any layout are read as they were, by time", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(written, { minLength: 1, maxLength: 20 }),
      style,
      async (rows, how) => {
        const { ticks } = await scratch.feed(encode(write(rows, how), how));
        expect(ticks).toEqual(ticksOf(rows));
      },
    ),
    { numRuns: 150 },
  );
});

test("a damaged file is read as it was, or refused with its file; a damaged row with its line", async () => {
  const damage = fc.tuple(
    fc.constantFrom("cut", "flip", "insert", "delete"),
    fc.double({ min: 0, max: 0.999, noNaN: true }),
    fc.constantFrom(0, 0x22, 0x2c, 0x0a, 0x2d, 0x31, 0x80, 0xff, 0x20, 0x3b),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(written, { minLength: 2, maxLength: 8 }),
      style,
      damage,
      async (rows, how, [kind, where, byte]) => {
        const bytes = Buffer.from(encode(write(rows, how), how));
        const at = Math.floor(where * bytes.length);
        const hurt =
          kind === "cut"
            ? bytes.subarray(0, at)
            : Buffer.concat([
                bytes.subarray(0, at),
                ...(kind === "delete" ? [] : [Buffer.from([byte])]),
                bytes.subarray(kind === "insert" ? at : at + 1),
              ]);
        try {
          const { ticks } = await scratch.feed(hurt);
          // Another digit or letter is another price or symbol, which nobody can tell; all ticks are real ones.
          for (const { symbol, price, time } of ticks) {
            expect(symbol).not.toBe("");
            expect(price > 0 && price < Infinity && time >= 0 && time < 8.64e15).toBe(true);
          }
          // One damaged byte may join two rows or end one early, and leave no more than it touches.
          if (kind !== "cut") expect(ticks.length).toBeGreaterThanOrEqual(rows.length - 2);
        } catch (error) {
          if (!(error instanceof CordonError)) throw error;
          expect(error.message).toContain("feed.csv");
          expect(error.code).toMatch(/^FEED_(FILE|LINE|HEADER|COLUMNS)$/);
          if (error.code === "FEED_LINE") expect(error.message).toMatch(/at line \d+:/);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a row that is not one is refused with exactly its line, wherever it stands", async () => {
  const wrong = fc.constantFrom("", "x", "NaN", "-1", "1,5", "1 00", "1e999", "0");
  await fc.assert(
    fc.asyncProperty(
      fc.array(written, { minLength: 1, maxLength: 30 }),
      fc.nat(),
      wrong,
      async (rows, place, text) => {
        const at = place % rows.length;
        const lines = rows.map(
          ({ symbol, price, seconds }, i) => `${symbol};${seconds};${i === at ? text : price}`,
        );
        const layout: FeedLayout = { delimiter: ";" };
        await expect(
          scratch.feed(["symbol;time;price", ...lines].join("\n"), layout),
        ).rejects.toMatchObject({
          code: "FEED_LINE",
          message: expect.stringContaining(`at line ${at + 2}:`),
        });
      },
    ),
    { numRuns: 60 },
  );
});
