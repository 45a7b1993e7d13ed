/**
 * Times as feeds write them. `Date.parse` is not used on its own: it takes almost any text, turns
 * February 31 into March, and reads dates without a zone in the zone of the machine.
 */

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

const clock = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?`;
const zone = String.raw`(?<zone>z|utc|gmt|[+-]\d{2}:?\d{2})`;
const timeOfDay = `(?:(?:t|\\s+)${clock}(?:\\s*${zone})?)?`;

const forms: readonly RegExp[] = [
  // 2000-01-31, 2000-01-31T09:30:00.123Z, 2000/01/31 09:30
  new RegExp(`^(?<year>\\d{4})[-/](?<month>\\d{2})[-/](?<day>\\d{2})${timeOfDay}$`, "i"),
  // Jan 31 2000, January 31, 2000 09:30
  new RegExp(`^(?<month>[a-z]{3,9})\\.? (?<day>\\d{1,2}),? (?<year>\\d{4})${timeOfDay}$`, "i"),
  // 31 Jan 2000
  new RegExp(`^(?<day>\\d{1,2}) (?<month>[a-z]{3,9})\\.? (?<year>\\d{4})${timeOfDay}$`, "i"),
];

/** Seconds since 1970 stay below this until the year 5138; milliseconds passed it in 1973. */
const firstMilliseconds = 100_000_000_000;

/**
 * The time in ms since 1970: of a date in one of the forms above (UTC, unless it names a zone), or
 * of a number of seconds or milliseconds.
 *
 * @returns undefined if it is none of these, or no day of the calendar
 */
export function parseTime(text: string): number | undefined {
  if (/^\d{1,15}(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return Math.round(number < firstMilliseconds ? number * 1_000 : number);
  }
  for (const form of forms) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return timeOf(groups);
  }
  return undefined;
}

function timeOf(groups: Readonly<Record<string, string | undefined>>): number | undefined {
  const { year = "", day = "", hour = "0", minute = "0", second = "0", fraction = "0" } = groups;
  const month = monthOf(groups["month"] ?? "");
  if (month === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), month, Number(day));
  if (date.getUTCMonth() !== month || date.getUTCDate() !== Number(day)) return undefined;
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(`0.${fraction}`) * 1_000);
  const offset = offsetMinutes(groups["zone"] ?? "z");
  return offset === undefined ? undefined : date.getTime() - offset * 60_000;
}

/** 0 for January; undefined for what is no month. */
function monthOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) {
    const number = Number(text);
    return number >= 1 && number <= 12 ? number - 1 : undefined;
  }
  const name = text.toLowerCase();
  const at = name.length === 3 ? months.indexOf(name) : monthNames.indexOf(name);
  return at === -1 ? undefined : at;
}

function offsetMinutes(text: string): number | undefined {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (parts === null) return 0;
  const [, sign, hours, minutes] = parts;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
