/** What a run prints: a line for each thing that happened, for people or as JSON. */

import { once } from "node:events";
import type { Value } from "../event/index.ts";
import { isBytes, bytesOf } from "../event/index.ts";
import { isTag, tagName } from "../label/index.ts";

declare global {
  interface JSON {
    /** What `stringify` puts into its text as it is. */
    rawJSON(text: string): object;
  }
}

export interface Happening {
  readonly kind:
    | "event"
    | "log"
    | "fault"
    | "refused"
    | "restarted"
    | "quarantined"
    | "warning"
    | "summary";
  /** Event time in ms; left out where it is not about one event. */
  readonly time?: number;
  readonly unit?: string;
  readonly [detail: string]: unknown;
}

const fullCharacters = 65_536;
const longestWaitMs = 1;

/** Lines on standard output. Those that come within a moment are written together. */
export class Printer {
  readonly #isJson: boolean;
  #text = "";
  #flushedAt = -Infinity;

  constructor(isJson: boolean) {
    this.#isJson = isJson;
  }

  print(happening: Happening, text: string): void {
    this.#text += `${this.#isJson ? JSON.stringify(happening) : textLine(happening, text)}\n`;
    if (this.#text.length >= fullCharacters) this.flush();
  }

  /** Tells people on standard error, and programs where they read the rest. */
  warn(text: string): void {
    if (this.#isJson) this.print({ kind: "warning", text }, "");
    else process.stderr.write(`warning: ${printable(text)}\n`);
  }

  /** To be called after each event: what was printed a moment ago is written. */
  beat(): void {
    if (this.#text !== "" && performance.now() - this.#flushedAt >= longestWaitMs) this.flush();
  }

  flush(): void {
    if (this.#text === "") return;
    process.stdout.write(this.#text);
    this.#text = "";
    this.#flushedAt = performance.now();
  }

  /** Writes everything, and waits until a slow reader has caught up. */
  async drain(): Promise<void> {
    this.flush();
    if (process.stdout.writableNeedDrain) await once(process.stdout, "drain");
  }
}

function textLine({ time, unit }: Happening, text: string): string {
  const at = time === undefined ? [] : [formatTime(time)];
  const by = unit === undefined ? [] : [unit];
  return printable([...at, ...by, text].join("  "));
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
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Event data as JSON can show it: bigints as text, bytes in base64, tags by name; `"NaN"`, `"Infinity"` and
 * `"-Infinity"`, for which JSON has no numbers; and -0 as `-0`.
 */
export function toJson(value: Value): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return numberToJson(value);
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

function numberToJson(number: number): unknown {
  if (!Number.isFinite(number)) return String(number);
  return Object.is(number, -0) ? JSON.rawJSON("-0") : number;
}
