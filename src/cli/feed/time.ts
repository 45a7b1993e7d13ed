/**
 * Times of a feed or of events: one rule for both readers. The first time of an input tells its form, and
 * all others are to have the same. A first time that could be of several forms, or of none, is refused.
 */

import type { Moment } from "./calendar.ts";
import { shown } from "./numbers.ts";
import { Unclear } from "./problem.ts";
import { clearForms, countedMs, firstCountedMs, type Form, plausibleDays } from "./time-forms.ts";
import { utc, type Zone } from "./zone.ts";

export interface TimeOptions {
  /** The form of all times; recognised if left out. */
  readonly format?: Form | undefined;
  /** Where times that name no zone were taken; UTC if left out. */
  readonly zone?: Zone | undefined;
}

export class TimeReader {
  readonly #zone: Zone;
  readonly #isGiven: boolean;
  #form: Form | undefined;
  /** Whether times of this input name their zones; known from the first one. */
  #isZoned: boolean | undefined;

  constructor({ format, zone = utc }: TimeOptions = {}) {
    this.#zone = zone;
    this.#form = format;
    this.#isGiven = format !== undefined;
  }

  /**
   * Reads a text.
   *
   * @returns event time in ms
   * @throws Unclear
   */
  read(text: string): number {
    const moment = this.#form === undefined ? this.#readFirst(text, []) : this.#form.read(text);
    return this.#place(text, moment ?? this.#refuse(text));
  }

  /** Reads a number of JSON, where small numbers are milliseconds. @throws Unclear */
  readCount(number: number | bigint): number {
    const text = String(number);
    const moment =
      this.#form === undefined ? this.#readFirst(text, [firstCountedMs]) : this.#form.read(text);
    return this.#place(text, moment ?? this.#refuse(text));
  }

  #place(text: string, { shownMs, offsetMs }: Moment): number {
    const isZoned = offsetMs !== undefined;
    this.#isZoned ??= isZoned;
    if (isZoned !== this.#isZoned) {
      const [is, was] = isZoned ? ["names a zone", "named none"] : ["names no zone", "named one"];
      throw new Unclear(`"${shown(text)}" ${is}, and the times before it ${was}`, oneKind);
    }
    const time = isZoned ? shownMs - offsetMs : this.#zone(shownMs);
    if (time >= 0) return time;
    throw new Unclear(
      `"${shown(text)}" is before 1970, when event time begins`,
      "leave out what was before 1970",
    );
  }

  #readFirst(text: string, more: readonly Form[]): Moment {
    const forms = candidates(text, more);
    const [form] = forms;
    const moment = form?.read(text);
    if (form === undefined || moment === undefined) return notTime(text);
    if (forms.length > 1 || form === plausibleDays) throw ambiguous(text, forms);
    this.#form = form === firstCountedMs ? countedMs : form;
    return moment;
  }

  /** Says what is wrong with a text that is not of the form of this input. */
  #refuse(text: string): never {
    const forms = this.#isGiven ? [] : candidates(text, []);
    const [form] = forms;
    if (form === undefined) return notTime(text, this.#isGiven ? this.#form : undefined);
    throw new Unclear(
      `"${shown(text)}" is ${form.name}, and the times before it are ${this.#form?.name}`,
      this.#form === countedMs ? `${oneKind}; give --time-format ms if all are` : oneKind,
    );
  }
}

const oneKind = "write all times in one form";

function candidates(text: string, more: readonly Form[]): readonly Form[] {
  const forms = [...clearForms, plausibleDays, ...more];
  return forms.filter((form) => form.read(text) !== undefined);
}

function ambiguous(text: string, forms: readonly Form[]): Unclear {
  const options = forms.map(({ option }) => `--time-format ${option}`).join(" or ");
  return new Unclear(
    `"${shown(text)}" could be ${forms.map(({ name }) => name).join(" or ")}`,
    `give ${options}`,
  );
}

function notTime(text: string, form?: Form): never {
  if (form !== undefined) throw new Unclear(`"${shown(text)}" is not ${form.name}`);
  if (/^\d+(\.\d+)?$/.test(text)) {
    throw new Unclear(
      `"${shown(text)}" is not clearly a time`,
      "give --time-format s, ms, us or ns for a count since 1970, or excel for days of a spreadsheet",
    );
  }
  throw new Unclear(`"${shown(text)}" is not a date`, rightFor(text));
}

function rightFor(text: string): string {
  if (/:\d{2}(?:[.,]\d+)?\s*(?:[+-]\d{2}:?\d{2}\s*)?[[(]?(?!am$|pm$)[a-z]{2,}/i.test(text)) {
    return "write zones as offsets such as -05:00, or leave them out and give --zone";
  }
  if (/^\d{1,2}([-/. ])(?:\d{1,2}|[a-z]{3})\1\d{2}(?:\D|$)/i.test(text)) {
    return "write years with four digits";
  }
  return "write dates such as 2024-01-31 or 2024-01-31T09:30:00Z, or give --time-format";
}

/** A time of day in a column of its own, as it follows a date. @throws Unclear */
export function joinClock(date: string, clock: string): string {
  const [, hour, minute, second, rest = ""] =
    /^(\d{2})(\d{2})(\d{2})?(\.\d{1,9})?$/.exec(clock) ?? [];
  if (hour !== undefined) return `${date} ${hour}:${minute}:${second ?? "00"}${rest}`;
  if (/^\d{1,2}:\d{2}/.test(clock)) return `${date} ${clock}`;
  throw new Unclear(
    `"${shown(clock)}" is not a time of day`,
    "give --columns time=NAME if one column holds the whole time",
  );
}
