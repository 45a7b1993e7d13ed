/** Ticks of a CSV file, in the order of the file, as they arrive. */

import type { Tick } from "../tick.ts";
import { readBytes } from "./bytes.ts";
import { Header } from "./columns.ts";
import type { ColumnOptions, Columns, TimeColumns } from "./layout.ts";
import { findDelimiter, peekHeader } from "./delimiter.ts";
import { type DecimalMark, isNoPrice, PriceReader } from "./numbers.ts";
import { atLine, feedErrors, type InputErrors, Unclear } from "./problem.ts";
import { parseRecords, type Row } from "./records.ts";
import { decodeText } from "./text.ts";
import { joinClock, type TimeOptions, TimeReader } from "./time.ts";

/** What is known of a feed from the command line; the rest is recognised. */
export interface FeedLayout extends ColumnOptions, TimeOptions {
  readonly delimiter?: string | undefined;
  readonly decimal?: DecimalMark | undefined;
}

/** A tick, and the line of the file on which its row ends. */
export interface LinedTick extends Tick {
  readonly line: number;
}

/** What a reader took, or left out, and a user should know of. */
export interface FeedNotes {
  readonly notes: string[];
  /** Cells without a price, in a file that has a column a symbol. */
  emptyCells: number;
}

/** @throws CordonError FEED_FILE, FEED_HEADER, FEED_COLUMNS, FEED_LINE */
export async function* readTicks(
  file: string,
  layout: FeedLayout,
  notes: FeedNotes,
): AsyncGenerator<readonly LinedTick[]> {
  const errors = feedErrors(file);
  const chunks = decodeText(readBytes(file, errors), errors);
  try {
    const { header, text } = await peekHeader(chunks, errors);
    const delimiter = layout.delimiter ?? findDelimiter(file, header, (it) => isTelling(file, it));
    yield* ticksOf(file, parseRecords(text, delimiter, errors), { layout, notes, errors });
  } finally {
    await chunks.return(undefined);
  }
}

/** Whether names tell what their columns hold; one that is there twice tells it once. */
function isTelling(file: string, fields: readonly string[]): boolean {
  const names = fields.map((name, at) => (fields.indexOf(name) === at ? name : ""));
  return new Header(file, names, {}).isTelling;
}

interface Reading {
  readonly layout: FeedLayout;
  readonly notes: FeedNotes;
  readonly errors: InputErrors;
}

async function* ticksOf(
  file: string,
  records: AsyncIterable<readonly Row[]>,
  { layout, notes, errors }: Reading,
): AsyncGenerator<readonly LinedTick[]> {
  let header: Header | null = null;
  let reader: RowReader | null = null;
  let headerRow: Row = { fields: [], line: 1 };
  for await (const rows of records) {
    const rest = header === null ? rows.slice(1) : rows;
    if (header === null) {
      headerRow = rows[0] ?? headerRow;
      header = new Header(file, headerRow.fields, layout);
    }
    const [first] = rest;
    if (first === undefined) continue;
    if (reader === null) {
      const columns = header.columns(first.fields);
      notes.notes.push(...header.notes);
      reader = new RowReader(columns, headerRow.fields.length, { layout, notes, errors });
    }
    yield* reader.read(rest);
  }
  if (reader !== null) return;
  // A header that is wrong is told of first.
  (header ?? new Header(file, [], layout)).columns([]);
  throw errors.malformed(headerRow.line, "no tick follows the header");
}

class RowReader {
  readonly #columns: Columns;
  readonly #width: number;
  readonly #prices: PriceReader;
  readonly #errors: InputErrors;
  readonly #notes: FeedNotes;
  readonly #times: TimeReader;

  constructor(columns: Columns, width: number, { layout, notes, errors }: Reading) {
    this.#columns = columns;
    this.#width = width;
    this.#prices = new PriceReader(layout.decimal ?? ".", notes.notes);
    this.#errors = errors;
    this.#notes = notes;
    this.#times = new TimeReader(layout);
  }

  /** Yields all rows before one that is at fault, so that a stream is read as far as it is right. */
  *read(rows: readonly Row[]): Generator<readonly LinedTick[]> {
    const ticks: LinedTick[] = [];
    try {
      for (const row of rows) this.#row(row, ticks);
    } catch (error) {
      yield ticks;
      throw error;
    }
    yield ticks;
  }

  #row({ fields, line }: Row, ticks: LinedTick[]): void {
    if (fields.length !== this.#width) {
      const count = `${fields.length} ${fields.length === 1 ? "field" : "fields"}`;
      const problem = `${count}, where the header has ${this.#width}`;
      throw this.#errors.malformed(line, problem);
    }
    atLine(this.#errors, line, () => {
      const time = this.#time(fields, this.#columns.time);
      if (this.#columns.kind === "wide") this.#wide(fields, { line, time }, ticks);
      else {
        const { symbol, price } = this.#columns;
        const name = typeof symbol === "string" ? symbol : (fields[symbol] ?? "");
        if (name === "") throw new Unclear("the symbol is empty");
        ticks.push({
          symbol: name,
          price: this.#prices.read(fields[price] ?? ""),
          time,
          line,
        });
      }
    });
  }

  #wide(
    fields: readonly string[],
    { line, time }: { readonly line: number; readonly time: number },
    ticks: LinedTick[],
  ): void {
    if (this.#columns.kind !== "wide") return;
    const found: LinedTick[] = [];
    for (const { name, column } of this.#columns.symbols) {
      const text = fields[column] ?? "";
      if (isNoPrice(text)) this.#notes.emptyCells++;
      else found.push({ symbol: name, price: this.#prices.read(text), time, line });
    }
    ticks.push(...found);
  }

  #time(fields: readonly string[], [column, clock]: TimeColumns): number {
    const text = fields[column] ?? "";
    return this.#times.read(clock === undefined ? text : joinClock(text, fields[clock] ?? ""));
  }
}
