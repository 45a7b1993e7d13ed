/** Forms of time: each reads texts of one kind, and no text in two ways. */

import { usage } from "../usage.ts";
import { type Groups, type Moment, momentOf, timeOfDay } from "./calendar.ts";

export interface Form {
  /** Names the kind of time in a message. */
  readonly name: string;
  /** What `--time-format` calls it. */
  readonly option: string;
  /** @returns undefined for a text that is not of this form */
  readonly read: (text: string) => Moment | undefined;
}

function calendarForm(name: string, option: string, ...patterns: readonly string[]): Form {
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern}$`, "i"));
  return {
    name,
    option,
    read(text) {
      for (const expression of expressions) {
        const groups: Groups | undefined = expression.exec(text)?.groups;
        if (groups !== undefined) return momentOf(groups);
      }
      return undefined;
    },
  };
}

/** A count of units since 1970, each 10 to the power of `-shift` s, with so many digits from 1973 to 2286. */
function epochForm(name: string, option: string, shift: number, digits: string): Form {
  const expression = new RegExp(`^(\\d{${digits}})(?:\\.(\\d+))?$`);
  return {
    name: `${name} since 1970`,
    option,
    read(text) {
      const [, whole, fraction = ""] = expression.exec(text) ?? [];
      if (whole === undefined) return undefined;
      return { shownMs: inMs(whole, fraction, shift), offsetMs: 0 };
    },
  };
}

/** Moves the point, so that whole milliseconds stay whole. */
function inMs(whole: string, fraction: string, shift: number): number {
  if (shift <= 3) {
    const moved = fraction.padEnd(3 - shift, "0");
    return Number(`${whole}${moved.slice(0, 3 - shift)}.${moved.slice(3 - shift)}0`);
  }
  const padded = whole.padStart(shift - 2, "0");
  return Number(`${padded.slice(0, 3 - shift)}.${padded.slice(3 - shift)}${fraction}`);
}

const names = String.raw`(?<month>[a-z]{3,9})\.?`;
const weekday = String.raw`(?:[a-z]{3,9},? )?`;
const year = String.raw`(?<year>\d{4})`;
const nearYear = String.raw`(?<year>19\d{2}|20\d{2})`;
const compactDate = String.raw`${nearYear}(?<month>\d{2})(?<day>\d{2})`;
const compactClock = String.raw`(?<hour>\d{2})(?<minute>\d{2})(?:(?<second>\d{2})(?:\.?(?<fraction>\d{1,9}))?)?`;

const yearFirst = calendarForm(
  "a date with the year first",
  "yyyy-mm-dd",
  String.raw`${year}(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})${timeOfDay}`,
);
const monthName = calendarForm(
  "a date with the month's name",
  "",
  `${weekday}${names} (?<day>\\d{1,2}),? ${year}${timeOfDay}`,
  String.raw`${weekday}(?<day>\d{1,2})(?<mark>[ -])${names}\k<mark>${year}${timeOfDay}`,
);
const dayFirst = calendarForm(
  "a date with the day first",
  "dd/mm/yyyy",
  String.raw`(?<day>\d{1,2})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>${year}${timeOfDay}`,
);
const monthFirst = calendarForm(
  "a date with the month first",
  "mm/dd/yyyy",
  String.raw`(?<month>\d{1,2})(?<mark>[-/.])(?<day>\d{1,2})\k<mark>${year}${timeOfDay}`,
);
const compact = calendarForm(
  "a date YYYYMMDD",
  "yyyymmdd",
  `${compactDate}(?=$|[t ,])${timeOfDay}`,
  String.raw`${compactDate}[t ]${compactClock}(?:\s*(?<zone>z|[+-]\d{2}(?::?\d{2})?))?`,
);
const compactTime = calendarForm(
  "a time YYYYMMDDHHMMSS",
  "yyyymmddhhmmss",
  String.raw`${compactDate}(?<hour>\d{2})(?<minute>\d{2})(?<second>\d{2})(?:\.?(?<fraction>(?<=\.)\d{1,9}|\d{3}|\d{6}|\d{9}))?`,
);
const compactMinute = calendarForm(
  "a time YYYYMMDDHHMM",
  "yyyymmddhhmm",
  String.raw`${compactDate}(?<hour>\d{2})(?<minute>\d{2})`,
);
const seconds = epochForm("seconds", "s", 0, "9,10");
const milliseconds = epochForm("milliseconds", "ms", 3, "12,13");
const microseconds = epochForm("microseconds", "us", 6, "15,16");
const nanoseconds = epochForm("nanoseconds", "ns", 9, "18,19");

const excelEpochMs = Date.UTC(1899, 11, 30);
const dayMs = 86_400_000;
/** Excel counts a day too many before this one, in 1900. */
const firstSureDay = 61;

/** Days of a spreadsheet. They are rounded to the millisecond, as a day's part has no exact one. */
export const excelDays: Form = {
  name: "days of a spreadsheet",
  option: "excel",
  read(text) {
    if (!/^\d{1,7}(\.\d+)?$/.test(text)) return undefined;
    const days = Number(text);
    if (days < firstSureDay) return undefined;
    return { shownMs: excelEpochMs + Math.round(days * dayMs), offsetMs: undefined };
  },
};

/** Days from 1954 to 2119: numbers that a spreadsheet's dates could be. */
export const plausibleDays: Form = {
  ...excelDays,
  read: (text) => (/^[2-7]\d{4}(\.\d+)?$/.test(text) ? excelDays.read(text) : undefined),
};

/** Milliseconds of a clock that starts with the events: numbers of JSON lines that are too small for dates. */
export const countedMs: Form = {
  name: "milliseconds of a clock that starts with the events",
  option: "ms",
  read: (text) =>
    /^\d{1,8}(\.\d+)?$/.test(text) && compact.read(text) === undefined
      ? { shownMs: Number(text), offsetMs: 0 }
      : undefined,
};

/** The same, as the first time of an input: one of eight digits may be a date that is wrong. */
export const firstCountedMs: Form = {
  ...countedMs,
  read: (text) => (/^\d{1,7}(\.|$)/.test(text) ? countedMs.read(text) : undefined),
};

/** Forms that are recognised. A text that several of them read is not clear. */
export const clearForms: readonly Form[] = [
  yearFirst,
  monthName,
  dayFirst,
  monthFirst,
  compact,
  compactTime,
  compactMinute,
  seconds,
  milliseconds,
  microseconds,
  nanoseconds,
];

const anyDigits = "1,20";
const namedForms: Readonly<Record<string, Form>> = {
  excel: excelDays,
  s: epochForm("seconds", "s", 0, anyDigits),
  ms: epochForm("milliseconds", "ms", 3, anyDigits),
  us: epochForm("microseconds", "us", 6, anyDigits),
  ns: epochForm("nanoseconds", "ns", 9, anyDigits),
};

/** The form that `--time-format` names. @throws CordonError USAGE */
export function parseTimeFormat(text: string): Form {
  const option = text.toLowerCase();
  const named = Object.hasOwn(namedForms, option) ? namedForms[option] : undefined;
  const form = named ?? patternForm(option);
  if (form !== undefined) return form;
  throw usage(
    `--time-format "${text}" is none that is known`,
    "give --time-format a pattern such as dd/mm/yyyy, mm/dd/yyyy or yyyymmddhhmm, or one of excel, s, ms, us, ns",
  );
}

/** Each token once; `mm` after `hh` is of minutes. */
function patternForm(option: string): Form | undefined {
  if (!/^(?:yyyy|mm|dd|hh|ss|[-/.: t_])+$/.test(option)) return undefined;
  const isPacked = /^[a-z]+$/.test(option);
  const seen: string[] = [];
  const pattern = option.replace(/yyyy|mm|dd|hh|ss|[-/.: t_]/g, (token) => {
    const name = token === "mm" && seen.includes("hh") ? "minutes" : token;
    const group = groupNames[name];
    if (group === undefined)
      return token === " " ? String.raw`\s+` : token.replace(/[-/.]/, String.raw`\$&`);
    seen.push(name);
    const digits = token === "yyyy" ? "4" : isPacked || !["mm", "dd"].includes(name) ? "2" : "1,2";
    return `(?<${group}>\\d{${digits}})`;
  });
  const hasDate = ["yyyy", "mm", "dd"].every((token) => seen.includes(token));
  const hasClock = seen.includes("hh") && seen.includes("minutes");
  const isOnce = new Set(seen).size === seen.length;
  if (!hasDate || !isOnce || (seen.length > 3 && !hasClock)) return undefined;
  const rest = hasClock
    ? String.raw`(?:[.,](?<fraction>\d{1,9}))?(?:\s*(?<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?))?`
    : timeOfDay;
  return calendarForm(`a time ${option}`, option, pattern + rest);
}

const groupNames: Readonly<Record<string, string>> = {
  yyyy: "year",
  mm: "month",
  dd: "day",
  hh: "hour",
  minutes: "minute",
  ss: "second",
};
