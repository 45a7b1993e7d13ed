/** Time zones: what the clocks on the wall of a place say, as event time. */

import { usage } from "../usage.ts";
import { Unclear } from "./problem.ts";

/** Takes a time that clocks show, in ms as if it were UTC, to event time. */
export type Zone = (shownMs: number) => number;

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** No zone has changed its offset within such a step since 1970. */
const stepMs = 900_000;
const mostSteps = 4_096;

export const utc: Zone = (shownMs) => shownMs;

/** The offset of `+02:00`, `-0530`, `+01` or `Z` in ms; undefined for what is none. */
export function parseOffset(text: string): number | undefined {
  if (/^(z|utc|gmt)$/i.test(text)) return 0;
  const [, sign, hours = "", minutes = "0"] = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(text) ?? [];
  if (sign === undefined || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minuteMs;
}

/** The zone that `--zone` names. @throws CordonError USAGE */
export function parseZone(text: string): Zone {
  const offset = parseOffset(text);
  if (offset === 0) return utc;
  if (offset !== undefined) return (shownMs) => shownMs - offset;
  let offsetAt: (timeMs: number) => number;
  try {
    offsetAt = offsetsOf(text);
  } catch {
    throw usage(
      `--zone "${text}" is no time zone`,
      "give --zone UTC, an offset such as +02:00, or a name such as America/New_York",
    );
  }
  return (shownMs) => placed(shownMs, offsetAt, text);
}

/** A time that clocks skip or show twice is refused: nobody can tell when it was. */
function placed(shownMs: number, offsetAt: (timeMs: number) => number, zone: string): number {
  const before = shownMs - offsetAt(shownMs - dayMs);
  const after = shownMs - offsetAt(shownMs + dayMs);
  const isBefore = shownMs - before === offsetAt(before);
  const isAfter = shownMs - after === offsetAt(after);
  const clock = new Date(shownMs).toISOString().slice(0, 19).replace("T", " ");
  if (isBefore && isAfter && before !== after) {
    throw new Unclear(
      `${clock} is shown twice by the clocks of ${zone}`,
      "write times with their offset, such as 2024-11-03T01:30:00-05:00",
    );
  }
  if (isBefore) return before;
  if (isAfter) return after;
  throw new Unclear(`${clock} is skipped by the clocks of ${zone}`, "give the --zone of the file");
}

/** @throws RangeError if there is no such zone */
function offsetsOf(timeZone: string): (timeMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const steps = new Map<number, number>();
  return (timeMs) => {
    const step = Math.floor(timeMs / stepMs);
    const known = steps.get(step);
    if (known !== undefined) return known;
    const at = step * stepMs;
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - at;
    if (steps.size >= mostSteps) steps.clear();
    steps.set(step, offset);
    return offset;
  };
}
