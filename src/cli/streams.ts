/** `cordon streams`: an owner's encrypted streams, who reads what of them, and an attacker. */

import { CordonError } from "../errors.ts";
import { generateDay } from "./streams/day.ts";
import { readDay } from "./streams/recording.ts";
import { formatStreams } from "./streams/report.ts";
import { runStreams, type StreamsProgress } from "./streams/run.ts";
import type { StreamsCommandOptions } from "./streams-options.ts";

export async function streams(options: StreamsCommandOptions): Promise<void> {
  const { minutes, seed, data, method, granularity, threads, plantLeak, json } = options;
  const report = await runStreams({
    day: data === undefined ? generateDay(minutes, seed) : await readDay(data),
    source: data ?? `${minutes} minutes, seed ${seed}`,
    method,
    granularity,
    ...(threads !== undefined && { threads }),
    isLeakPlanted: plantLeak === true,
    ...((json !== true || process.stderr.isTTY) && { onProgress: showProgress }),
  });
  process.stdout.write(`${json === true ? JSON.stringify(report) : formatStreams(report)}\n`);
  if (report.leaked > 0) throw new CordonError("DEMO_LEAK", { count: report.leaked });
  if (report.lost > 0) throw new CordonError("DEMO_LOST", { count: report.lost });
}

function showProgress({ tuples, of, results }: StreamsProgress): void {
  process.stderr.write(`${tuples} of ${of} tuples, ${results} results\n`);
}
