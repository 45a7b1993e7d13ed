/** Streams: events are published as they come; a fault ends the stream, and what came before has happened. */

import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFeed } from "../../../src/cli/feed/open.ts";
import { cordon, cordonWith } from "../command-line.ts";
import { makeScratch, type Scratch } from "./read.ts";

let scratch: Scratch;
let echo = "";
let ring = "";

beforeAll(async () => {
  scratch = await makeScratch();
  echo = join(scratch.folder, "echo.ts");
  ring = join(scratch.folder, "ring.ts");
  await writeFile(
    echo,
    `import { defineProgram } from "cordon/unit";
     export default defineProgram((unit) => {
       unit.subscribe({ part: "x", present: true }, ({ x }) => publish("echo", x));
       unit.subscribe({ part: "odd", present: true }, () => publish("numbers", [NaN, Infinity, -Infinity, -0, 2n, 0.5]));
       unit.subscribe({ part: "price", present: true }, ({ symbol, price }) => publish(symbol, price));
       function publish(name, data) {
         const event = unit.createEvent();
         unit.addPart(event, {}, name, data);
         unit.publish(event);
       }
     });`,
  );
  await writeFile(
    ring,
    `import { defineProgram } from "cordon/unit";
     export default defineProgram((unit) => {
       unit.subscribe({ any: [{ part: "x", present: true }, { part: "hop", present: true }] }, () => {
         const event = unit.createEvent();
         unit.addPart(event, {}, "hop", 1);
         unit.publish(event);
       });
     });`,
  );
});
afterAll(() => scratch.remove());

function lines(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const summaryOf = (stdout: string): unknown => lines(stdout).at(-1);
const run = (program: string, ...args: readonly string[]): string[] => [
  "run",
  program,
  ...args,
  "--json",
];

describe("standard input", () => {
  test("--feed - reads a feed, also packed", async () => {
    const text = "symbol,date,price\nA,2024-01-02,1\nB,2024-01-02,2\n";
    for (const input of [text, gzipSync(text)]) {
      // oxlint-disable-next-line no-await-in-loop
      const { code, stdout } = await cordonWith(input, run(echo, "--feed", "-"));
      expect(code).toBe(0);
      expect(lines(stdout)).toMatchObject([
        { kind: "event", parts: { A: 1 } },
        { kind: "event", parts: { B: 2 } },
        { kind: "summary", events: 2 },
      ]);
    }
  });

  test("--events - reads events", async () => {
    const { code, stdout } = await cordonWith('{"x":1}\n{"x":"two"}', run(echo, "--events", "-"));
    expect(code).toBe(0);
    expect(lines(stdout).map(({ parts }) => parts)).toEqual([
      { echo: 1 },
      { echo: "two" },
      undefined,
    ]);
  });

  const faults: readonly (readonly [
    name: string,
    kind: string,
    input: string,
    code: string,
    said: string,
  ])[] = [
    [
      "a row that is wrong",
      "--feed",
      "symbol,date,price\nA,2024-01-02,1\nA,2024-01-03,x\nA,2024-01-04,2\n",
      "FEED_LINE",
      "line 3",
    ],
    [
      "a row that is late",
      "--feed",
      "symbol,date,price\nA,2024-01-02,1\nA,2024-01-01,2\nA,2024-01-04,2\n",
      "FEED_ORDER",
      "line 3",
    ],
    [
      "an open quote in a row",
      "--feed",
      'symbol,date,price\nA,2024-01-02,1\nA"B,2024-01-03,2\nA,2024-01-04,2\n',
      "FEED_LINE",
      "line 3",
    ],
    ["a line that is wrong", "--events", '{"x":1}\n{"x":}\n{"x":2}\n', "EVENTS_LINE", "line 2"],
  ];
  test.each(faults)(
    "%s ends it at once; what came before has happened",
    async (_, kind, input, code, said) => {
      // The input stays open: the command does not wait for its end.
      const outcome = await cordonWith(input, run(echo, kind, "-"), false);
      expect(outcome.code).toBe(1);
      const message = new RegExp(`^${code}: .*\\(standard input\\).*at ${said}`);
      expect(lines(outcome.stdout)).toMatchObject([
        { kind: "event" },
        { kind: "summary", events: 1 },
        { kind: "error", code, message: expect.stringMatching(message) },
      ]);
    },
  );

  test("an event is published before the next one comes", async () => {
    const child = spawn(process.execPath, [
      ...["--no-node-snapshot", resolve("src/cli/main.ts"), ...run(echo, "--events", "-")],
    ]);
    let stdout = "";
    const seen = Promise.withResolvers<void>();
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
      seen.resolve();
    });
    child.stdin.write('{"x":1}\n');
    await seen.promise;
    expect(lines(stdout)).toMatchObject([{ kind: "event", parts: { echo: 1 } }]);
    const closed = new Promise((fulfil) => child.on("close", fulfil));
    child.stdin.end();
    expect(await closed).toBe(0);
  });
});

