/** Runs the command line as people do: in a process of its own. */

import { spawn } from "node:child_process";
import { join, resolve } from "node:path";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const main = resolve("src/cli/main.ts");

export function cordon(...args: readonly string[]): Promise<Outcome> {
  return execute(process.execPath, ["--no-node-snapshot", main, ...args]);
}

export function execute(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly path?: string } = {},
): Promise<Outcome> {
  const { cwd = resolve("."), path = process.env["PATH"] } = options;
  return new Promise((fulfil, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, PATH: path } });
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
