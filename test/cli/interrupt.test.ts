/** Interruptions: heard also while a process was blocked, or waits for an input that has no end. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Interrupt } from "../../src/cli/interrupt.ts";

describe("work that fails", () => {
  test("because its own process was ended by the same signal gives nothing", async () => {
    using interrupt = new Interrupt();
    const work = (): number => {
      // As a signal that came while the process was blocked: it is heard in a later turn.
      setImmediate(() => process.emit("SIGINT"));
      throw new Error("the process that reads programs was ended");
    };
    expect(await interrupt.during(work)).toBeUndefined();
    expect(interrupt.isRequested).toBe(true);
  });

  test("without a signal fails as it did", async () => {
    using interrupt = new Interrupt();
    const failure = new Error("no such program");
    await expect(interrupt.during(() => Promise.reject(failure))).rejects.toBe(failure);
  });
});

/** As a terminal sends it: to all processes of the group. */
async function interruptGroup(args: readonly string[], afterMs: number) {
  const child = spawn(process.execPath, ["bin/cordon.mjs", ...args], { detached: true });
  let stdout = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  await setTimeout(afterMs);
  const closed = once(child, "close");
  process.kill(-Number(child.pid), "SIGINT");
  const [code] = await closed;
  return { code: code as number | null, stdout };
}

test.each([
  ["demo --feed - --json", false],
  // It may have begun by then, or not: what it says is true either way.
  ["streams --minutes 1440 --json", true],
])(
  "%s says that it was interrupted, and ends with 130",
  { timeout: 20_000 },
  async (line, mayHaveBegun) => {
    const { code, stdout } = await interruptGroup(line.split(" "), 2_500);
    const said = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    const isReport = mayHaveBegun && said["interrupted"] === true && said["leaked"] === 0;
    expect(isReport || said["code"] === "INTERRUPTED", stdout.slice(0, 500)).toBe(true);
    expect(code).toBe(130);
  },
);
