/** `cordon streams`: an owner's encrypted streams, who reads what of them, and an attacker. */

import { availableParallelism } from "node:os";
import { CordonError } from "../errors.ts";
import { exitInterrupted, Interrupt } from "./interrupt.ts";
import { printReport } from "./report-output.ts";
import { generateDay } from "./streams/day.ts";
import { readDay } from "./streams/recording.ts";
import { formatStreams } from "./streams/report.ts";
import { runStreams, type StreamsProgress } from "./streams/run.ts";
import type { StreamsCommandOptions } from "./streams-options.ts";

export async function streams(options: StreamsCommandOptions): Promise<void> {
  const { minutes, seed, data, method, granularity, plantLeak, json } = options;
  using interrupt = new Interrupt();
  const { threads, notes } = threadsOf(options);
  const day = data === undefined ? generateDay(minutes, seed) : await readDay(data);
  const running = {
    day,
    source: data ?? `${minutes} minutes, seed ${seed}`,
    method,
    granularity,
    ...(threads !== undefined && { threads }),
    notes,
    isInterrupted: () => interrupt.isRequested,
    isLeakPlanted: plantLeak === true,
    ...((json !== true || process.stderr.isTTY) && { onProgress: showProgress }),
  };
  const report = await interrupt.during(() => runStreams(running));
  if (report === undefined) {
    throw new CordonError("INTERRUPTED", { command: "streams", at: "before its first tuple" });
  }
  printReport(json === true ? JSON.stringify(report) : formatStreams(report));
  if (report.interrupted) process.exitCode = exitInterrupted;
  if (report.leaked > 0) throw new CordonError("DEMO_LEAK", { count: report.leaked });
  if (report.lost > 0) throw new CordonError("DEMO_LOST", { count: report.lost });
}

/** Threads beyond the cores only take turns: as many as there are cores are the most. */
function threadsOf({ threads, json }: StreamsCommandOptions): {
  readonly threads: number | undefined;
  readonly notes: readonly string[];
} {
  const cores = availableParallelism();
  if (threads === undefined || threads <= cores) return { threads, notes: [] };
  const cored = cores === 1 ? "1 core" : `${cores} cores`;
  const note = `--threads ${threads} is more than this machine has: ${cores} for its ${cored}`;
  if (json !== true) process.stderr.write(`note: ${note}\n`);
  return { threads: cores, notes: [note] };
}

function showProgress({ tuples, of, results }: StreamsProgress): void {
  process.stderr.write(`${tuples} of ${of} tuples, ${results} results\n`);
}
