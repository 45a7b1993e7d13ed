/**
 * Dates and times of day as files write them. `Date.parse` is not used: it takes almost any text, turns
 * February 31 into March, and reads dates without a zone in the zone of the machine.
 */

import { parseOffset } from "./zone.ts";

/** A date, with or without a time of day. */
export interface Moment {
  /** In ms as if it were UTC, unless there is an offset. */
  readonly shownMs: number;
  /** From UTC, in ms; undefined if the text names no zone. */
  readonly offsetMs: number | undefined;
}

export type Groups = Readonly<Record<string, string | undefined>>;

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthNames = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?:\s*(?<half>[ap]\.?m\b\.?))?`;
const zone = String.raw`(?<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?)`;
/** A time of day after a date, as part of a pattern; it may be missing. */
export const timeOfDay: string = `(?:(?:t|,?\\s+)${clock}(?:\\s*${zone})?)?`;

/** @returns undefined if it is no day of the calendar, or no time of the day */
export function momentOf(groups: Groups): Moment | undefined {
  const { year = "", day = "", minute = "0", second = "0", fraction = "" } = groups;
  const month = monthOf(groups["month"] ?? "");
  const hour = hourOf(groups["hour"] ?? "0", groups["half"]);
  if (month === undefined || hour === undefined) return undefined;
  if (Number(minute) > 59 || Number(second) > 59) return undefined;
  const dayMs = dayOf(Number(year), month, Number(day));
  if (dayMs === undefined) return undefined;
  const clockMs = ((hour * 60 + Number(minute)) * 60 + Number(second)) * 1_000;
  // Moving the point keeps whole milliseconds whole.
  const fractionMs =
    fraction === "" ? 0 : Number(`${fraction.slice(0, 3).padEnd(3, "0")}.${fraction.slice(3)}0`);
  const offsetMs = groups["zone"] === undefined ? undefined : parseOffset(groups["zone"]);
  if (groups["zone"] !== undefined && offsetMs === undefined) return undefined;
  return { shownMs: dayMs + clockMs + fractionMs, offsetMs };
}

/** Most rows are of the same day as the row before. */
let lastDay = { year: 1970, month: 0, day: 1, ms: 0 };

function dayOf(year: number, month: number, day: number): number | undefined {
  if (lastDay.day === day && lastDay.month === month && lastDay.year === year) return lastDay.ms;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  lastDay = { year, month, day, ms: date.getTime() };
  return lastDay.ms;
}

/** 0 for January; undefined for what is no month. */
function monthOf(text: string): number | undefined {
  const number = Number(text);
  if (!Number.isNaN(number)) return number >= 1 && number <= 12 ? number - 1 : undefined;
  const name = text.toLowerCase();
  const at = name.length === 3 ? months.indexOf(name) : monthNames.indexOf(name);
  return at === -1 ? undefined : at;
}

function hourOf(text: string, half: string | undefined): number | undefined {
  const hour = Number(text);
  if (half === undefined) return hour <= 23 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.toLowerCase().startsWith("p") ? 12 : 0);
}
