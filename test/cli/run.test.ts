/** `cordon run`: what a unit is given, and what is printed of it. */

import { spawn } from "node:child_process";
import { once } from "node:events";
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

const thrower = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  unit.subscribe({ part: "word", present: true }, function onEvent(): void {
    throw new Error("no");
  });
});
`;

const refused = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.subscribe({ part: "word", present: true }, () => {
  try { unit.publish(1 as never); } catch {}
}));
`;

const dated = `
import { defineProgram } from "cordon/unit";
const later = () => new Date();
export default defineProgram((unit) => void (unit.now() > 1e15 && later()));
`;

const escape = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log("\\u001b[2J and a\\nsecond line"));
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-run-"));
  await writeFile(join(folder, "echo.ts"), echo);
  await writeFile(join(folder, "escape.ts"), escape);
  await writeFile(join(folder, "thrower.ts"), thrower);
  await writeFile(join(folder, "refused.ts"), refused);
  await writeFile(join(folder, "dated.ts"), dated);
  await writeFile(join(folder, "three.jsonl"), '{"word":"a"}\n'.repeat(3));
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
    const place = expect.stringMatching(/echo\.ts:\d+/);
    const message = expect.stringMatching(/as told at .*echo\.ts:\d+/);
    expect(code, "a program that faults has failed").toBe(1);
    expect(lines(stderr)).toEqual(lines(stdout).slice(-1));
    expect(lines(stdout)).toEqual([
      { kind: "log", unit: "echo", text: 'starts with {"a":1}' },
      echoed("one", 1_000, 1_000),
      echoed("two", 1_001, 1_001),
      { kind: "fault", time: 1_003, unit: "echo", message, stack: expect.arrayContaining([place]) },
      { kind: "restarted", time: 1_003, unit: "echo" },
      { kind: "log", time: 1_003, unit: "echo", text: 'starts with {"a":1}' },
      { kind: "summary", events: 4, published: 2, logs: 2, faults: 1, refusals: 0 },
      { kind: "error", code: "UNIT_FAULTS", message, remedy: expect.any(String) },
    ]);
  });

  test("a unit that keeps throwing is put in quarantine, which is a failure", async () => {
    const { code, stdout, stderr } = await cordon(
      ...["run", join(folder, "echo.ts"), "--events", join(folder, "bad.jsonl")],
    );
    expect(code).toBe(1);
    expect(stdout).toContain("4 ms  echo  put in quarantine\n");
    expect(stderr).toMatch(/^error UNIT_QUARANTINED: .*as told at .*echo\.ts:\d+/m);
  });

  test("faults of a program fail the run, though each is followed by a new life", async () => {
    const { code, stdout, stderr } = await cordon(
      ...["run", join(folder, "thrower.ts"), "--events", join(folder, "three.jsonl")],
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/fault: no at .*thrower\.ts:5 \(onEvent\)\n/);
    expect(stdout).toMatch(/3 events in; .*, 3 faults\n$/);
    expect(stderr).toMatch(/^error UNIT_FAULTS: .*3 times.*no at .*thrower\.ts:5 \(onEvent\)\n/m);
  });

  test("refused calls name their place, and are no failure", async () => {
    const { code, stdout } = await cordon(
      ...["run", join(folder, "refused.ts"), "--events", join(folder, "three.jsonl"), "--json"],
    );
    expect(code).toBe(0);
    expect(lines(stdout)[0]).toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^EVENT_KIND: .* at .*refused\.ts:4/),
    });
  });

  test("what units do without is said before the program runs", async () => {
    const program = join(folder, "dated.ts");
    const [text, json] = await Promise.all([
      cordon("run", program, "--events", join(folder, "three.jsonl")),
      cordon("run", program, "--events", join(folder, "three.jsonl"), "--json"),
    ]);
    expect(text.code).toBe(0);
    expect(text.stderr).toMatch(/^warning: .*dated\.ts:3:\d+: Date is not there .*unit\.now/m);
    expect(lines(json.stdout)[0]).toMatchObject({
      kind: "warning",
      text: expect.stringContaining("Date is not there"),
    });
  });

  test.each([
    ["SIGINT", "text"],
    ["SIGTERM", "json"],
  ] as const)(
    "%s: the report so far, as %s, and 130",
    { timeout: 20_000 },
    async (signal, form) => {
      const child = spawn(process.execPath, [
        ...["bin/cordon.mjs", "run", join(folder, "echo.ts"), "--events", "-"],
        ...(form === "json" ? ["--json"] : []),
      ]);
      let stdout = "";
      const seen = Promise.withResolvers<undefined>();
      child.stdout.on("data", (chunk) => {
        stdout += String(chunk);
        if (stdout.includes("two")) seen.resolve(undefined);
      });
      // The input goes on: nobody ends it.
      child.stdin.write('{"word":"one","time":1}\n{"word":"two","time":2}\n');
      await seen.promise;
      const closed = once(child, "close");
      child.kill(signal);
      expect(await closed).toEqual([130, null]);
      if (form === "text") expect(stdout).toMatch(/interrupted; 2 events in; 2 published.*\n$/);
      else expect(lines(stdout).at(-1)).toMatchObject({ kind: "summary", interrupted: true });
    },
  );

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
