/** Events from JSON lines: each object is an event, each of its keys a part. */

import { CordonError } from "../../errors.ts";
import { checkPartName, copyValue, type Value } from "../../event/index.ts";
import { clockNames, dateNames, normalized, wholeTimeNames } from "./column-names.ts";
import { isRereadable, readBytes } from "./bytes.ts";
import { parseJson } from "./json.ts";
import { splitLines } from "./lines.ts";
import { shown } from "./numbers.ts";
import type { Reading } from "./open.ts";
import { eventErrors, Unclear } from "./problem.ts";
import { decodeText } from "./text.ts";
import { type TimeOptions, TimeReader } from "./time.ts";

export interface InputEvent {
  readonly parts: readonly { readonly name: string; readonly data: Value }[];
  /** Event time in ms. */
  readonly time: number;
}

export interface Events {
  /** How many there are, if that is known before they are read. */
  readonly length: number | undefined;
  readonly batches: AsyncIterable<readonly InputEvent[]>;
  /** Grows as events are read. */
  readonly notes: readonly string[];
}

/**
 * Opens events. A file is read as a whole before its first event comes out, so that nothing is done with a
 * file that is wrong.
 *
 * @throws CordonError EVENTS_FILE, EVENTS_LINE; while they are read, `batches` throw the same
 */
export async function openEvents(
  file: string,
  options: TimeOptions,
  onRead?: Reading,
): Promise<Events> {
  let length: number | undefined;
  if (await isRereadable(file)) {
    length = 0;
    for await (const events of readEvents(file, options)) {
      length += events.length;
      onRead?.(length);
    }
  }
  const notes: string[] = [];
  return { length, batches: readEvents(file, options, notes), notes };
}

/**
 * Reads events. A part named `time` is also the event time. If the first event has none, no event may have
 * one, and each comes 1 ms after the one before.
 *
 * @throws CordonError EVENTS_FILE, EVENTS_LINE, after the events before it were yielded
 */
export async function* readEvents(
  file: string,
  options: TimeOptions,
  notes: string[] = [],
): AsyncGenerator<readonly InputEvent[]> {
  const errors = eventErrors(file);
  const clock = new EventClock(new TimeReader(options));
  let isFirst = true;
  for await (const lines of splitLines(decodeText(readBytes(file, errors), errors), errors)) {
    const events: InputEvent[] = [];
    for (const { text, line } of lines) {
      if (text.trim() === "") continue;
      try {
        const record = parseRecord(text);
        if (isFirst) notes.push(...notesOf(record));
        isFirst = false;
        const time = clock.timeOf(record);
        events.push({ parts: partsOf(record), time });
      } catch (error) {
        yield events;
        throw errors.malformed(line, ...problemOf(error));
      }
    }
    yield events;
  }
  if (isFirst) throw errors.malformed(1, "there is no event");
}

function problemOf(error: unknown): [problem: string, right: string | undefined] {
  if (error instanceof CordonError) return [error.message, error.remedy];
  if (error instanceof Unclear) return [error.message, error.right];
  return [error instanceof Error ? error.message : String(error), undefined];
}

function parseRecord(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Unclear("it is not an object");
  }
  if (Object.keys(value).length === 0) throw new Unclear("it has no key, so no part");
  return { ...value };
}

/** Names the key that looks like the event time, and is not it. */
function notesOf(record: Readonly<Record<string, unknown>>): readonly string[] {
  if (Object.hasOwn(record, "time")) return [];
  const timeNames = [...clockNames, ...wholeTimeNames, ...dateNames];
  const key = Object.keys(record).find((name) => timeNames.includes(normalized(name)));
  if (key === undefined) return [];
  return [
    `no event has the key time, so each comes 1 ms after the one before; the key ${shown(key)} is not its event time`,
  ];
}

function partsOf(record: Readonly<Record<string, unknown>>): InputEvent["parts"] {
  return Object.entries(record).map(([name, data]) => {
    checkPartName(name);
    return { name, data: copyValue(data, name) };
  });
}

class EventClock {
  readonly #times: TimeReader;
  /** Whether events of this input have times; known from the first one. */
  #isTimed: boolean | undefined;
  #latest = 0;

  constructor(times: TimeReader) {
    this.#times = times;
  }

  timeOf(record: Readonly<Record<string, unknown>>): number {
    const isTimed = Object.hasOwn(record, "time");
    this.#isTimed ??= isTimed;
    if (isTimed !== this.#isTimed) {
      throw new Unclear(
        isTimed
          ? "it has a time, and the events before it have none"
          : "it has no time, and the events before it have one",
        "give all events a time, or none",
      );
    }
    const time = isTimed ? this.#read(record["time"]) : this.#latest + 1;
    if (time < this.#latest)
      throw new Unclear(`its time ${time} is before ${this.#latest}`, sorted);
    this.#latest = time;
    return time;
  }

  #read(value: unknown): number {
    if (typeof value === "string") return this.#times.read(value);
    if (typeof value === "number" || typeof value === "bigint") return this.#times.readCount(value);
    throw new Unclear(`its time is ${shown(JSON.stringify(value))}, not a number or a text`);
  }
}

const sorted = "put the events in the order of their times";
