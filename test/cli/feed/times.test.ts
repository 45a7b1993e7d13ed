/** Times: each text has one meaning, or is refused with its line; both readers agree. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseTimeFormat } from "../../../src/cli/feed/time-forms.ts";
import { parseZone } from "../../../src/cli/feed/zone.ts";
import { makeScratch, type Scratch } from "./read.ts";

let scratch: Scratch;
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => scratch.remove());

const jan2 = Date.UTC(2024, 0, 2);
const nineThirty = Date.UTC(2024, 0, 2, 9, 30);

type Meaning = readonly [text: string, time: number];

const clear: readonly Meaning[] = [
  ["2024-01-02", jan2],
  ["2024/01/02", jan2],
  ["2024-1-2", jan2],
  ["2024/1/2 9:30", nineThirty],
  ["1/31/2024 4:00:00 p.m.", Date.UTC(2024, 0, 31, 16)],
  ["2024.01.02", jan2],
  ["2024-01-02T09:30", nineThirty],
  ["2024-01-02 09:30:00.5", nineThirty + 500],
  ["2024-01-02T09:30:00,250Z", nineThirty + 250],
  ["2024-01-02T09:30:00.123456+01:00", nineThirty - 3_600_000 + 123.456],
  ["2024-01-02 09:30:00 -0530", nineThirty + 19_800_000],
  ["2024-01-02 04:30:00-05", nineThirty],
  ["2024-01-02 9:30 AM", nineThirty],
  ["2024-01-02 12:00 pm", jan2 + 43_200_000],
  ["2024-01-02 12:00 am", jan2],
  ["20240102", jan2],
  ["20240102 09:30:00", nineThirty],
  ["20240102T093000", nineThirty],
  ["20240102 0930", nineThirty],
  ["20240102093000", nineThirty],
  ["20240102093000123", nineThirty + 123],
  ["20240102093000.5", nineThirty + 500],
  ["1704187800", nineThirty],
  ["1704187800.123", nineThirty + 123],
  ["946684800", Date.UTC(2000, 0, 1)],
  ["1704187800123", nineThirty + 123],
  ["946684800123", Date.UTC(2000, 0, 1) + 123],
  ["1704187800123456", nineThirty + 123.456],
  ["1704187800123000000", nineThirty + 123],
  ["Jan 2 2024", jan2],
  ["January 2, 2024 09:30", nineThirty],
  ["2 Jan 2024", jan2],
  ["02-Jan-2024", jan2],
  ["Tue, 02 Jan 2024 09:30:00 GMT", nineThirty],
  ["31/12/2023", Date.UTC(2023, 11, 31)],
  ["12/31/2023 23:59", Date.UTC(2023, 11, 31, 23, 59)],
  ["31.12.2023, 23:59:00", Date.UTC(2023, 11, 31, 23, 59)],
];

const unclear: readonly (readonly [text: string, said: string])[] = [
  ["", "is not a date"],
  ["soon", "is not a date"],
  ["01/02/2024", "--time-format dd/mm/yyyy or --time-format mm/dd/yyyy"],
  ["1.2.2024", "the day first or a date with the month first"],
  ["01/02/24", "years with four digits"],
  ["13/13/2024", "is not a date"],
  ["2024-02-30", "is not a date"],
  ["20240230", "is not clearly a time"],
  ["20241301", "is not clearly a time"],
  ["20240102.5", "is not clearly a time"],
  ["2024-01-02 24:00", "is not a date"],
  ["2024-01-02 13:00 pm", "is not a date"],
  ["2024-01-02T09:30:00+25:00", "is not a date"],
  ["2024-01-02T09:30:00 EST", "is not a date"],
  ["2024-1-32", "is not a date"],
  ["2024-01-02 09:30:00 EST", "give --zone"],
  ["2024-01-02T09:30:00[America/New_York]", "give --zone"],
  ["2024-01-02 09:30:00 GMT+0100", "give --zone"],
  ["2-Jan-24", "years with four digits"],
  ["2024", "is not clearly a time"],
  ["0", "is not clearly a time"],
  ["45292", "--time-format excel"],
  ["45292.395", "--time-format excel"],
  ["12345678901", "is not clearly a time"],
  ["202401020930", "--time-format yyyymmddhhmm or --time-format ms"],
  ["99999999999999999999999", "is not clearly a time"],
  ["-1704187800", "is not a date"],
  ["1e9", "is not a date"],
  ["1969-12-31", "before 1970"],
  ["NaN", "is not a date"],
  ["09:30:00", "is not a date"],
];

describe("a time of a feed", () => {
  test.each(clear)("%s is read", async (text, time) => {
    const { ticks } = await scratch.feed(`symbol,time,price\nA,"${text}",1\n`);
    expect(ticks).toEqual([{ symbol: "A", price: 1, time }]);
  });

  test.each(unclear)("%j is refused with its line", async (text, said) => {
    const refusal = expect.objectContaining({
      code: "FEED_LINE",
      message: expect.stringContaining("at line 2:"),
    });
    const reading = scratch.feed(`symbol,time,price\nA,"${text}",1\n`);
    await expect(reading).rejects.toEqual(refusal);
    await reading.catch((error: { message: string; remedy: string }) => {
      expect(`${error.message} ${error.remedy}`).toContain(said);
    });
  });
});

describe("the same time in JSON lines", () => {
  test.each(clear)("%s is read", async (text, time) => {
    const [event] = await scratch.events(JSON.stringify({ time: text }));
    expect(event?.time).toBe(time);
  });

  test.each(clear.filter(([text]) => /^\d{1,15}(\.\d+)?$/.test(text)))(
    "%s is read as a number",
    async (text, time) => {
      const [event] = await scratch.events(`{"time":${text}}`);
      expect(event?.time).toBe(time);
    },
  );

  test.each(unclear)("%j is refused with its line", async (text) => {
    await expect(scratch.events(`\n${JSON.stringify({ time: text })}`)).rejects.toMatchObject({
      code: "EVENTS_LINE",
      message: expect.stringContaining("at line 2:"),
    });
  });

  test.each(["null", "true", '""', "[1]", '{"a":1}', "-5", "45292", "1e400", "20240230"])(
    "the time %s is refused",
    async (time) => {
      await expect(scratch.events(`{"time":${time}}`)).rejects.toMatchObject({
        code: "EVENTS_LINE",
        message: expect.stringContaining("at line 1:"),
      });
    },
  );

  test("small numbers are milliseconds, also where they pass days of a spreadsheet", async () => {
    const events = await scratch.events('{"time":5}\n{"time":45292}\n{"time":20000000.5}\n');
    expect(events.map(({ time }) => time)).toEqual([5, 45_292, 20_000_000.5]);
  });

  test("without a time each event comes 1 ms after the one before", async () => {
    const events = await scratch.events('{"a":1}\n\n{"a":2}\r\n{"a":3}');
    expect(events.map(({ time }) => time)).toEqual([1, 2, 3]);
  });

  test.each([
    ['{"time":1704187800}\n{"a":1}', "it has no time"],
    ['{"a":1}\n{"time":1704187800}', "it has a time"],
    ['{"time":1704187800}\n{"time":"2024-01-02"}', "the times before it are seconds since 1970"],
    ['{"time":1000}\n{"time":20240102}', "the times before it are milliseconds"],
    ['{"time":1704187800}\n{"time":1704187799}', "is before"],
    ['{"time":1704187800}\n{"time":5}', "is not clearly a time"],
  ])("%j is refused at line 2", async (text, said) => {
    await expect(scratch.events(text)).rejects.toMatchObject({
      code: "EVENTS_LINE",
      message: expect.stringMatching(new RegExp(`at line 2: .*${said}`)),
    });
  });
});

describe("a feed has one kind of time", () => {
  test.each([
    ["2024-01-02", "20240103"],
    ["1704187800", "1704187801000"],
    ["2024-01-02T09:30Z", "2024-01-02T09:31"],
    ["2024-01-02", "Jan 3 2024"],
    ["31/12/2023", "12/31/2023"],
    ["2024-01-02", "1704187800"],
    ["2024-01-02", "45293"],
  ])("%s, then %s", async (first, second) => {
    await expect(
      scratch.feed(`symbol,time,price\nA,"${first}",1\nA,"${second}",1\n`),
    ).rejects.toMatchObject({ code: "FEED_LINE", message: expect.stringContaining("line 3:") });
  });

  test("a first row that is clear makes the others clear", async () => {
    const { ticks } = await scratch.feed("symbol,time,price\nA,31/01/2024,1\nA,01/02/2024,1\n");
    expect(ticks.map(({ time }) => time)).toEqual([Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 1)]);
  });
});

describe("--time-format", () => {
  const formats: readonly (readonly [format: string, text: string, time: number])[] = [
    ["excel", "45293", jan2],
    ["excel", "45293.395833333", nineThirty],
    ["dd/mm/yyyy", "02/01/2024", jan2],
    ["DD/MM/YYYY", "2/1/2024 09:30", nineThirty],
    ["mm/dd/yyyy", "01/02/2024", jan2],
    ["dd.mm.yyyy", "02.01.2024 09:30:00", nineThirty],
    ["yyyymmddhhmm", "202401020930", nineThirty],
    ["dd-mm-yyyy hh:mm", "02-01-2024 09:30", nineThirty],
    ["yyyy-mm-dd hh:mm:ss", "2024-01-02 09:30:00.25", nineThirty + 250],
    ["s", "5", 5_000],
    ["ms", "202401020930", 202_401_020_930],
    ["us", "1500", 1.5],
    ["ns", "1704187800123456000", nineThirty + 123.456],
  ];
  test.each(formats)("%s reads %s", async (format, text, time) => {
    const layout = { format: parseTimeFormat(format) };
    const { ticks } = await scratch.feed(`symbol,time,price\nA,${text},1\n`, layout);
    expect(ticks[0]?.time).toBe(time);
  });

  test.each([
    ["excel", "2024-01-02"],
    ["excel", "60"],
    ["dd/mm/yyyy", "01/13/2024"],
    ["dd/mm/yyyy", "02-01-2024"],
    ["s", "soon"],
  ])("%s refuses %s", async (format, text) => {
    const layout = { format: parseTimeFormat(format) };
    await expect(scratch.feed(`symbol,time,price\nA,${text},1\n`, layout)).rejects.toMatchObject({
      code: "FEED_LINE",
    });
  });

  test.each(["", "excels", "yyyy", "dd/mm", "mm/mm/yyyy", "dd/mm/yyyy hh", "constructor"])(
    "there is no format %j",
    (format) => {
      expect(() => parseTimeFormat(format)).toThrow(/USAGE/);
    },
  );
});

describe("--zone", () => {
  const zones: readonly (readonly [zone: string, text: string, iso: string])[] = [
    ["UTC", "2024-07-01 09:30", "2024-07-01T09:30:00.000Z"],
    ["+02:00", "2024-07-01 09:30", "2024-07-01T07:30:00.000Z"],
    ["-0500", "2024-07-01 09:30", "2024-07-01T14:30:00.000Z"],
    ["America/New_York", "2024-07-01 09:30", "2024-07-01T13:30:00.000Z"],
    ["America/New_York", "2024-01-02 09:30", "2024-01-02T14:30:00.000Z"],
    ["America/New_York", "2024-03-10 01:59:59", "2024-03-10T06:59:59.000Z"],
    ["America/New_York", "2024-03-10 03:00", "2024-03-10T07:00:00.000Z"],
    ["America/New_York", "2024-11-03 00:59", "2024-11-03T04:59:00.000Z"],
    ["America/New_York", "2024-11-03 02:00", "2024-11-03T07:00:00.000Z"],
    ["Australia/Lord_Howe", "2024-07-01 00:00", "2024-06-30T13:30:00.000Z"],
    ["Asia/Kathmandu", "2024-07-01 00:00", "2024-06-30T18:15:00.000Z"],
    ["America/New_York", "2024-07-01T09:30Z", "2024-07-01T09:30:00.000Z"],
    ["America/New_York", "1704187800", "2024-01-02T09:30:00.000Z"],
  ];
  test.each(zones)("in %s %s is %s", async (zone, text, iso) => {
    const { ticks } = await scratch.feed(`symbol,time,price\nA,${text},1\n`, {
      zone: parseZone(zone),
    });
    expect(new Date(ticks[0]?.time ?? NaN).toISOString()).toBe(iso);
  });

  test.each([
    ["2024-03-10 02:30", "is skipped"],
    ["2024-11-03 01:30", "is shown twice"],
  ])("%s, which clocks of New York %s, is refused", async (text, said) => {
    await expect(
      scratch.feed(`symbol,time,price\nA,${text},1\n`, { zone: parseZone("America/New_York") }),
    ).rejects.toMatchObject({ code: "FEED_LINE", message: expect.stringContaining(said) });
  });

  test.each(["Mars/Olympus", "", "+25:00", "local"])("there is no zone %j", (zone) => {
    expect(() => parseZone(zone)).toThrow(/USAGE/);
  });
});
