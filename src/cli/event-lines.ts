/** Events from a file of JSON lines: each object is an event, each of its keys a part. */

import { readFile } from "node:fs/promises";
import { CordonError } from "../errors.ts";
import { checkPartName, copyValue, type Value } from "../event/index.ts";
import { parseTime } from "./feed-time.ts";

export interface InputEvent {
  readonly parts: readonly { readonly name: string; readonly data: Value }[];
  /** Event time in ms. */
  readonly time: number;
}

/**
 * Reads events. A part named `time` that is a number (ms) or a date is also the event time; an event
 * without one comes 1 ms after the one before.
 *
 * @throws CordonError EVENTS_FILE, EVENTS_LINE
 */
export async function readEvents(file: string): Promise<readonly InputEvent[]> {
  const events: InputEvent[] = [];
  let time = 0;
  for (const [index, text] of (await readText(file)).split("\n").entries()) {
    if (text.trim() === "") continue;
    try {
      const record = parseRecord(text);
      const given = timeOf(record["time"]) ?? time + 1;
      if (given < time) throw new Error(`its time ${given} is before ${time}`);
      time = given;
      events.push({ parts: partsOf(record), time });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      throw new CordonError("EVENTS_LINE", { file, line: index + 1, problem });
    }
  }
  if (events.length === 0) {
    throw new CordonError("EVENTS_LINE", { file, line: 1, problem: "there is no event" });
  }
  return events;
}

async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CordonError("EVENTS_FILE", { file, problem });
  }
}

function parseRecord(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("it is not an object");
  }
  if (Object.keys(value).length === 0) throw new TypeError("it has no key, so no part");
  return { ...value };
}

function partsOf(record: Readonly<Record<string, unknown>>): InputEvent["parts"] {
  return Object.entries(record).map(([name, data]) => {
    checkPartName(name);
    return { name, data: copyValue(data, name) };
  });
}

function timeOf(value: unknown): number | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return typeof value === "string" ? parseTime(value) : undefined;
}
