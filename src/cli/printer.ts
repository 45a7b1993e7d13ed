/** What a run prints: a line for each thing that happened, for people or as JSON. */

import type { Value } from "../event/index.ts";
import { isBytes, bytesOf } from "../event/index.ts";
import { isTag, tagName } from "../label/index.ts";

export interface Happening {
  readonly kind: "event" | "log" | "fault" | "refused" | "restarted" | "quarantined" | "summary";
  /** Event time in ms; left out where it is not about one event. */
  readonly time?: number;
  readonly unit?: string;
  readonly [detail: string]: unknown;
}

export type Printer = (happening: Happening, text: string) => void;

export function jsonPrinter(): Printer {
  return (happening) => write(JSON.stringify(happening));
}

export function textPrinter(): Printer {
  return ({ time, unit }, text) => {
    const at = time === undefined ? [] : [formatTime(time)];
    const by = unit === undefined ? [] : [unit];
    write(printable([...at, ...by, text].join("  ")));
  };
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Dates as dates, and the small numbers of events without a time as they are. */
function formatTime(time: number): string {
  const year = 31_536_000_000;
  const isDate = time >= year && time < 8_000 * year;
  return isDate ? new Date(time).toISOString() : `${time} ms`;
}

/** A program wrote it, so nothing of it may steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- it is they that are looked for
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Event data as JSON can show it: bigints as text, bytes in base64, tags by name. */
export function toJson(value: Value): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (isTag(value)) return `<tag ${tagName(value)}>`;
  if (isBytes(value)) return Buffer.from(bytesOf(value)).toString("base64");
  if (Array.isArray(value)) return (value as readonly Value[]).map(toJson);
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Value>>).map(([key, item]) => [
      key,
      toJson(item),
    ]),
  );
}
