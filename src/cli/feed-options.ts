/** Options that say how a feed or events are written; what they leave out is recognised. */

import type { Command } from "commander";
import type { NamedColumns } from "./feed/layout.ts";
import type { DecimalMark } from "./feed/numbers.ts";
import { type Form, parseTimeFormat } from "./feed/time-forms.ts";
import type { FeedLayout } from "./feed/ticks.ts";
import { parseZone, type Zone } from "./feed/zone.ts";
import { usage } from "./usage.ts";

export interface InputOptions {
  readonly columns?: NamedColumns;
  readonly symbol?: string;
  readonly delimiter?: string;
  readonly decimal?: DecimalMark;
  readonly timeFormat?: Form;
  readonly zone?: Zone;
}

export function addInputOptions(command: Command): Command {
  return command
    .option(
      "--columns <names>",
      "columns of the feed, such as symbol=Ticker,time=Date+Time,price=Close; price=* if each other column is a symbol (default: recognised)",
      parseColumns,
    )
    .option("--symbol <name>", "the symbol of all rows, if no column has it", parseSymbol)
    .option(
      "--delimiter <name>",
      "comma, semicolon, tab, pipe or one character (default: recognised)",
      parseDelimiter,
    )
    .option("--decimal <mark>", "the decimal mark of prices, . or , (default: .)", parseDecimal)
    .option(
      "--time-format <form>",
      "dd/mm/yyyy, mm/dd/yyyy, yyyymmddhhmm or the like; or excel, s, ms, us, ns (default: recognised)",
      parseTimeFormat,
    )
    .option(
      "--zone <name>",
      "of times that name none: UTC, +02:00, America/New_York (default: UTC)",
      parseZone,
    );
}

export function layoutOf(options: InputOptions): FeedLayout {
  const { columns, symbol, delimiter, decimal, timeFormat: format, zone } = options;
  return { columns, symbol, delimiter, decimal, format, zone };
}

/**
 * Options that are of a CSV file alone are refused for JSON lines, and all for generated ticks.
 *
 * @throws CordonError USAGE
 */
export function demandFits(
  options: InputOptions,
  input: { readonly feed?: string; readonly events?: string },
): void {
  const { columns, symbol, delimiter, decimal, timeFormat, zone } = options;
  const ofFeed = { columns, symbol, delimiter, decimal };
  if (symbol !== undefined && columns?.symbol !== undefined) {
    throw usage("--symbol and --columns symbol= are given together", "give one of them");
  }
  if (input.feed === undefined) {
    for (const [name, value] of Object.entries(ofFeed)) {
      if (value !== undefined) throw usage(`--${name} is given without --feed`, "give --feed FILE");
    }
  }
  if (input.feed !== undefined || input.events !== undefined) return;
  for (const [name, value] of Object.entries({ "time-format": timeFormat, zone })) {
    if (value !== undefined) {
      throw usage(`--${name} is given without --feed or --events`, "give --feed FILE");
    }
  }
}

function parseColumns(text: string): NamedColumns {
  const right =
    "give --columns pairs of symbol, time or price and a name, such as time=Date,price=Close";
  const named: { symbol?: string; time?: readonly string[]; price?: string } = {};
  for (const pair of text.split(",")) {
    const [, key, name = ""] = /^\s*(symbol|time|price)\s*=\s*(.*\S)\s*$/i.exec(pair) ?? [];
    const column = key?.toLowerCase();
    if (column === "symbol" || column === "price") {
      if (named[column] !== undefined) throw usage(`--columns names ${column} twice`, right);
      named[column] = name;
    } else if (column === "time" && named.time === undefined) {
      named.time = name.split("+").map((part) => part.trim());
      if (named.time.length > 2 || named.time.includes("")) {
        throw usage(`--columns "${pair}" does not name one or two columns`, right);
      }
    } else throw usage(`--columns "${text}" cannot be read at "${pair}"`, right);
  }
  return named;
}

function parseSymbol(text: string): string {
  if (text.trim() !== "") return text;
  throw usage("--symbol is empty", "give --symbol a name");
}

const delimiterNames: Readonly<Record<string, string>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  "\\t": "\t",
  pipe: "|",
  space: " ",
};

function parseDelimiter(text: string): string {
  const named = Object.hasOwn(delimiterNames, text.toLowerCase())
    ? delimiterNames[text.toLowerCase()]
    : undefined;
  const delimiter = named ?? text;
  if (delimiter.length === 1 && !/["\r\n\d]/.test(delimiter)) return delimiter;
  throw usage(
    `--delimiter "${text}" is no delimiter`,
    "give --delimiter comma, semicolon, tab, pipe or one character",
  );
}

function parseDecimal(text: string): DecimalMark {
  if (text === "." || text === ",") return text;
  throw usage(`--decimal "${text}" is no decimal mark`, "give --decimal . or ,");
}
