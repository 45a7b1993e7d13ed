/** Watches one unit: prints what becomes of it, and counts. */

import { CordonError } from "../errors.ts";
import type { EventView } from "../event/index.ts";
import type { AuditRecord } from "../platform/audit.ts";
import type { Platform } from "../platform/platform.ts";
import { DropCount, dropTexts, nonZero } from "./drops.ts";
import { type Printer, toJson } from "./printer.ts";
import type { RunInput } from "./run-input.ts";

export class UnitWatch {
  /** Event time of the event in hand; undefined while the unit starts. */
  #time: number | undefined;
  #events = 0;
  readonly #unit: string;
  readonly #printer: Printer;
  readonly #drops: DropCount;
  readonly #counts = { published: 0, logs: 0, faults: 0, refusals: 0 };
  #quarantine: string | null = null;
  /** The first fault of the program, with its place. */
  #firstFault: string | null = null;

  constructor(platform: Platform, unit: string, printer: Printer) {
    this.#unit = unit;
    this.#printer = printer;
    this.#drops = new DropCount(platform);
    platform.subscribe(
      { not: { part: "\u0000", present: true } },
      (view, { publisher, time }) => {
        if (publisher === unit) this.#published(view, time);
        else if (publisher === null) this.#begins(time);
      },
      { clearance: "everything" },
    );
    platform.notifications.on("record", (record) => this.#audited(record));
  }

  /** Events from the edge that have begun. */
  get events(): number {
    return this.#events;
  }

  /** Looks at what was dropped: now and then, or a cell that is lost takes its counts with it. */
  look(): void {
    this.#drops.look();
  }

  /**
   * Prints the summary of what has happened up to now.
   *
   * @param interrupted whether somebody ended it
   */
  summarize({ notes, emptyCells }: RunInput, interrupted: boolean): void {
    const { published, logs, faults, refusals } = this.#counts;
    const drops = this.#drops.look();
    const empty = emptyCells();
    const said = [
      ...(interrupted ? ["interrupted"] : []),
      `${this.#events} events in`,
      `${published} published, ${logs} logged, ${refusals} calls refused, ${faults} faults`,
      ...dropTexts(drops),
      ...(empty > 0 ? [`${empty} empty cells of the feed are no ticks`] : []),
    ];
    this.#printer.print(
      {
        kind: "summary",
        events: this.#events,
        ...this.#counts,
        ...nonZero(drops),
        ...(empty > 0 && { emptyCells: empty }),
        ...(notes.length > 0 && { notes }),
        ...(interrupted && { interrupted }),
      },
      said.join("; "),
    );
    this.#printer.flush();
  }

  /** @throws CordonError PROGRAM_DEFAULT, UNIT_QUARANTINED, UNIT_FAULTS: if the unit was ever at fault */
  demandFaultless(path: string): void {
    const reason = this.#quarantine;
    const first = this.#firstFault;
    const named = { name: this.#unit, where: path };
    if (reason?.startsWith("PROGRAM_DEFAULT:") === true) {
      throw new CordonError("PROGRAM_DEFAULT", { ...named, problem: reason });
    }
    if (reason !== null) {
      const problem = first?.startsWith(reason) === true ? first : reason;
      throw new CordonError("UNIT_QUARANTINED", { ...named, problem });
    }
    if (first === null) return;
    throw new CordonError("UNIT_FAULTS", { ...named, count: this.#counts.faults, problem: first });
  }

  get #now(): { readonly time?: number; readonly unit: string } {
    return { ...(this.#time !== undefined && { time: this.#time }), unit: this.#unit };
  }

  #begins(time: number): void {
    this.#time = time;
    this.#events++;
    this.#printer.beat();
  }

  #published(view: EventView, time: number): void {
    this.#counts.published++;
    const parts = Object.fromEntries(
      Object.entries(view).map(([name, data]) => [name, toJson(data)]),
    );
    this.#printer.print({ kind: "event", time, unit: this.#unit, parts }, JSON.stringify(parts));
  }

  #audited(record: AuditRecord): void {
    const print = this.#printer.print.bind(this.#printer);
    switch (record.kind) {
      case "log":
        this.#counts.logs++;
        print({ kind: "log", ...this.#now, text: record.text }, `log: ${record.text}`);
        return;
      case "fault":
        this.#counts.faults++;
        this.#fault(record.message, record.stack);
        return;
      case "cellLost":
        this.#counts.faults++;
        this.#fault(record.problem, []);
        return;
      case "refused": {
        const { code, count, stack } = record;
        const message = placed(record.message, stack);
        this.#counts.refusals += count;
        print(
          { kind: "refused", ...this.#now, code, message, stack, count },
          `refused: ${message}`,
        );
        return;
      }
      case "restarted":
        print({ kind: "restarted", ...this.#now }, "restarted");
        return;
      case "quarantined":
        this.#quarantine = record.reason;
        print({ kind: "quarantined", ...this.#now, reason: record.reason }, "put in quarantine");
    }
  }

  #fault(problem: string, stack: readonly string[]): void {
    const message = placed(problem, stack);
    this.#firstFault ??= message;
    this.#printer.print({ kind: "fault", ...this.#now, message, stack }, `fault: ${message}`);
  }
}

/** A message with the innermost place in the author's source. */
function placed(message: string, [place]: readonly string[]): string {
  return place === undefined ? message : `${message} at ${place}`;
}

/** Prints the summary of a run that was interrupted before its unit was there. */
export function summarizeNothing(printer: Printer): void {
  const counts = { events: 0, published: 0, logs: 0, faults: 0, refusals: 0 };
  printer.print({ kind: "summary", ...counts, interrupted: true }, "interrupted; 0 events in");
  printer.flush();
}
