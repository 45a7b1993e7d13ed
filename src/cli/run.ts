/** `cordon run`: one program as one unit, fed with events, and everything that it answers. */

import { setImmediate } from "node:timers/promises";
import { loadProgram } from "../loading/load-program.ts";
import { createPlatform } from "../platform/create.ts";
import type { Platform } from "../platform/platform.ts";
import { exitInterrupted, Interrupt } from "./interrupt.ts";
import { Printer } from "./printer.ts";
import { Progress } from "./progress.ts";
import { noInput, openInput, type RunInput } from "./run-input.ts";
import type { RunOptions } from "./run-options.ts";
import { summarizeNothing, UnitWatch } from "./unit-watch.ts";

/** Events of the first turn of the event loop, and of the longest; and turns between looks at drops. */
const firstTurn = 16;
const longestTurn = 256;
const turnsPerLook = 16;
/** Time (ms) that a turn is to take: so soon an interruption is heard. */
const turnMs = 20;

export async function run(path: string, options: RunOptions): Promise<void> {
  const { config = null, seed, json = false } = options;
  using interrupt = new Interrupt();
  const printer = new Printer(json);
  const program = await interrupt.during(() => loadProgram(path));
  if (program === undefined) {
    summarizeNothing(printer);
    process.exitCode = exitInterrupted;
    return;
  }
  for (const warning of program.warnings ?? []) printer.warn(warning);
  const progress = Progress.besides(json);
  const opening = openInput(options, (count) =>
    progress.tell(() => `${count.toLocaleString("en-US")} events read`),
  );
  const input = (await interrupt.before(opening)) ?? noInput;
  const platform = createPlatform({ seed });
  try {
    platform.addProgram(program);
    platform.deploy({ program: program.name, name: program.name, config });
    const watch = new UnitWatch(platform, program.name, printer);
    platform.settle();
    try {
      await publishAll({ platform, input, watch, printer, progress, interrupt });
    } finally {
      // Also of an input that breaks off: what came before the fault has happened.
      if (!json) for (const note of input.notes) process.stderr.write(`note: ${note}\n`);
      watch.summarize(input, interrupt.isRequested);
    }
    if (interrupt.isRequested) process.exitCode = exitInterrupted;
    else watch.demandFaultless(path);
  } finally {
    platform.close();
    printer.flush();
  }
}

interface Publishing {
  readonly platform: Platform;
  readonly input: RunInput;
  readonly watch: UnitWatch;
  readonly printer: Printer;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
}

/** Publishes events, each to begin when all that the one before caused has been run. */
async function publishAll(publishing: Publishing): Promise<void> {
  const { platform, input, watch, printer, progress, interrupt } = publishing;
  const { batches, length } = input;
  const total = length === undefined ? "" : ` of ${length.toLocaleString("en-US")}`;
  const progressText = (): string => `${watch.events.toLocaleString("en-US")}${total} events`;
  let turns = 0;
  let most = firstTurn;
  for await (const events of interrupt.until(batches)) {
    for (let from = 0; from < events.length && !interrupt.isRequested;) {
      const some = events.slice(from, from + most);
      const began = performance.now();
      for (const { parts, time } of some) platform.publish(parts, time);
      platform.settleInTurn();
      const tookMs = Math.max(performance.now() - began, 1e-3);
      from += some.length;
      most = Math.max(1, Math.min(longestTurn, 2 * most, Math.floor((most * turnMs) / tookMs)));
      // What weak references hold is let go between turns only, and output is written.
      // oxlint-disable-next-line no-await-in-loop -- events come one after the other
      await turn(printer);
      if (++turns % turnsPerLook === 0) watch.look();
      progress.tell(progressText);
    }
    printer.flush();
  }
}

async function turn(printer: Printer): Promise<void> {
  if (process.stdout.writableNeedDrain) await printer.drain();
  await setImmediate();
}
