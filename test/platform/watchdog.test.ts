/** The watchdog, in processes of their own: it ends them when a call never returns, and only then. */

import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { limits } from "../../src/index.ts";

/** V8 does not look at its time limit while it multiplies. This takes a minute or more. */
const uninterruptible = `let x = 3n ** 40_000_000n; for (;;) x *= x;`;
const interruptible = `for (;;);`;

interface Child {
  readonly pid: number;
  /** Resolves when the child begins to settle. */
  readonly begun: Promise<void>;
  readonly ended: Promise<{ signal: string | null; stdout: string; stderr: string; ms: number }>;
  kill(signal: NodeJS.Signals): void;
}

function start(watchdog: boolean, body: string, ...args: readonly string[]): Child {
  return run("watchdog-child.ts", String(watchdog), body, ...args);
}

function run(script: string, ...args: readonly string[]): Child {
  const child = spawn(
    process.execPath,
    ["--no-node-snapshot", resolve("test/platform", script), ...args],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let stdout = "";
  let stderr = "";
  let from = Date.now();
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const begun = new Promise<void>((fulfil) => {
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
      from = Date.now();
      fulfil();
    });
  });
  const ended = new Promise<Awaited<Child["ended"]>>((fulfil) => {
    child.on("close", (_code, signal) => {
      fulfil({ signal, stdout, stderr, ms: Date.now() - from });
    });
  });
  return { pid: child.pid ?? 0, begun, ended, kill: (signal) => child.kill(signal) };
}

describe.concurrent("a call that never returns", () => {
  test.each([
    ["settle", []],
    ["settleAsync", ["--async"]],
  ])("%s: the process ends, and says which unit ran", async (_how, args) => {
    const { signal, stdout, stderr, ms } = await start(true, uninterruptible, ...args).ended;
    expect(signal).toBe("SIGKILL");
    expect(stdout).toBe("settling\n");
    expect(stderr).toMatch(/error WATCHDOG: .*"owner acme".*"worker" of owner "acme"/);
    expect(ms).toBeGreaterThan(limits.watchdogGraceMs);
  });

  test("watchdog: false leaves the process as it is", async () => {
    const child = start(false, uninterruptible);
    await child.begun;
    await sleep(2 * limits.watchdogGraceMs);
    child.kill("SIGTERM");
    const { signal, stderr } = await child.ended;
    expect(signal).toBe("SIGTERM");
    expect(stderr).not.toContain("WATCHDOG");
  });
});

describe.concurrent("a call that returns", () => {
  test("at its time limit is no matter for the watchdog, which lets the process end", async () => {
    const { signal, stdout, stderr } = await start(true, interruptible).ended;
    expect(signal).toBe(null);
    expect(stdout).toBe("settling\ncame back\n");
    expect(stderr).not.toContain("WATCHDOG");
  });

  test("on another thread while the host does something else for long is no matter", async () => {
    const busyMs = 2 * limits.watchdogGraceMs + limits.wallExtraMs;
    const { signal, stdout, stderr } = await run("watchdog-busy-host.ts", String(busyMs)).ended;
    expect(stderr).not.toContain("WATCHDOG");
    expect(signal).toBe(null);
    expect(stdout).toBe("came back\n");
  });

  test("late because the process was stopped for a while is no matter, either", async () => {
    const child = start(true, `let sum = 0; for (let i = 0; i < 1e8; i++) sum += Math.sqrt(i);`);
    await child.begun;
    child.kill("SIGSTOP");
    await sleep(limits.watchdogGraceMs + limits.wallExtraMs + 1_000);
    child.kill("SIGCONT");
    const { signal, stdout, stderr } = await child.ended;
    expect(signal).toBe(null);
    expect(stdout).toBe("settling\ncame back\n");
    expect(stderr).not.toContain("WATCHDOG");
  });
});
