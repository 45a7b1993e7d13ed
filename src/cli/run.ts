/** `cordon run`: one program as one unit, fed with events, and everything that it answers. */

import { setImmediate } from "node:timers/promises";
import { loadProgram } from "../loading/load-program.ts";
import { createPlatform } from "../platform/create.ts";
import type { Platform } from "../platform/platform.ts";
import { Printer } from "./printer.ts";
import { Progress } from "./progress.ts";
import { openInput, type RunInput } from "./run-input.ts";
import type { RunOptions } from "./run-options.ts";
import { UnitWatch } from "./unit-watch.ts";

/** Events between two turns of the event loop, and turns between two looks at what was dropped. */
const eventsPerTurn = 256;
const turnsPerLook = 16;

export async function run(path: string, options: RunOptions): Promise<void> {
  const { config = null, seed, json = false } = options;
  const program = loadProgram(path);
  const progress = Progress.besides(json);
  const input = await openInput(options, (count) =>
    progress.tell(() => `${count.toLocaleString("en-US")} events read`),
  );
  const platform = createPlatform({ seed });
  const printer = new Printer(json);
  try {
    platform.addProgram(program);
    platform.deploy({ program: program.name, name: program.name, config });
    const watch = new UnitWatch(platform, program.name, printer);
    platform.settle();
    try {
      await publishAll({ platform, input, watch, printer, progress });
    } finally {
      // Also of an input that breaks off: what came before the fault has happened.
      if (!json) for (const note of input.notes) process.stderr.write(`note: ${note}\n`);
      watch.summarize(input);
    }
    watch.demandAlive(path);
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
}

/** Publishes events, each to begin when all that the one before caused has been run. */
async function publishAll({
  platform,
  input: { batches, length },
  watch,
  printer,
  progress,
}: Publishing): Promise<void> {
  const total = length === undefined ? "" : ` of ${length.toLocaleString("en-US")}`;
  const progressText = (): string => `${watch.events.toLocaleString("en-US")}${total} events`;
  let turns = 0;
  for await (const events of batches) {
    for (let from = 0; from < events.length; from += eventsPerTurn) {
      for (const { parts, time } of events.slice(from, from + eventsPerTurn)) {
        platform.publish(parts, time);
      }
      platform.settleInTurn();
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
