/** Headers of feeds: which columns hold the symbol, the time and the price. */

import { CordonError } from "../../errors.ts";
import {
  adjustedNames,
  barNames,
  clockNames,
  closeNames,
  dateNames,
  knownNames,
  normalized,
  priceNames,
  symbolNames,
  weakSymbolNames,
  wholeTimeNames,
} from "./column-names.ts";
import { type Cell, clockBeside, holdsValues, symbolBeside, zoneBeside } from "./beside.ts";
import type { ColumnOptions, Columns, TimeColumns } from "./layout.ts";
import { looksNumeric, shown } from "./numbers.ts";
import { inputName, standardInput } from "./problem.ts";

const namesAbove =
  "put a line of names above the first, which holds values: time,open,high,low,close or the like";
const noSymbol =
  "name the column with --columns symbol=NAME, give --symbol, or --columns price=* if each column is a symbol";

/** Finds columns by their names; notes what it took where a reader may have meant something else. */
export class Header {
  readonly notes: string[] = [];
  readonly #file: string;
  readonly #names: readonly string[];
  readonly #normalized: readonly string[];
  readonly #options: ColumnOptions;

  /** @throws CordonError FEED_COLUMNS if two columns have the same name */
  constructor(file: string, fields: readonly string[], options: ColumnOptions) {
    this.#file = file;
    this.#names = fields;
    this.#normalized = fields.map(normalized);
    this.#options = options;
    const twice = this.#normalized.find(
      (name, at) => name !== "" && this.#normalized.indexOf(name) !== at,
    );
    if (twice === undefined) return;
    if (!this.#isKnown && holdsValues(fields))
      throw this.#unclear("its first line holds values", namesAbove);
    throw this.#unclear(`two columns are called "${twice}"`, "give each column a name of its own");
  }

  /**
   * @param firstRow tells whether the columns of a file without known names are of numbers
   * @throws CordonError FEED_HEADER, FEED_COLUMNS
   */
  columns(firstRow: readonly string[]): Columns {
    const { columns: { symbol, price } = {} } = this.#options;
    const wide = this.#wide(firstRow);
    if (wide !== undefined) return wide;
    return {
      kind: "row",
      symbol: symbol === undefined ? this.#symbol(firstRow) : this.#named(symbol),
      time: this.#time(firstRow),
      price: price === undefined ? this.#price() : this.#named(price),
    };
  }

  /** Whether its names tell what it holds, so that it was split as it is meant. */
  get isTelling(): boolean {
    return this.#normalized.filter((name) => knownNames.has(name)).length > 1;
  }

