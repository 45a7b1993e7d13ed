/** Runs the command line as people do: in a process of its own. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import type { Writable } from "node:stream";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const main = resolve("src/cli/main.ts");

export function cordon(...args: readonly string[]): Promise<Outcome> {
  return execute(process.execPath, ["--no-node-snapshot", main, ...args]);
}

/** The command, given so much on standard input; an input that is not `ended` stays open. */
export function cordonWith(
  input: string | Uint8Array,
  args: readonly string[],
  ended = true,
): Promise<Outcome> {
  return execute(process.execPath, ["--no-node-snapshot", main, ...args], {
    feed: (stdin) => (ended ? stdin.end(input) : stdin.write(input)),
  });
}

const reportPeak =
  "process.on('exit', () => require('node:fs').writeSync(2, `peak ${process.resourceUsage().maxRSS}`))";

/** The command as its launcher starts it, which is sent SIGINT once it has said so much on standard error. */
export async function interrupted(said: RegExp, ...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, ["bin/cordon.mjs", ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => {
    const before = said.test(stderr);
    stderr += String(chunk);
    if (!before && said.test(stderr)) child.kill("SIGINT");
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** The command with so large a heap (MiB), and the most memory (KiB) that its process had. */
export async function cordonIn(
  heapMiB: number,
  args: readonly string[],
): Promise<Outcome & { readonly peakKiB: number }> {
  const preload = `data:text/javascript,import { createRequire } from "node:module"; const require = createRequire(${JSON.stringify(main)}); ${reportPeak}`;
  const { code, stdout, stderr } = await execute(process.execPath, [
    ...["--no-node-snapshot", `--max-old-space-size=${heapMiB}`, "--import", preload, main],
    ...args,
  ]);
  const [, said = "", peak = "0"] = /^(.*?)peak (\d+)$/s.exec(stderr) ?? [];
  return { code, stdout, stderr: said, peakKiB: Number(peak) };
}

export function execute(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly path?: string;
    readonly feed?: (stdin: Writable) => void;
  } = {},
): Promise<Outcome> {
  const { cwd = resolve("."), path = process.env["PATH"], feed } = options;
  return new Promise((fulfil, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, PATH: path } });
    // A process that ends before it has read everything has read enough.
    child.stdin.on("error", () => {});
    feed?.(child.stdin);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => fulfil({ code, stdout, stderr }));
  });
}

/** A real month-by-month history of five stocks. */
export const stocks: string = join("node_modules", "vega-datasets", "data", "stocks.csv");
