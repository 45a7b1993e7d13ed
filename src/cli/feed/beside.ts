/** Columns that no rule took, and that may say more about a row than those that it took. */

import { clockNames, dateNames, symbolNames, wholeTimeNames } from "./column-names.ts";
import { isNoPrice } from "./numbers.ts";

export interface Cell {
  /** As the header writes it. */
  readonly name: string;
  readonly normalized: string;
  /** In the first row. */
  readonly text: string;
}

const clockText = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?$/i;
const clockName = /time\b|clock|hour|uhrzeit|heure|hora/;
const zoneNames: ReadonlySet<string> = new Set([
  ...["tz", "timezone", "time zone", "zone", "utc offset", "gmt offset", "offset"],
]);

/** Whether a cell of a time says the time of day, too; a count since 1970 does. */
function saysClock(text: string): boolean {
  return text.includes(":") || /^\d{9,}/.test(text);
}

/** The column that may hold the time of day, where the column of the time holds a date alone. */
export function clockBeside(date: Cell, others: readonly Cell[]): Cell | undefined {
  if (saysClock(date.text)) return undefined;
  return others.find(
    ({ normalized, text }) =>
      clockText.test(text) ||
      (clockName.test(normalized) && !zoneNames.has(normalized) && /^\d/.test(text)),
  );
}

/** The column that names the zones of times that name none themselves. */
export function zoneBeside(time: Cell, others: readonly Cell[]): Cell | undefined {
  if (/(?:z|utc|gmt|[+-]\d{2}:?\d{2})$/i.test(time.text)) return undefined;
  return others.find(({ normalized, text }) => zoneNames.has(normalized) && text !== "");
}

const isinLike = /^(?:isin|cusip|sedol|figi|permno|gvkey|pair|product|contract|asset|stock|coin)$/;
const codeLike = /\b(?:stock|product|security|instrument|contract|ts|sec) (?:code|id|token)$/;
const never: ReadonlySet<string> = new Set([
  ...["exchange", "currency", "side", "per", ...symbolNames],
  ...[...wholeTimeNames, ...dateNames, ...clockNames, ...zoneNames],
]);

/** The column that may hold symbols under a name that is not known: it holds words, or codes. */
export function symbolBeside(others: readonly Cell[]): Cell | undefined {
  return others.find(({ normalized, text }) => {
    if (never.has(normalized) || isNoPrice(text)) return false;
    if (isinLike.test(normalized) || codeLike.test(normalized)) return true;
    return /\p{L}/u.test(text) && !/^[-+\d.,]+\s*(?:[kmbt]|e[-+]?\d+)?%?$/i.test(text);
  });
}

/** Whether a line holds values where a header has names: numbers or dates, and no name that is known. */
export function holdsValues(fields: readonly string[]): boolean {
  return fields.some((field) => /^[-+]?\d[\d.,:/ -]*$/.test(field));
}
