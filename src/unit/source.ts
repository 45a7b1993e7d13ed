/** Where the text of a program comes from: places in it, in terms of what its author wrote. */

import { printable } from "./printable.ts";

export interface ProgramSource {
  /** Names of its modules, as they are shown. */
  readonly files: readonly string[];
  /**
   * Four numbers each: a line and a column of the program's text, counted from 1 and in order, and from
   * there on a file's number and the line in it. Null if the lines are those of the first file.
   */
  readonly table: readonly number[] | null;
  /** Names that the bundler gave, and the author's. */
  readonly names: readonly (readonly [given: string, original: string])[];
}

const WIDTH = 4;

/** The last entry of the table that is not after a place. */
function entryAt(table: readonly number[], line: number, column: number): number | undefined {
  let low = 0;
  let high = table.length / WIDTH;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = (table[middle * WIDTH] ?? 0) - line;
    if (at < 0 || (at === 0 && (table[middle * WIDTH + 1] ?? 0) <= column)) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}

/** Undefined of what the bundler has added. */
function placeOf(
  { files, table }: ProgramSource,
  line: number,
  column: number,
): string | undefined {
  if (table === null) return `${files[0] ?? ""}:${line}`;
  const entry = entryAt(table, line, column);
  if (entry === undefined || table[entry * WIDTH] !== line) return undefined;
  const file = files[table[entry * WIDTH + 2] ?? -1];
  return file === undefined ? undefined : `${file}:${table[entry * WIDTH + 3] ?? 0}`;
}

/** The name of a function, such as `Order2.go`, as its author knows it. */
function originalName({ names }: ProgramSource, name: string): string {
  if (names.length === 0) return name;
  const originals = new Map(names);
  return name.replaceAll(/[\p{ID_Continue}$]+/gu, (word) => originals.get(word) ?? word);
}

/** The bundler names so the function that it makes of a CommonJS module. */
const moduleFunction = /^program:\d+$/;

/**
 * Names places for the operator, innermost first: `file:line (function)`. Functions are named as their
 * author likes, also so that they mislead: places are the author's claim.
 *
 * @param frames as a cell reports them: `line:column:function`, a line each
 */
export function placesOf(source: ProgramSource, frames: string): readonly string[] {
  if (frames === "") return [];
  return frames.split("\n").flatMap((frame) => {
    const [, line, column, name = ""] = /^(\d{1,7}):(\d{1,7}):(.*)$/s.exec(frame) ?? [];
    if (line === undefined || column === undefined) return [];
    const where = placeOf(source, Number(line), Number(column));
    if (where === undefined) return [];
    const isNamed = name !== "" && !moduleFunction.test(name);
    return [isNamed ? `${where} (${printable(originalName(source, name))})` : where];
  });
}
