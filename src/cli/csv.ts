/** CSV files that are read as a whole. */

import { readBytes } from "./feed/bytes.ts";
import type { InputErrors } from "./feed/problem.ts";
import { parseRecords, type Row } from "./feed/records.ts";
import { decodeText } from "./feed/text.ts";

export type { Row } from "./feed/records.ts";

/**
 * @returns all records, the header first
 * @throws what `errors` make
 */
export async function readCsv(file: string, errors: InputErrors): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of parseRecords(
    decodeText(readBytes(file, errors), errors),
    ",",
    errors,
  )) {
    rows.push(...batch);
  }
  return rows;
}
