/** Runs attacks, each in a fresh process under a watchdog, a few at a time. */

import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { CordonError } from "cordon";
import type { Charge } from "./charge.ts";
import { judge } from "./judge.ts";
import { loadCharge, loadWitness, type Prepared } from "./load.ts";
import { tellsSecret } from "./secret.ts";

const script = fileURLToPath(new URL("run-one.ts", import.meta.url));

/** Time (ms) that a process may take; the busiest machine included. */
const watchdogMs = 30_000;

/** Time (ms) after which an attack is beyond the platform's own time limit. */
const stuckMs = 800;

interface Ending {
  readonly output: string;
  /** Exit code; null if a signal ended it. */
  readonly code: number | null;
}

/** Lets so many tasks run at once. */
class Turnstile {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

const turnstile = new Turnstile(Math.max(2, availableParallelism()));

function hasBegun(output: string): boolean {
  return /^attack$/m.test(output);
}

let witness: Prepared["witness"] | undefined;

async function prepare(charge: Charge): Promise<Prepared> {
  witness ??= loadWitness();
  return { program: await loadCharge(charge), witness };
}

async function runProcess(charge: Charge): Promise<Ending> {
  const prepared = await prepare(charge);
  const args = ["--no-node-snapshot", script, charge.file, "--prepared"];
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      // A zone that no machine of ours is in: what depends on it depends on the machine.
      TZ: "Asia/Kathmandu",
    },
  });
  // One that dies before it has read them says so in its own way.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(prepared));
  let output = "";
  let watchdog = setTimeout(() => child.kill("SIGKILL"), watchdogMs);
  const read = (chunk: Buffer): void => {
    const hadBegun = hasBegun(output);
    output += chunk.toString();
    if (charge.expect !== "process-killed" || hadBegun || !hasBegun(output)) return;
    clearTimeout(watchdog);
    watchdog = setTimeout(() => child.kill("SIGKILL"), stuckMs);
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  clearTimeout(watchdog);
  return { output, code };
}

function judgeEnding({ expect }: Charge, { output, code }: Ending): readonly string[] {
  const outcome = /^outcome (.*)$/m.exec(output)?.[1];
  if (expect === "process-killed") {
    const problems: string[] = [];
    if (!hasBegun(output)) problems.push("it ended before the attack");
    if (code === 0 || outcome !== undefined) problems.push("the process lived on");
    if (tellsSecret(output)) problems.push("it leaked before it died");
    return problems;
  }
  if (code !== 0 || outcome === undefined) return [`the process ended: ${code ?? "killed"}`];
  return JSON.parse(outcome);
}

export interface Verdict {
  /** What is wrong; nothing, if all is as it should be. */
  readonly problems: readonly string[];
  /** What the process said, for whoever reads a failing test. */
  readonly output: string;
}

/** A program that is to be refused runs nowhere: processes of the platform's own look at its text. */
async function runRefused(charge: Charge): Promise<Verdict> {
  try {
    await loadCharge(charge);
    return { problems: ["it was not refused"], output: "" };
  } catch (error) {
    if (!(error instanceof CordonError)) throw error;
    return { problems: judge(charge, { refusal: error.code }), output: error.message };
  }
}

export async function run(charge: Charge): Promise<Verdict> {
  if (charge.expect === "refused") return runRefused(charge);
  await turnstile.enter();
  try {
    const ending = await runProcess(charge);
    return { problems: judgeEnding(charge, ending), output: ending.output };
  } finally {
    turnstile.leave();
  }
}
