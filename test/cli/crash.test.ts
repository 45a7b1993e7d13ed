/** The launcher: what it says when V8 ends the process. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { execute } from "./command-line.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cordon-crash-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const launcher = resolve("bin/cordon.mjs");

test("a signal is named, with the unit that was running and what to do", async () => {
  const program = join(folder, "worker.ts");
  const events = join(folder, "events.jsonl");
  // V8 cannot make room for it, and does not expect that; it takes long enough for the watchdog to see.
  await writeFile(
    program,
    `import { defineProgram } from "cordon/unit";
     export default defineProgram((unit) => {
       unit.subscribe({ part: "go", present: true }, () => {
         const kept: unknown[] = [];
         for (;;) kept.push(new Array(1_000).fill(kept));
       });
     });`,
  );
  await writeFile(events, '{"go":1}\n');
  const args = [launcher, "run", program, "--events", events];
  const { code, stderr } = await execute(process.execPath, args);
  expect(code).toBeGreaterThan(128);
  expect(stderr).toMatch(/error PROCESS_KILLED: Cordon was ended by SIG[A-Z]+/);
  expect(stderr).toContain('"worker" of owner "worker"');
  expect(stderr).toContain("start it again without");
});

test("an ordinary failure keeps its code, and is not explained as a crash", async () => {
  const { code, stderr } = await execute(process.execPath, [launcher, "run", "no-such-program"]);
  expect(code).toBe(1);
  expect(stderr).not.toContain("PROCESS_KILLED");
});
