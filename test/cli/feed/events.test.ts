/** JSON lines: no digit, key or event is lost on the way in. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEvents } from "../../../src/cli/feed/events.ts";
import { readNumber } from "../../../src/cli/feed/numbers.ts";
import { makeScratch, type Scratch } from "./read.ts";

let scratch: Scratch;
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => scratch.remove());

async function dataOf(literal: string): Promise<unknown> {
  const [event] = await scratch.events(`{"x":${literal}}`);
  return event?.parts[0]?.data;
}

describe("a number of JSON lines", () => {
  const numbers: readonly (readonly [literal: string, value: number | bigint])[] = [
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740992", 2 ** 53],
    ["9007199254740993", 9_007_199_254_740_993n],
    ["-9007199254740992", -(2 ** 53)],
    ["-9007199254740993", -9_007_199_254_740_993n],
    ["9007199254740994", 9_007_199_254_740_994],
    ["9007199254740993.0", 9_007_199_254_740_993n],
    ["900719925474099.3e1", 9_007_199_254_740_993n],
    ["18446744073709551615", 18_446_744_073_709_551_615n],
    ["100000000000000000000", 1e20],
    ["123456789012345678901234567890", 123_456_789_012_345_678_901_234_567_890n],
    ["1e23", 1e23],
    ["1.7976931348623157e308", Number.MAX_VALUE],
    ["0.1", 0.1],
    ["5e-324", 5e-324],
    ["0e5", 0],
    ["-0", -0],
    ["0.30000000000000004", 0.300_000_000_000_000_04],
  ];
  test.each(numbers)("%s keeps its digits", async (literal, value) => {
    expect(await dataOf(literal)).toBe(value);
  });

  test.each([
    "1e400",
    "-1e400",
    "1e-400",
    "9007199254740993.5",
    "01",
    "1.",
    ".5",
    "+1",
    "NaN",
    "Infinity",
    "0x1",
  ])("%s is refused with its line", async (literal) => {
    await expect(dataOf(literal)).rejects.toMatchObject({
      code: "EVENTS_LINE",
      message: expect.stringContaining("at line 1:"),
    });
  });

  test("law: an integer is what it was, as a number if it prints as it was written", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (integer) => {
        const read = readNumber(String(integer));
        expect(BigInt(read)).toBe(integer);
        if (typeof read === "bigint") expect(String(Number(integer))).not.toBe(String(integer));
      }),
    );
  });

  test("law: a number that was printed is read as itself", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(readNumber(Object.is(number, -0) ? "-0" : String(number)))).toBe(number);
      }),
    );
  });
});

describe("a line", () => {
  const refused: readonly (readonly [name: string, line: string, said: string])[] = [
    ["that is no JSON", "x", ""],
    ["that is a list", "[1]", "it is not an object"],
    ["that is empty", "{}", "no part"],
    ["with a key twice", '{"a":1,"a":2}', 'the key "a" twice'],
    ["with a key twice, far in", '{"a":[{"b":1,"c":2,"b":3}]}', 'the key "b" twice'],
    ["with __proto__ as a part", '{"__proto__":{"a":1}}', "PART_NAME"],
    ["nested deeply", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "nested"],
    ["nested a little too deeply", `{"a":${"[".repeat(40)}${"]".repeat(40)}}`, "nested"],
    ["with a part that is too large", `{"a":"${"x".repeat(70_000)}"}`, "VALUE_SIZE"],
    ["of two objects", '{"a":1}{"b":2}', ""],
    ["that breaks off", '{"a":1', ""],
    ["with a comma too many", '{"a":1,}', ""],
  ];
  test.each(refused)("%s is refused", async (_, line, said) => {
    await expect(scratch.events(`{"a":0}\n${line}\n`)).rejects.toMatchObject({
      code: "EVENTS_LINE",
      message: expect.stringMatching(new RegExp(`at line 2: .*${said}`)),
    });
  });

  test("of endless length is refused before it takes all memory", async () => {
    await expect(scratch.events(`{"a":"${"x".repeat(17_000_000)}"}`)).rejects.toMatchObject({
      code: "EVENTS_LINE",
      message: expect.stringContaining("longer than"),
    });
  });

  test("keeps keys and texts that look like something else", async () => {
    const [event] = await scratch.events(
      String.raw`{"constructor":1,"a":{"__proto__":2,"toString":3},"b":"\ud800","c":"\u0000"}`,
    );
    const data = Object.fromEntries((event?.parts ?? []).map((part) => [part.name, part.data]));
    expect(data["constructor"]).toBe(1);
    expect(Object.entries(data["a"] as object)).toEqual([
      ["__proto__", 2],
      ["toString", 3],
    ]);
    expect(data["b"]).toBe("\ud800");
    expect(data["c"]).toBe("\0");
  });

  test("law: what JSON writes is read as JSON reads it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue({ maxDepth: 3 }), {
            minKeys: 1,
          }),
          { minLength: 1, maxLength: 5 },
        ),
        async (records) => {
          fc.pre(records.every((record) => !("time" in record)));
          const lines = records.map((record) => JSON.stringify(record));
          const events = await scratch.events(lines.join("\n"));
          const read = events.map(({ parts }) =>
            Object.fromEntries(parts.map(({ name, data }) => [name, data])),
          );
          expect(JSON.stringify(read)).toBe(`[${lines.join()}]`);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each(["", "\n\n", "\uFEFF"])("no event in %j is refused", async (text) => {
    await expect(scratch.events(text)).rejects.toMatchObject({ code: "EVENTS_LINE" });
  });
});

test("a key that looks like the event time and is not it is named in a note", async () => {
  const file = join(scratch.folder, "stamped.jsonl");
  await writeFile(file, '{"timestamp":1704187800000,"a":1}\n{"timestamp":1704187800001,"a":2}\n');
  const { batches, notes } = await openEvents(file, {});
  const events = (await Array.fromAsync(batches)).flat();
  expect(events.map(({ time }) => time)).toEqual([1, 2]);
  expect(notes).toEqual([expect.stringContaining("the key timestamp is not its event time")]);
});

test("a key that is no part name is refused with advice about names", async () => {
  await expect(scratch.events('{"__proto__":1}')).rejects.toMatchObject({
    code: "EVENTS_LINE",
    remedy: expect.stringContaining("not __proto__"),
  });
});
