/** A day from a file: what a watch or a chest strap has recorded, a row a minute. */

import { CordonError } from "../../errors.ts";
import type { Tuple } from "../../query/index.ts";
import { readCsv, type Row } from "../csv.ts";
import { bounds, type Day, zoneWidth } from "./day.ts";

const needed = ["minute", "hr"] as const;

/**
 * Reads a CSV file with the columns `minute` (from 0 up), `hr` (beats a minute) and, if there are any, `bp`
 * (systolic, mmHg) and `speed` (dm/s; empty without exercise). Other columns are ignored.
 *
 * @throws CordonError RECORDING_FILE, RECORDING_HEADER, RECORDING_LINE
 */
export async function readDay(file: string): Promise<Day> {
  const malformed = (line: number, problem: string): CordonError =>
    new CordonError("RECORDING_LINE", { file, line, problem });
  const [header, ...rows] = await readCsv(file, {
    unreadable: (problem) => new CordonError("RECORDING_FILE", { file, problem }),
    malformed,
  });
  const names = (header?.fields ?? []).map((name) => name.toLowerCase());
  for (const column of needed) {
    if (!names.includes(column)) throw new CordonError("RECORDING_HEADER", { file, column });
  }
  const [device, tracker] = ["watch-recorded", "tracker-recorded"];
  const day = { vitals: [] as Tuple[], fitness: [] as Tuple[], canaries: [device, tracker] };
  let last = -1;
  for (const row of rows) {
    const numberIn = (name: keyof typeof bounds, otherwise: number | null): number | null =>
      readNumber(row, names.indexOf(name), name, otherwise, malformed);
    const minute = numberIn("minute", null) ?? 0;
    if (minute <= last) throw malformed(row.line, `minute ${minute} does not come after ${last}`);
    last = minute;
    const hr = numberIn("hr", null) ?? 0;
    const bp = numberIn("bp", bounds.bp[0]) ?? 0;
    day.vitals.push({ minute, hr, bp, zone: Math.floor(hr / zoneWidth), device });
    const speed = numberIn("speed", -1) ?? -1;
    if (speed >= 0) day.fitness.push({ minute, speed, tracker });
  }
  if (day.vitals.length === 0) throw malformed(header?.line ?? 1, "no row follows the header");
  return day;
}

/** @param otherwise if there is nothing; null if there must be something */
function readNumber(
  { fields, line }: Row,
  column: number,
  name: keyof typeof bounds,
  otherwise: number | null,
  malformed: (line: number, problem: string) => CordonError,
): number | null {
  const text = fields[column] ?? "";
  if (text === "" && otherwise !== null) return otherwise;
  const [least, most] = bounds[name];
  const value = Math.round(Number(text));
  if (/^\d+(\.\d*)?$/.test(text) && value >= least && value <= most) return value;
  throw malformed(line, `${name} is a number from ${least} to ${most}, not "${text}"`);
}
