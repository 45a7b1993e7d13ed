/** The demonstration of encrypted streams as a process: what it prints, and how it ends. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Onlooker } from "../../src/cli/streams/onlooker.ts";
import { readDay } from "../../src/cli/streams/recording.ts";
import { Bytes, type Value } from "../../src/event/index.ts";
import type { StreamsReport } from "../../src/cli/streams/run.ts";
import { cordon } from "./command-line.ts";

const short = ["streams", "--minutes", "120", "--seed", "7"];

describe("cordon streams", () => {
  test("everybody reads what was granted, nobody more", async () => {
    const outcome = await cordon(...short, "--threads", "1", "--json");
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const report = JSON.parse(outcome.stdout) as StreamsReport;
    expect(report).toMatchObject({
      source: "120 minutes, seed 7",
      method: "agg3",
      leaked: 0,
      lost: 0,
    });
    expect(report.parties.map(({ name, beyond }) => [name, beyond])).toEqual([
      ["friend", 0],
      ["other friend", 0],
      ["institute", 0],
      ["attacker", 0],
    ]);
    for (const { read, expected, rows } of report.parties) {
      expect([read, rows.length]).toEqual([expected, expected]);
      expect(read).toBeGreaterThan(0);
    }
    for (const { name, attempts, opened } of report.attacks) {
      expect([name, opened]).toEqual([name, 0]);
      expect([name, attempts > 0]).toEqual([name, true]);
    }
    expect(report.cloud.texts).toBe(0);
    expect(report.cloud.zones.length).toBeGreaterThan(2);
    expect(report.refusedWindow).toMatch(/^WINDOW: windows of 60 and 61/);
  }, 60_000);

  test("a planted leak is found: exit 1", async () => {
    const outcome = await cordon(...short, "--threads", "1", "--method", "agg2", "--plant-leak");
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/secrets or forgeries came where they may not/);
    expect(outcome.stdout).toMatch(/\d+ leaks\./);
  }, 60_000);

  test("a text is found wherever it passes: in texts, in bytes, deep down", () => {
    const onlooker = new Onlooker(["watch-1"]);
    const bytes = new Bytes(Buffer.from("\u0000\u00ffwatch-1\u0007"));
    for (const value of ["watch-2", 7, null, "a watch-1", [{ it: bytes }]] as Value[]) {
      onlooker.look(value);
    }
    expect([onlooker.parts, onlooker.bytes, onlooker.canaries]).toEqual([5, bytes.length, 2]);
  });

  test("a recording that cannot be used is refused, with the line", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cordon-recording-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const cases = [
      ["hr\n60", /no column minute/],
      ["minute,hr\n", /line 1: no row follows/],
      ["minute,hr\n0,60\n0,61", /line 3: minute 0 does not come after 0/],
      ["minute,hr,bp\n1,70,\n2,fast,", /line 3: hr is a number from 30 to 219, not "fast"/],
    ] as const;
    const outcomes = cases.map(async ([text, problem], i) => {
      const file = join(folder, `${i}.csv`);
      await writeFile(file, text);
      await expect(readDay(file)).rejects.toThrow(problem);
    });
    await Promise.all(outcomes);
    await expect(readDay(join(folder, "none.csv"))).rejects.toThrow(/cannot be read/);
    const good = join(folder, "good.csv");
    await writeFile(good, "Minute,HR,speed,note\n3,61.4,,a\n4,140,33,b\n");
    expect(await readDay(good)).toMatchObject({
      vitals: [
        { minute: 3, hr: 61, bp: 60, zone: 3 },
        { minute: 4, hr: 140, bp: 60, zone: 7 },
      ],
      fitness: [{ minute: 4, speed: 33 }],
    });
  });

  test("what it cannot do is refused: exit 2", async () => {
    const outcome = await cordon("streams", "--method", "agg4");
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(/agg1, agg2 or agg3/);
  });
});
