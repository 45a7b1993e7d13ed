/** `cordon run`: what a unit is given, and what is printed of it. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cordon, stocks } from "./command-line.ts";

let folder = "";

const echo = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  unit.log("starts with " + JSON.stringify(unit.config));
  unit.subscribe({ part: "word", present: true }, ({ word, time }) => {
    if (word === "bad") throw new Error("as told");
    const reply = unit.createEvent();
    unit.addPart(reply, {}, "echo", { word, time: time ?? null, at: unit.now(), big: 12n, tag: unit.createTag("mine") });
    unit.publish(reply);
  });
});
`;

const escape = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log("\\u001b[2J and a\\nsecond line"));
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-run-"));
  await writeFile(join(folder, "echo.ts"), echo);
  await writeFile(join(folder, "escape.ts"), escape);
  const events = [{ word: "one" }, { word: "two" }, { other: true }, { word: "bad" }];
  const timed = events.map((it, i) => ({ ...it, time: 1_000 + i }));
  await writeFile(join(folder, "words.jsonl"), timed.map((it) => JSON.stringify(it)).join("\n"));
  await writeFile(
    join(folder, "timeless.jsonl"),
    events.map((it) => JSON.stringify(it)).join("\n"),
  );
  await writeFile(join(folder, "bad.jsonl"), '{"word":"bad"}\n'.repeat(5));
});

afterAll(() => rm(folder, { recursive: true }));

function lines(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function echoed(word: string, time: number | null, at: number): unknown {
  const parts = { echo: { word, time, at, big: "12", tag: "<tag mine>" } };
  return { kind: "event", time: at, unit: "echo", parts };
}

describe("cordon run", () => {
  test("--events gives each line as an event; --json prints what happens, line by line", async () => {
    const { code, stdout, stderr } = await cordon(
      ...["run", join(folder, "echo.ts"), "--events", join(folder, "words.jsonl")],
      ...["--config", '{"a":1}', "--json"],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(lines(stdout)).toEqual([
      { kind: "log", unit: "echo", text: 'starts with {"a":1}' },
      echoed("one", 1_000, 1_000),
      echoed("two", 1_001, 1_001),
      { kind: "fault", time: 1_003, unit: "echo", message: expect.stringContaining("as told") },
      { kind: "restarted", time: 1_003, unit: "echo" },
      { kind: "log", time: 1_003, unit: "echo", text: 'starts with {"a":1}' },
      { kind: "summary", events: 4, published: 2, logs: 2, faults: 1, refusals: 0 },
    ]);
  });

  test("a unit that keeps throwing is put in quarantine, which is a failure", async () => {
    const { code, stdout, stderr } = await cordon(
      ...["run", join(folder, "echo.ts"), "--events", join(folder, "bad.jsonl")],
    );
    expect(code).toBe(1);
    expect(stdout).toContain("4 ms  echo  put in quarantine\n");
    expect(stderr).toMatch(/^error UNIT_QUARANTINED: .*as told/);
  });

  test("--feed gives each row as a tick", async () => {
    const { code, stdout } = await cordon(
      ...["run", "examples/first-unit/first.ts", "--feed", stocks, "--json"],
    );
    expect(code).toBe(0);
    const events = lines(stdout);
    expect(events.at(-1)).toMatchObject({ kind: "summary", events: 560, faults: 0 });
    expect(events[0]).toMatchObject({ kind: "event", parts: { type: "alert" } });
  });

  test("what a program writes cannot steer the terminal", async () => {
    const { stdout } = await cordon("run", join(folder, "escape.ts"));
    expect(stdout).toBe(
      "escape  log: \\u001b[2J and a\\u000asecond line\n" +
        "100 events in; 0 published, 1 logged, 0 calls refused, 0 faults\n",
    );
  });
});
