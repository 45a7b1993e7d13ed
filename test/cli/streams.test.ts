/** The demonstration of encrypted streams as a process: what it prints, and how it ends. */

import { availableParallelism } from "node:os";
import { describe, expect, test } from "vitest";
import { Onlooker } from "../../src/cli/streams/onlooker.ts";
import { Bytes, type Value } from "../../src/event/index.ts";
import type { StreamsReport } from "../../src/cli/streams/run.ts";
import { cordon, interrupted } from "./command-line.ts";

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

  test("threads beyond the cores are not started, and that is said", async () => {
    const { code, stdout, stderr } = await cordon(...short, "--threads", "1024", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { notes, lost } = JSON.parse(stdout) as StreamsReport;
    expect(notes).toEqual([
      expect.stringMatching(
        `--threads 1024 is more than this machine has: ${availableParallelism()} for`,
      ),
    ]);
    expect(lost).toBe(0);
  }, 60_000);

  test("Ctrl-C: the report so far, and 130", async () => {
    const { code, stdout } = await interrupted(/of 2000 tuples/, "streams", "--minutes", "2000");
    expect(code).toBe(130);
    expect(stdout).toMatch(/^Interrupted: this is the report so far\n/);
    expect(stdout).toMatch(/\nNothing leaked\.\n/);
  }, 60_000);

  test("what it cannot do is refused: exit 2", async () => {
    const outcome = await cordon("streams", "--method", "agg4");
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(/agg1, agg2 or agg3/);
  });
});
