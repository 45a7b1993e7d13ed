/** A day from a file: what a watch or a chest strap has recorded, a row a minute. */

import { readFile, stat } from "node:fs/promises";
import { CsvError, parse } from "csv-parse/sync";
import { CordonError } from "../../errors.ts";
import type { Tuple } from "../../query/index.ts";
import { bounds, type Day, vitals, vitalsWithoutPressure, zoneWidth } from "./day.ts";

const needed = ["minute", "hr"] as const;

type Column = keyof typeof bounds;

/** Bytes of a file: a week has 10,080 rows. */
const largestFile = 2 ** 24;

interface Row {
  readonly cells: readonly string[];
  /** On which it ends. */
  readonly line: number;
}

function isRow(
  it: unknown,
): it is { readonly record: string[]; readonly info: { readonly lines: number } } {
  return typeof it === "object" && it !== null && "record" in it && "info" in it;
}

/** @throws CordonError RECORDING_FILE */
async function readText(file: string): Promise<string> {
  let problem: string;
  try {
    const { size } = await stat(file);
    if (size <= largestFile) {
      return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
    }
    problem = `it has ${size} bytes, and a recording at most ${largestFile}`;
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  throw new CordonError("RECORDING_FILE", { file, problem });
}

/** The rows of one file, each as wide as the header. */
class Recording {
  readonly #file: string;
  readonly #rows: readonly Row[];
  readonly #columns: readonly string[];

  /** @throws CordonError RECORDING_HEADER, RECORDING_LINE */
  constructor(file: string, text: string) {
    this.#file = file;
    const [header, ...rows] = this.#parse(text);
    this.#rows = rows;
    this.#columns = (header?.cells ?? []).map((name) => name.toLowerCase());
    for (const column of needed) {
      if (!this.has(column)) throw new CordonError("RECORDING_HEADER", { file, column });
    }
    const twice = this.#columns.find((it, i) => it !== "" && this.#columns.indexOf(it) < i);
    if (twice !== undefined) {
      throw this.malformed(header?.line ?? 1, `the column ${twice} comes twice`);
    }
    if (rows.length === 0) throw this.malformed(header?.line ?? 1, "no row follows the header");
  }

  has(column: Column): boolean {
    return this.#columns.includes(column);
  }

  /** @throws CordonError RECORDING_LINE at the first row of another width */
  get rows(): readonly Row[] {
    const width = this.#columns.length;
    for (const { cells, line } of this.#rows) {
      if (cells.length === width) continue;
      throw this.malformed(line, `it has ${cells.length} cells, and the header ${width}`);
    }
    return this.#rows;
  }

  /**
   * A number of a row; null if its cell is empty, or there is no such column.
   *
   * @throws CordonError RECORDING_LINE
   */
  numberIn(row: Row, column: Column): number | null {
    const text = row.cells[this.#columns.indexOf(column)] ?? "";
    if (text === "") return null;
    const [least, most] = bounds[column];
    const isNumber = column === "minute" ? /^\d+$/ : /^\d+(\.\d*)?$/;
    const value = Math.round(Number(text));
    if (isNumber.test(text) && value >= least && value <= most) return value;
    const what = column === "minute" ? "a whole number" : "a number";
    throw this.malformed(row.line, `${column} is ${what} from ${least} to ${most}, not "${text}"`);
  }

  /** @throws CordonError RECORDING_LINE if the cell is empty, too */
  presentIn(row: Row, column: Column): number {
    const value = this.numberIn(row, column);
    if (value !== null) return value;
    const [least, most] = bounds[column];
    throw this.malformed(row.line, `${column} is a number from ${least} to ${most}, not ""`);
  }

  malformed(line: number, problem: string): CordonError {
    return new CordonError("RECORDING_LINE", { file: this.#file, line, problem });
  }

  #parse(text: string): readonly Row[] {
    try {
      const records: readonly unknown[] = parse(text, {
        info: true,
        // Counted here, so that the error has the form of the others.
        relax_column_count: true,
        skip_empty_lines: true,
        trim: true,
      });
      return records.filter(isRow).map(({ record, info }) => ({ cells: record, line: info.lines }));
    } catch (error) {
      if (error instanceof CsvError) throw this.malformed(Number(error["lines"]), error.message);
      throw error;
    }
  }
}

/**
 * Reads a CSV file with the columns `minute` (whole, from 0 up), `hr` (beats a minute) and, if there are any,
 * `bp` (systolic, mmHg) and `speed` (dm/s; empty without exercise). Other columns are ignored. Rows without a
 * blood pressure are left out, and counted, if there is a column for it; else the stream has none.
 *
 * @throws CordonError RECORDING_FILE, RECORDING_HEADER, RECORDING_LINE
 */
export async function readDay(file: string): Promise<Day> {
  const recording = new Recording(file, await readText(file));
  const hasPressure = recording.has("bp");
  const [device, tracker] = ["watch-recorded", "tracker-recorded"];
  const [vitalTuples, fitnessTuples]: [Tuple[], Tuple[]] = [[], []];
  let last = -1;
  let leftOut = 0;
  const { rows } = recording;
  for (const row of rows) {
    const minute = recording.presentIn(row, "minute");
    if (minute <= last) {
      throw recording.malformed(row.line, `minute ${minute} does not come after ${last}`);
    }
    last = minute;
    const hr = recording.presentIn(row, "hr");
    const bp = recording.numberIn(row, "bp");
    const speed = recording.numberIn(row, "speed");
    if (hasPressure && bp === null) {
      leftOut++;
      continue;
    }
    const zone = Math.floor(hr / zoneWidth);
    vitalTuples.push({ minute, hr, ...(bp !== null && { bp }), zone, device });
    if (speed !== null) fitnessTuples.push({ minute, speed, tracker });
  }
  if (vitalTuples.length === 0) {
    throw recording.malformed(rows.at(-1)?.line ?? 1, "no row until here has a bp");
  }
  return {
    schema: hasPressure ? vitals : vitalsWithoutPressure,
    vitals: vitalTuples,
    fitness: fitnessTuples,
    canaries: [device, tracker],
    leftOut,
  };
}
