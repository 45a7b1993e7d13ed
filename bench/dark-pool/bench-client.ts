/** The parent's side of a bench process. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { LatencyRun, Request, SetUp, Throughput } from "./bench-process.ts";
import type { Mode } from "./modes.ts";
import type { ScenarioOptions } from "./scenario.ts";

type Reply = { readonly result: unknown } | { readonly error: string };

export class BenchClient {
  readonly mode: Mode;
  readonly #child: ChildProcess;

  constructor(mode: Mode) {
    this.mode = mode;
    this.#child = fork(fileURLToPath(new URL("./bench-process.ts", import.meta.url)), {
      execArgv: ["--no-node-snapshot", "--expose-gc"],
      // What it prints is no part of our result.
      stdio: ["ignore", 2, 2, "ipc"],
    });
  }

  /** @param ticks how many are run before anything is measured: they make the result's hash */
  async setUp(options: ScenarioOptions, ticks: number): Promise<SetUp> {
    return (await this.#ask({ kind: "setUp", mode: this.mode, ticks, ...options })) as SetUp;
  }

  async throughput(ticks: number, batch: number): Promise<Throughput> {
    return (await this.#ask({ kind: "throughput", ticks, batch })) as Throughput;
  }

  /** @param rate ticks a second */
  async latency(rate: number, ticks: number): Promise<LatencyRun> {
    return (await this.#ask({ kind: "latency", rate, ticks })) as LatencyRun;
  }

  async close(): Promise<void> {
    if (!this.#child.connected) return;
    await this.#ask({ kind: "close" });
    this.#child.disconnect();
    if (this.#child.exitCode === null) await once(this.#child, "exit");
  }

  /** Ends it at once, whatever it is doing. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async #ask(request: Request): Promise<unknown> {
    const ended = new AbortController();
    try {
      this.#child.send(request);
      const reply = (await Promise.race([
        once(this.#child, "message", { signal: ended.signal }).then(([message]) => message),
        once(this.#child, "exit", { signal: ended.signal }).then(([code, signal]) => ({
          error: `its process ended with ${code === null ? signal : `code ${code}`}`,
        })),
      ])) as Reply;
      if ("error" in reply) throw new Error(`${this.mode}: ${reply.error}`);
      return reply.result;
    } finally {
      ended.abort();
    }
  }
}
