/** `cordon run`: one program as one unit, fed with events, and everything that it answers. */

import { CordonError } from "../errors.ts";
import type { EventView } from "../event/index.ts";
import type { AuditRecord } from "../platform/audit.ts";
import { createPlatform } from "../platform/create.ts";
import { loadProgram } from "../loading/load-program.ts";
import type { Platform } from "../platform/platform.ts";
import { type InputEvent, readEvents } from "./event-lines.ts";
import { generateFeed, readFeed, type Tick } from "./feed.ts";
import { jsonPrinter, type Printer, textPrinter, toJson } from "./printer.ts";
import type { RunOptions } from "./run-options.ts";

const generatedTicks = 100;
const generatedSymbols = ["AAA", "AAB"];

export async function run(path: string, options: RunOptions): Promise<void> {
  const { config = null, seed, json } = options;
  const program = loadProgram(path);
  const input = await readInput(options);
  const platform = createPlatform({ seed });
  try {
    platform.addProgram(program);
    platform.deploy({ program: program.name, name: program.name, config });
    const watch = new UnitWatch(
      platform,
      program.name,
      json === true ? jsonPrinter() : textPrinter(),
    );
    platform.settle();
    for (const event of input) {
      watch.time = event.time;
      platform.publish(event.parts, event.time);
      platform.settle();
    }
    watch.summarize(input.length, path);
  } finally {
    platform.close();
  }
}

async function readInput({ feed, events, seed }: RunOptions): Promise<readonly InputEvent[]> {
  if (events !== undefined) return readEvents(events);
  const generated = { seed, symbols: generatedSymbols, ticks: generatedTicks };
  const ticks = feed === undefined ? [...generateFeed(generated)] : await readFeed(feed);
  return ticks.map(tickEvent);
}

function tickEvent({ symbol, price, time }: Tick): InputEvent {
  return {
    parts: [
      { name: "type", data: "tick" },
      { name: "symbol", data: symbol },
      { name: "price", data: price },
    ],
    time,
  };
}

/** Prints what becomes of one unit, and counts it. */
class UnitWatch {
  /** Event time of the event in hand; undefined while the unit starts. */
  time: number | undefined;
  readonly #unit: string;
  readonly #print: Printer;
  readonly #counts = { published: 0, logs: 0, faults: 0, refusals: 0 };
  #quarantine: string | null = null;

  constructor(platform: Platform, unit: string, print: Printer) {
    this.#unit = unit;
    this.#print = print;
    platform.subscribe(
      { not: { part: "\u0000", present: true } },
      (view, { publisher, time }) => {
        if (publisher === unit) this.#published(view, time);
      },
      { clearance: "everything" },
    );
    platform.notifications.on("record", (record) => this.#audited(record));
  }

  /** @throws CordonError PROGRAM_DEFAULT, UNIT_QUARANTINED: if it did not last */
  summarize(events: number, path: string): void {
    const { published, logs, faults, refusals } = this.#counts;
    this.#print(
      { kind: "summary", events, ...this.#counts },
      `${events} events in; ${published} published, ${logs} logged, ${refusals} calls refused, ${faults} faults`,
    );
    const problem = this.#quarantine;
    if (problem === null) return;
    const code = problem.startsWith("PROGRAM_DEFAULT:") ? "PROGRAM_DEFAULT" : "UNIT_QUARANTINED";
    throw new CordonError(code, { name: this.#unit, where: path, problem });
  }

  get #now(): { readonly time?: number; readonly unit: string } {
    return { ...(this.time !== undefined && { time: this.time }), unit: this.#unit };
  }

  #published(view: EventView, time: number): void {
    this.#counts.published++;
    const parts = Object.fromEntries(
      Object.entries(view).map(([name, data]) => [name, toJson(data)]),
    );
    this.#print({ kind: "event", time, unit: this.#unit, parts }, JSON.stringify(parts));
  }

  #audited(record: AuditRecord): void {
    switch (record.kind) {
      case "log":
        this.#counts.logs++;
        this.#print({ kind: "log", ...this.#now, text: record.text }, `log: ${record.text}`);
        return;
      case "fault":
        this.#counts.faults++;
        this.#fault(record.message);
        return;
      case "cellLost":
        this.#counts.faults++;
        this.#fault(record.problem);
        return;
      case "refused": {
        const { code, message, count } = record;
        this.#counts.refusals += count;
        this.#print({ kind: "refused", ...this.#now, code, message, count }, `refused: ${message}`);
        return;
      }
      case "restarted":
        this.#print({ kind: "restarted", ...this.#now }, "restarted");
        return;
      case "quarantined":
        this.#quarantine = record.reason;
        this.#print(
          { kind: "quarantined", ...this.#now, reason: record.reason },
          "put in quarantine",
        );
    }
  }

  #fault(message: string): void {
    this.#print({ kind: "fault", ...this.#now, message }, `fault: ${message}`);
  }
}