  get #isKnown(): boolean {
    return this.#normalized.some((name) => knownNames.has(name));
  }

  #symbol(firstRow: readonly string[]): number | string {
    const found = this.#find(symbolNames);
    if (this.#options.symbol !== undefined) {
      const [column] = found;
      if (column === undefined) return this.#options.symbol;
      throw this.#unclear(
        `--symbol is given, and the column ${this.#names[column]} holds symbols`,
        "leave out --symbol",
      );
    }
    const columns = found.length > 0 ? found : this.#find(weakSymbolNames);
    if (columns.length > 1) throw this.#several("symbol", columns);
    const [column] = columns;
    if (column !== undefined) return column;
    const isBars = barNames.every((name) => this.#normalized.includes(name));
    const name = isBars || this.#find(closeNames).length > 0 ? symbolOf(this.#file) : undefined;
    if (name === undefined) throw this.#missing("symbol", noSymbol);
    const beside = symbolBeside(this.#cells(firstRow));
    if (beside !== undefined) {
      throw this.#missing(
        "symbol",
        `name the column with --columns symbol=${beside.name}, or give --symbol ${name}`,
      );
    }
    this.notes.push(`the symbol of all rows is ${name}, from the file's name`);
    return name;
  }

  #time(firstRow: readonly string[]): TimeColumns {
    const named = this.#options.columns?.time;
    const columns = named === undefined ? this.#foundTime() : this.#namedTime(named);
    const cells = this.#cells(firstRow);
    const time = cells[columns[0]] ?? { name: "", normalized: "", text: "" };
    const others = cells.filter((_, at) => !columns.includes(at));
    const clock = clockBeside(time, others);
    if (named === undefined && columns.length === 1 && clock !== undefined) {
      throw this.#unclear(
        `${time.name} holds dates, and ${clock.name} may hold the time of day`,
        `give --columns time=${time.name}+${clock.name}, or time=${time.name} for dates alone`,
      );
    }
    const zone = zoneBeside(cells[columns[1] ?? columns[0]] ?? time, others);
    if (this.#options.zone !== undefined || zone === undefined) return columns;
    throw this.#unclear(
      `the zones in the column ${zone.name} are not read`,
      "give the --zone of all times",
    );
  }

  #foundTime(): TimeColumns {
    const [whole, dates, clocks] = [wholeTimeNames, dateNames, clockNames].map((names) =>
      this.#find(names),
    ) as [number[], number[], number[]];
    const all = [...whole, ...dates, ...clocks];
    const [first, second] = all;
    if (first === undefined) {
      throw this.#missing("date, time or timestamp", "name the column with --columns time=NAME");
    }
    if (second === undefined) return [first];
    const [date, clock] = [dates[0], clocks[0]];
    if (all.length === 2 && date !== undefined && clock !== undefined) return [date, clock];
    throw this.#several("time", all);
  }

  #price(): number {
    const found = this.#find(priceNames);
    const adjusted = this.#find(adjustedNames);
    if (found.length > 1) throw this.#several("price", found);
    const [column] = found.length > 0 ? found : adjusted;
    if (column === undefined) {
      throw this.#missing("price", "name the column with --columns price=NAME");
    }
    const [other] = adjusted;
    if (other !== undefined) {
      const aside = other === column ? "" : `; ${this.#names[other]} is not read`;
      this.notes.push(`prices are those of the column ${this.#names[column]}${aside}`);
    }
    return column;
  }

  /** A file with a column a symbol has only columns of numbers, and none whose name is known. */
  #wide(firstRow: readonly string[]): Columns | undefined {
    const { columns: { time: named, price, symbol } = {} } = this.#options;
    const isAsked = price === "*";
    if (!isAsked && (price !== undefined || symbol !== undefined)) return undefined;
    if (!isAsked && this.#options.symbol !== undefined) return undefined;
    const timeNames = [...wholeTimeNames, ...dateNames, ...clockNames];
    if (named === undefined && this.#find(timeNames).length === 0) return undefined;
    const time = this.#time(firstRow);
    const taken: readonly number[] = time;
    // Many a row ends with a delimiter.
    const isBlank = (column: number): boolean =>
      this.#names[column] === "" && (firstRow[column] ?? "") === "";
    const others = [...this.#names.keys()].filter(
      (column) => !taken.includes(column) && !isBlank(column),
    );
    const isWide = others.every((column) => {
      const name = this.#normalized[column] ?? "";
      return name !== "" && !knownNames.has(name) && looksNumeric(firstRow[column] ?? "");
    });
    if (others.length === 0 || (!isAsked && !isWide)) return undefined;
    this.notes.push(`each of ${others.length} columns is a symbol`);
    return {
      kind: "wide",
      time,
      symbols: others.map((column) => ({ name: this.#names[column] ?? "", column })),
    };
  }

  #cells(firstRow: readonly string[]): readonly Cell[] {
    return this.#names.map((name, at) => ({
      name,
      normalized: this.#normalized[at] ?? "",
      text: firstRow[at] ?? "",
    }));
  }

  #find(names: readonly string[]): number[] {
    return names.map((name) => this.#normalized.indexOf(name)).filter((column) => column !== -1);
  }

  #namedTime(names: readonly string[]): TimeColumns {
    const [date = "", clock] = names;
    return clock === undefined ? [this.#named(date)] : [this.#named(date), this.#named(clock)];
  }

  #named(name: string): number {
    const exact = this.#names.indexOf(name);
    const column = exact === -1 ? this.#normalized.indexOf(normalized(name)) : exact;
    if (column !== -1) return column;
    throw this.#missing(name, "name another in --columns");
  }

  #missing(column: string, right: string): CordonError {
    const names = shown(this.#names.map((name) => name || "(no name)").join(", "));
    const isValues = !this.#isKnown && holdsValues(this.#names);
    return new CordonError("FEED_HEADER", {
      file: inputName(this.#file),
      column,
      names: names === "" ? "nothing" : names,
      right: isValues ? namesAbove : right,
    });
  }

  #several(what: string, columns: readonly number[]): CordonError {
    const names = columns.map((column) => this.#names[column] ?? "");
    return this.#unclear(
      `${names.join(" and ")} could each be the ${what}`,
      `name one, such as --columns ${what}=${names[0]}`,
    );
  }

  #unclear(problem: string, right: string): CordonError {
    return new CordonError("FEED_COLUMNS", { file: inputName(this.#file), problem, right });
  }
}

/** `prices/AAPL.csv.gz` is of AAPL; standard input has no name, and that of a pipe means nothing. */
function symbolOf(file: string): string | undefined {
  if (file === standardInput || /^\/(?:dev|proc)\//.test(file)) return undefined;
  const name = file.replace(/^.*[\\/]/, "").replace(/(?:\.(?:gz|csv|tsv|txt|tab|dat))+$/i, "");
  return name === "" ? undefined : name;
}
