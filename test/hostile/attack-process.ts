/** A process that attacks are run in, seen from the runner, which kills it if it does not answer. */

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Charge } from "./charge.ts";
import type { Prepared } from "./load.ts";

const script = fileURLToPath(new URL("run-attacks.ts", import.meta.url));

/** Time (ms) that an attack may take; the busiest machine included. */
const watchdogMs = 30_000;

/** Time (ms) after which an attack is beyond the platform's own time limit. */
const stuckMs = 800;

export interface Ending {
  readonly output: string;
  /** Problems that the judge found; null if the process ended before its verdict. */
  readonly problems: readonly string[] | null;
  /** Exit code or signal, if the process ended. */
  readonly code: string | null;
  /** Attacks that ran before in the same process. */
  readonly past: readonly string[];
}

function hasBegun(output: string): boolean {
  return /^attack$/m.test(output);
}

function verdictOf(output: string): readonly string[] | null {
  // Whole lines only: a longer one may still be under way.
  const verdict = /^outcome (.*)\n/m.exec(output)?.[1];
  return verdict === undefined ? null : JSON.parse(verdict);
}

export class AttackProcess {
  readonly #process: ChildProcess;
  #output = "";
  #code: string | null = null;
  #watchdog: NodeJS.Timeout | undefined;
  #charge: Charge | null = null;
  #resolve: (ending: Ending) => void = () => {};
  /** Attacks it has run before. */
  readonly #past: string[] = [];

  constructor() {
    this.#process = spawn(process.execPath, ["--no-node-snapshot", script, "--serve"], {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...process.env,
        // A zone that no machine of ours is in: what depends on it depends on the machine.
        TZ: "Asia/Kathmandu",
      },
    });
    const read = (chunk: Buffer): void => this.#read(chunk.toString());
    this.#process.stdout?.on("data", read);
    this.#process.stderr?.on("data", read);
    this.#process.on("close", (code, signal) => this.#end(String(code ?? signal)));
    // One that dies before it has read its charge says so in its own way.
    this.#process.on("error", () => {});
  }

  get hasEnded(): boolean {
    return this.#code !== null;
  }

  /** Attacks it has been given. */
  get attacks(): number {
    return this.#past.length;
  }

  run(charge: Charge, prepared: Prepared): Promise<Ending> {
    this.#charge = charge;
    this.#output = "";
    this.#past.push(charge.title);
    return new Promise((resolve) => {
      this.#resolve = resolve;
      if (this.hasEnded) return this.#answer(null);
      this.#watch(watchdogMs);
      // An error here is one of a process that has ended, which `close` reports.
      this.#process.send({ file: charge.file, prepared }, () => {});
    });
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  #watch(ms: number): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.kill(), ms);
  }

  #read(text: string): void {
    const hadBegun = hasBegun(this.#output);
    this.#output += text;
    if (this.#charge?.expect === "process-killed" && !hadBegun && hasBegun(this.#output)) {
      this.#watch(stuckMs);
    }
    const problems = verdictOf(this.#output);
    if (problems !== null) this.#answer(problems);
  }

  #end(code: string): void {
    this.#code = code;
    this.#answer(null);
  }

  #answer(problems: readonly string[] | null): void {
    clearTimeout(this.#watchdog);
    const past = this.#past.slice(0, -1);
    this.#resolve({ output: this.#output, problems, code: this.#code, past });
    this.#resolve = () => {};
  }
}