describe("a file", () => {
  test("that is wrong anywhere is refused before anything is published", async () => {
    const feed = join(scratch.folder, "late.csv");
    const rows = Array.from({ length: 5_000 }, () => "A,2024-01-02,1\n").join("");
    await writeFile(feed, `symbol,date,price\n${rows}A,soon,1\n`);
    const events = join(scratch.folder, "late.jsonl");
    await writeFile(events, `${'{"x":1}\n'.repeat(5_000)}{"x":`);
    const outcomes = await Promise.all([
      cordon(...run(echo, "--feed", feed)),
      cordon(...run(echo, "--events", events)),
    ]);
    for (const [i, said] of ["FEED_LINE.*line 5002", "EVENTS_LINE.*line 5001"].entries()) {
      expect(outcomes[i]).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(`^.*"error".*${said}.*\n$`),
        stderr: expect.stringMatching(said),
      });
    }
  });

  test("too long for a table is read again, row by row, if it is in order", async () => {
    const row = (day: number): string => `A,2024-01-${String(day).padStart(2, "0")},${day}\n`;
    const days = Array.from({ length: 20 }, (_, i) => i + 1);
    const file = join(scratch.folder, "long.csv");
    const symbols = "date,A,B\n2024-01-01,1,\n2024-01-02,,2\n";
    for (const [text, events] of [
      [`symbol,date,price\n${days.map(row).join("")}`, 20],
      [symbols, 2],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- they share a file
      await writeFile(file, text);
      // oxlint-disable-next-line no-await-in-loop
      const feed = await openFeed(file, {}, { mostTicks: 1 });
      const ticks: unknown[] = [];
      // oxlint-disable-next-line no-await-in-loop
      for await (const batch of feed.batches) ticks.push(...batch);
      expect(ticks).toHaveLength(events);
      expect(feed.length).toBe(events);
      expect(feed.emptyCells).toBe(events === 2 ? 2 : 0);
    }
    await writeFile(file, `symbol,date,price\n${days.toReversed().map(row).join("")}`);
    await expect(openFeed(file, {}, { mostTicks: 5 })).rejects.toMatchObject({
      code: "FEED_ORDER",
      message: expect.stringContaining("line 3"),
    });
  });
});

describe("what is printed", () => {
  test("NaN, infinities and -0 are told, and stay numbers where JSON has them", async () => {
    const { stdout } = await cordonWith('{"odd":1}', run(echo, "--events", "-"));
    expect(stdout).toContain('"parts":{"numbers":["NaN","Infinity","-Infinity",-0,"2",0.5]}');
  });

  test("integers beyond 2^53 keep their digits on the way in and out", async () => {
    const { stdout } = await cordonWith(
      '{"x":9007199254740993}\n{"x":9007199254740992}',
      run(echo, "--events", "-"),
    );
    expect(lines(stdout).map(({ parts }) => parts)).toEqual([
      { echo: "9007199254740993" },
      { echo: 9_007_199_254_740_992 },
      undefined,
    ]);
  });

  test("so do those of --config", async () => {
    const program = join(scratch.folder, "config.ts");
    await writeFile(
      program,
      `import { defineProgram } from "cordon/unit";
       export default defineProgram((unit) => unit.log(String(unit.config.id)));`,
    );
    const { stdout } = await cordon("run", program, "--config", '{"id":9007199254740993}');
    expect(stdout).toContain("log: 9007199254740993\n");
  });

  test("events that end at 64 hops are counted", async () => {
    const { code, stdout } = await cordonWith('{"x":1}\n{"x":2}', run(ring, "--events", "-"));
    expect(code).toBe(0);
    expect(summaryOf(stdout)).toMatchObject({
      kind: "summary",
      events: 2,
      published: 128,
      droppedHops: 2,
    });
    const text = await cordonWith('{"x":1}', ["run", ring, "--events", "-"]);
    expect(text.stdout.trimEnd().split("\n").at(-1)).toContain("0 faults; 1 dropped after 64 hops");
  });
});
