/** Records of CSV text, in batches as they arrive. */

import { CsvError, parse } from "csv-parse";
import { limits } from "../../limits.ts";
import type { InputErrors } from "./problem.ts";

/** A record, and the number of the line on which it ends. */
export interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}

/** @throws what `errors` make, after the records before it were yielded */
export async function* parseRecords(
  text: AsyncIterable<string>,
  delimiter: string,
  errors: InputErrors,
): AsyncGenerator<readonly Row[]> {
  let rows: Row[] = [];
  let failure: Error | null = null;
  const parser = parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    // Counted by the reader, so that the error has its form.
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: limits.inputLine,
    on_record(fields: string[], { lines }) {
      rows.push({ fields, line: lines });
      // Nothing goes through the stream itself: it would keep records back when it fails.
      return null;
    },
  });
  const failed = new Promise<void>((fulfil) => {
    parser.on("error", (error) => {
      failure = error;
      fulfil();
    });
  });
  const take = (): readonly Row[] => {
    const taken = rows;
    rows = [];
    return taken;
  };
  for await (const chunk of text) {
    await Promise.race([
      failed,
      new Promise<void>((fulfil) => parser.write(chunk, () => fulfil())),
    ]);
    if (rows.length > 0) yield take();
    if (failure !== null) throw failureOf(failure, errors);
  }
  const ended = new Promise<void>((fulfil) => parser.on("end", fulfil));
  parser.resume();
  parser.end();
  await Promise.race([failed, ended]);
  if (rows.length > 0) yield take();
  if (failure !== null) throw failureOf(failure, errors);
}

function failureOf(error: Error, errors: InputErrors): Error {
  if (!(error instanceof CsvError)) return error;
  const right =
    error.code === "CSV_MAX_RECORD_SIZE"
      ? `close every quote; a row has at most ${limits.inputLine} bytes`
      : undefined;
  return errors.malformed(Number(error["lines"]), error.message, right);
}
