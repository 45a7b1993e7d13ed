/** `cordon streams`: an owner's encrypted streams, who reads what of them, and an attacker. */

import { CordonError } from "../errors.ts";
import { Interrupt } from "./interrupt.ts";
import { generateDay } from "./streams/day.ts";
import { readDay } from "./streams/recording.ts";
import { formatStreams } from "./streams/report.ts";
import { runStreams, type StreamsProgress } from "./streams/run.ts";
import type { StreamsCommandOptions } from "./streams-options.ts";

export async function streams(options: StreamsCommandOptions): Promise<void> {
  const { minutes, seed, data, method, granularity, threads, plantLeak, json } = options;
  const isShown = json !== true || process.stderr.isTTY;
  using interrupt = new Interrupt();
  let progress: StreamsProgress | undefined;
  const day = data === undefined ? generateDay(minutes, seed) : await readDay(data);
  const running = runStreams({
    day,
    source: data ?? `${minutes} minutes, seed ${seed}`,
    method,
    granularity,
    ...(threads !== undefined && { threads }),
    isLeakPlanted: plantLeak === true,
    onProgress(reached) {
      progress = reached;
      if (isShown) showProgress(reached);
    },
  });
  const report = await interrupt.before(running);
  if (report === undefined) {
    const at =
      progress === undefined ? "before its first tuple" : `after ${progressText(progress)}`;
    throw new CordonError("INTERRUPTED", { command: "streams", at });
  }
  process.stdout.write(`${json === true ? JSON.stringify(report) : formatStreams(report)}\n`);
  if (report.leaked > 0) throw new CordonError("DEMO_LEAK", { count: report.leaked });
  if (report.lost > 0) throw new CordonError("DEMO_LOST", { count: report.lost });
}

function showProgress(progress: StreamsProgress): void {
  process.stderr.write(`${progressText(progress)}\n`);
}

function progressText({ tuples, of, results }: StreamsProgress): string {
  return `${tuples} of ${of} tuples, ${results} results`;
}
