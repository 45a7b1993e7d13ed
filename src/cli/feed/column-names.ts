/** Names of columns, as exchanges and vendors write them. */

export const symbolNames: readonly string[] = [
  "symbol",
  "ticker",
  "instrument",
  "sym",
  "tic",
  "ric",
  "security",
];
/** Names that mean the symbol only where no other column does. */
export const weakSymbolNames: readonly string[] = ["name", "code"];
export const wholeTimeNames: readonly string[] = [
  "timestamp",
  "datetime",
  "date time",
  "date/time",
  "ts",
  "gmt time",
  "local time",
];
export const dateNames: readonly string[] = ["date", "day", "trade date", "trading day"];
export const clockNames: readonly string[] = ["time", "time of day"];
export const closeNames: readonly string[] = [
  "close",
  "closing price",
  "close price",
  "close/last",
];
export const priceNames: readonly string[] = [
  "price",
  "last",
  "last price",
  "trade price",
  ...closeNames,
];
export const adjustedNames: readonly string[] = [
  "adj close",
  "adjclose",
  "adjusted close",
  "adj. close",
];
export const barNames: readonly string[] = ["open", "high", "low", "close"];
/** Columns that are of no symbol, in a file that has a column a symbol. */
const otherNames: readonly string[] = [
  ...[
    "volume",
    "vol",
    "tickvol",
    "openint",
    "open interest",
    "vwap",
    "trades",
    "count",
    "turnover",
  ],
  ...["bid", "ask", "mid", "size", "qty", "quantity", "value", "amount", "spread", "per", "side"],
  ...["exchange", "currency", "dividends", "stock splits", "change", "change %", "id", "index"],
];
export const knownNames: ReadonlySet<string> = new Set([
  ...[...symbolNames, ...weakSymbolNames, ...wholeTimeNames, ...dateNames, ...clockNames],
  ...[...priceNames, ...adjustedNames, ...barNames, ...otherNames],
]);

/** `<CLOSE>`, `Adj_Close` and `adj-close` are the names close and adj close. */
export function normalized(name: string): string {
  return name
    .replace(/^<(.*)>$/, "$1")
    .toLowerCase()
    .replace(/[_\-\s]+/g, " ")
    .trim();
}
