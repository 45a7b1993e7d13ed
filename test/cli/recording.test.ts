/** Recordings for the demonstration of encrypted streams: nothing is invented, and nothing lost unsaid. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bounds, type Day } from "../../src/cli/streams/day.ts";
import { readDay } from "../../src/cli/streams/recording.ts";
import { formatStreams } from "../../src/cli/streams/report.ts";
import { runStreams, type StreamsReport } from "../../src/cli/streams/run.ts";

let folder = "";
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-recording-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(content: string | Uint8Array): Promise<string> {
  const file = join(folder, `${files++}.csv`);
  await writeFile(file, content);
  return file;
}

async function read(content: string | Uint8Array): Promise<Day> {
  return readDay(await write(content));
}

describe("refused, with file and line", () => {
  const line = "RECORDING_LINE";

  test.each<[string, string | Uint8Array, string, RegExp]>([
    ["an empty file", "", "RECORDING_HEADER", /no column minute/],
    ["blank lines", "\n\n  \n", "RECORDING_HEADER", /no column minute/],
    ["no column minute", "hr\n60", "RECORDING_HEADER", /no column minute/],
    ["no column hr", "minute,bp\n1,70", "RECORDING_HEADER", /no column hr/],
    ["a header alone", "minute,hr\n", line, /line 1: no row follows/],
    ["a column twice", "minute,hr,HR\n1,70,80", line, /line 1: the column hr comes twice/],
    ["another column twice", "note,minute,hr,note\na,1,70,b", line, /column note comes twice/],
    [
      "a row that is too short",
      "minute,hr,bp\n1,70,80\n2,71",
      line,
      /line 3: it has 2 cells, and the header 3/,
    ],
    ["a row that is too long", "minute,hr\n1,70,80", line, /line 2: it has 3 cells/],
    ["a row too long by a comma", "minute,hr\n1,70,", line, /line 2: it has 3 cells/],
    ["a row of one cell", "minute,hr\n1,70\n2", line, /line 3: it has 1 cells/],
    ["a quote without an end", 'minute,hr\n1,"70', line, /line 2/],
    ["no heart rate", "minute,hr\n1,70\n2,", line, /line 3: hr is a number from 30 to 219, not ""/],
    ["no minute", "minute,hr\n,70", line, /line 2: minute is a number/],
    ["a text for a rate", "minute,hr,bp\n1,70,\n2,fast,", line, /line 3: hr is.*not "fast"/],
    ["no number", "minute,hr\n1,NaN", line, /line 2: hr is.*not "NaN"/],
    ["an endless number", "minute,hr\n1,Infinity", line, /line 2.*"Infinity"/],
    ["a number with an exponent", "minute,hr\n1,7e1", line, /line 2.*"7e1"/],
    ["a hexadecimal number", "minute,hr\n1,0x46", line, /line 2.*"0x46"/],
    ["a rate below what there is", "minute,hr\n1,29", line, /line 2.*"29"/],
    ["a rate above what there is", "minute,hr\n1,220", line, /line 2.*"220"/],
    ["a negative speed", "minute,hr,speed\n1,70,-1", line, /line 2: speed is.*"-1"/],
    ["a pressure of none", "minute,hr,bp\n1,70,0", line, /line 2: bp is a number from 60/],
    ["a pressure in words", "minute,hr,bp\n1,70,n/a", line, /line 2: bp is.*"n\/a"/],
    ["a pressure that is wrong in a row that lacks a rate", "minute,hr,bp\n1,,x", line, /line 2/],
    ["half a minute", "minute,hr\n1.5,70", line, /line 2: minute is a whole number/],
    ["a time of day", "minute,hr\n07:01,70", line, /line 2: minute is.*"07:01"/],
    ["a minute beyond a week", "minute,hr\n10080,70", line, /line 2.*"10080"/],
    [
      "the same minute twice",
      "minute,hr\n0,60\n0,61",
      line,
      /line 3: minute 0 does not come after 0/,
    ],
    [
      "minutes that go back",
      "minute,hr\n5,60\n4,61",
      line,
      /line 3: minute 4 does not come after 5/,
    ],
    [
      "minutes that go back in a row that is left out",
      "minute,hr,bp\n5,60,80\n4,61,",
      line,
      /line 3: minute 4 does not come after 5/,
    ],
    [
      "no row with a pressure",
      "minute,hr,bp\n1,70,\n2,71,",
      line,
      /line 3: no row until here has a bp/,
    ],
    ["what is no text", Uint8Array.of(0xff, 0xfe, 0x6d, 0), "RECORDING_FILE", /cannot be read/],
    ["a file that is too large", new Uint8Array(2 ** 24 + 1), "RECORDING_FILE", /at most 16777216/],
  ])("%s", async (_what, content, code, problem) => {
    const file = await write(content);
    const refusal = readDay(file);
    await expect(refusal).rejects.toMatchObject({
      code,
      message: expect.stringMatching(problem),
    });
    await expect(refusal).rejects.toThrow(file);
  });

  test("no file, and a folder", async () => {
    for (const file of [join(folder, "none.csv"), folder]) {
      // oxlint-disable-next-line no-await-in-loop -- two
      await expect(readDay(file)).rejects.toMatchObject({ code: "RECORDING_FILE" });
    }
  });
});

describe("nothing is invented", () => {
  test("without a column of pressures the stream has none", async () => {
    const day = await read("\ufeffMinute, HR ,speed,note\n3,61.4,,a\n\n4,140,33,b\n");
    expect(day).toMatchObject({
      vitals: [
        { minute: 3, hr: 61, zone: 3 },
        { minute: 4, hr: 140, zone: 7 },
      ],
      fitness: [{ minute: 4, speed: 33 }],
      leftOut: 0,
    });
    expect(Object.keys(day.schema.fields).toSorted()).toEqual(["device", "hr", "minute", "zone"]);
    for (const tuple of day.vitals) expect(Object.hasOwn(tuple, "bp")).toBe(false);
  });

  test("rows without a pressure are left out and counted, if there is a column for it", async () => {
    const day = await read("minute,hr,bp,speed\n1,70,,\n2,71,120,\n3,72,,5\n4,73,121,6\n");
    expect(day.vitals.map(({ minute, bp }) => [minute, bp])).toEqual([
      [2, 120],
      [4, 121],
    ]);
    expect(day.fitness.map(({ minute }) => minute)).toEqual([4]);
    expect(day.leftOut).toBe(2);
  });

  test("every number that is read stands in the file", async () => {
    const cell = (name: keyof typeof bounds) =>
      fc.option(fc.integer({ min: bounds[name][0], max: bounds[name][1] }), { freq: 3 });
    const rowsOf = fc.array(
      fc.record({
        hr: fc.integer({ min: bounds.hr[0], max: bounds.hr[1] }),
        bp: cell("bp"),
        speed: cell("speed"),
      }),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(rowsOf, fc.boolean(), async (rows, hasPressure) => {
        const kept = rows
          .map((row, minute) => ({ ...row, minute }))
          .filter(({ bp }) => !hasPressure || bp !== null);
        fc.pre(kept.length > 0);
        const columns = ["minute", "hr", "speed", ...(hasPressure ? ["bp"] : [])];
        const lines = rows.map((row, minute) =>
          [minute, row.hr, row.speed ?? "", ...(hasPressure ? [row.bp ?? ""] : [])].join(),
        );
        const day = await read([columns.join(), ...lines].join("\n"));
        expect(day.vitals.map(({ minute, hr, bp }) => [minute, hr, bp])).toEqual(
          kept.map(({ minute, hr, bp }) => [minute, hr, hasPressure ? bp : undefined]),
        );
        expect(day.fitness.map(({ minute, speed }) => [minute, speed])).toEqual(
          kept.flatMap(({ minute, speed }) => (speed === null ? [] : [[minute, speed]])),
        );
        expect(day.leftOut).toBe(rows.length - kept.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the demonstration", () => {
  const run = (day: Day): Promise<StreamsReport> =>
    runStreams({
      day,
      source: "a test",
      method: "agg2",
      granularity: "per-epoch",
      threads: 1,
      isLeakPlanted: false,
    });
  const rows = Array.from({ length: 10 }, (_, i) => `${i},${i % 3 === 0 ? 140 : 70},33`);

  test("plays a recording without pressures", async () => {
    const report = await run(await read(["minute,hr,speed", ...rows].join("\n")));
    expect(report).toMatchObject({ leftOut: 0, lost: 0, leaked: 0, tuples: { vitals: 10 } });
    for (const { rows: its } of report.parties) expect(JSON.stringify(its)).not.toContain('"bp"');
    expect(formatStreams(report)).not.toMatch(/left out/);
  });

  test("says what was left out", async () => {
    const some = rows.map((row, minute) => `${row},${minute % 4 === 3 ? "" : 117}`);
    const report = await run(await read(["minute,hr,speed,bp", ...some].join("\n")));
    expect(report).toMatchObject({ leftOut: 2, lost: 0, tuples: { vitals: 8, fitness: 8 } });
    expect(formatStreams(report)).toMatch(
      /2 rows of the recording have no blood pressure, and were left out\n8 tuples of vitals/,
    );
  });
});
