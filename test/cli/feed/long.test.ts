/** Long inputs: memory stays flat. `npm run test:soak` takes a million rows, in the time that they may take. */

import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cordonIn } from "../command-line.ts";
import { makeScratch, type Scratch } from "./read.ts";

const soakRows = Number(process.env["CORDON_ROWS"] ?? 0);
const most = Math.max(100_000, soakRows);
const timeLimitMs = 600_000;

let scratch: Scratch;
let program = "";

beforeAll(async () => {
  scratch = await makeScratch();
  program = join(scratch.folder, "quiet.ts");
  await writeFile(
    program,
    `import { defineProgram } from "cordon/unit";
     export default defineProgram((unit) => {
       let last = 0;
       unit.subscribe({ part: "type", equals: "tick" }, ({ price }) => {
         if (price > 2 * last) unit.log(String(price));
         last = price;
       });
       unit.subscribe({ part: "x", present: true }, ({ x }) => { last = x; });
     });`,
  );
});
afterAll(() => scratch.remove());

async function write(
  name: string,
  rows: number,
  row: (i: number) => string,
  header = "",
): Promise<string> {
  const file = join(scratch.folder, name);
  const stream = createWriteStream(file);
  stream.write(header);
  for (let from = 0; from < rows; from += 1_000) {
    const text = Array.from({ length: Math.min(1_000, rows - from) }, (_, i) => row(from + i)).join(
      "",
    );
    // oxlint-disable-next-line no-await-in-loop -- a slow disk must not fill memory
    if (!stream.write(text)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "close");
  return file;
}

const tick = (i: number): string =>
  `S${i % 10},${new Date(1.7e12 + i * 1_000).toISOString()},${(100 + Math.sin(i / 1_000)).toFixed(4)}\n`;
const event = (i: number): string => `{"time":${1.7e12 + i * 1_000},"x":${i}}\n`;

/** Runs with a heap of 256 MiB. @returns the most memory (MiB) that the process had */
async function peakMiB(option: string, file: string, rows: number): Promise<number> {
  const { code, stdout, stderr, peakKiB } = await cordonIn(256, [
    "run",
    program,
    option,
    file,
    "--json",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const summary = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as object;
  expect(summary).toMatchObject({ kind: "summary", events: rows });
  return peakKiB / 1_024;
}

describe("memory stays flat", () => {
  test.each([
    ["--feed", tick, "symbol,date,price\n"],
    ["--events", event, ""],
  ] as const)(
    "%s",
    async (option, row, header) => {
      const few = await write("few", 20_000, row, header);
      const many = await write("many", most, row, header);
      const before = await peakMiB(option, few, 20_000);
      const startedAt = performance.now();
      const after = await peakMiB(option, many, most);
      const seconds = (performance.now() - startedAt) / 1_000;
      // 20 bytes a tick are kept to be sorted.
      expect(after - before).toBeLessThan(64 + (most * 24) / 2 ** 20);
      if (soakRows > 0)
        process.stdout.write(
          `${option}: ${most} rows, ${seconds.toFixed(1)} s, ${after.toFixed(0)} MiB\n`,
        );
    },
    timeLimitMs,
  );
});
