/** CSV files, as records that know their lines. */

import { readFile } from "node:fs/promises";
import { CsvError, type Info, parse } from "csv-parse/sync";

/** A record of the file, and the number of the line on which it ends. */
export interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}

/** How to say what is wrong with a file. */
export interface CsvErrors {
  readonly unreadable: (problem: string) => Error;
  readonly malformed: (line: number, problem: string) => Error;
}

/**
 * @returns all records, the header first
 * @throws what `errors` make
 */
export async function readCsv(file: string, errors: CsvErrors): Promise<readonly Row[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw errors.unreadable(error instanceof Error ? error.message : String(error));
  }
  try {
    const records: readonly unknown[] = parse(text, {
      bom: true,
      info: true,
      // Counted by who reads them, so that the error has their form.
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
    return records.filter(isRow).map(({ record, info }) => ({ fields: record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw errors.malformed(Number(error["lines"]), error.message);
  }
}

function isRow(record: unknown): record is { record: readonly string[]; info: Info } {
  return typeof record === "object" && record !== null && "record" in record && "info" in record;
}
