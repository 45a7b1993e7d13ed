/**
 * Values as cells: how long a cell is depends on its field, not on its value. So lengths of ciphertexts tell
 * nothing of values, except which of four lengths the cell of a free text has.
 *
 * | field | cell |
 * |---|---|
 * | integer | how much it is above the least, in as many bytes as the greatest takes |
 * | text of a list | its place in the list, in as many bytes as the last place takes |
 * | free text | 2 bytes: its length in UTF-8; the text; zeros up to 32, 128, 256 or 770 bytes |
 */

import { CryptoError, type Field, type FieldValue } from "../crypto/index.ts";

/** The last is for the longest text: 256 code units of 3 bytes each. */
export const textCells = [32, 128, 256, 770] as const;
const textHead = 2;

function malformed(problem: string): CryptoError {
  return new CryptoError("ENCODING", `the owner has sealed something else than is due: ${problem}`);
}

/** @param bytes of the text */
export function textCellOf(bytes: number): number {
  for (const cell of textCells) if (cell >= textHead + bytes) return cell;
  throw malformed("a text is longer than texts may be");
}

/** The cells of one field. */
export interface Cells {
  /** Bytes of the longest cell. */
  readonly longest: number;
  sizeOf(value: FieldValue): number;
  /** @param into zeros, from `at` on */
  write(value: FieldValue, into: Uint8Array, at: number): void;
  /** @throws CryptoError ENCODING */
  read(from: Uint8Array, at: number): FieldValue;
}

class IntegerCells implements Cells {
  readonly longest: number;
  readonly #min: number;
  readonly #span: number;

  constructor(min: number, max: number) {
    this.#min = min;
    this.#span = max - min;
    this.longest = Math.ceil(this.#span.toString(16).length / 2);
  }

  sizeOf(): number {
    return this.longest;
  }

  write(value: FieldValue, into: Uint8Array, at: number): void {
    let rest = Number(value) - this.#min;
    for (let i = at + this.longest - 1; i >= at; i--) {
      const next = Math.floor(rest / 256);
      into[i] = rest - 256 * next;
      rest = next;
    }
  }

  read(from: Uint8Array, at: number): number {
    let offset = 0;
    for (let i = at; i < at + this.longest; i++) offset = 256 * offset + (from[i] as number);
    if (offset > this.#span) throw malformed("an integer is not within its field's range");
    return this.#min + offset;
  }
}

class ListedCells implements Cells {
  readonly longest: number;
  readonly #values: readonly string[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #cells: IntegerCells;

  constructor(values: readonly string[]) {
    this.#values = values;
    this.#places = new Map(values.map((value, i) => [value, i]));
    this.#cells = new IntegerCells(0, Math.max(0, values.length - 1));
    this.longest = this.#cells.longest;
  }

  sizeOf(): number {
    return this.longest;
  }

  write(value: FieldValue, into: Uint8Array, at: number): void {
    this.#cells.write(this.#places.get(String(value)) ?? 0, into, at);
  }

  read(from: Uint8Array, at: number): string {
    const value = this.#values[this.#cells.read(from, at)];
    if (value === undefined) throw malformed("a text is none of its field's list");
    return value;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed("a text is in UTF-8");
  }
}

/** Where a text is whose cell begins at a place. @throws CryptoError ENCODING */
function textIn(from: Uint8Array, at: number): { readonly end: number; readonly cellEnd: number } {
  if (at + textHead > from.length) throw malformed("it breaks off");
  const length = 256 * (from[at] as number) + (from[at + 1] as number);
  const end = at + textHead + length;
  const cellEnd = at + textCellOf(length);
  if (cellEnd > from.length) throw malformed("a text breaks off");
  for (let i = end; i < cellEnd; i++) {
    if (from[i] !== 0) throw malformed("a text goes on behind its end");
  }
  return { end, cellEnd };
}

class TextCells implements Cells {
  readonly longest: number = textCells[3];

  sizeOf(value: FieldValue): number {
    return textCellOf(Buffer.byteLength(String(value)));
  }

  write(value: FieldValue, into: Uint8Array, at: number): void {
    const bytes = Buffer.from(String(value));
    into[at] = bytes.length >> 8;
    into[at + 1] = bytes.length & 0xff;
    into.set(bytes, at + textHead);
  }

  read(from: Uint8Array, at: number): string {
    return decodeText(from.subarray(at + textHead, textIn(from, at).end));
  }

  /** All in one go: to encode each alone takes ten times as long. */
  writeAll(values: readonly FieldValue[]): Uint8Array {
    const texts = values.map(String);
    const all = Buffer.from(texts.join(""));
    const isAscii = texts.reduce((sum, { length }) => sum + length, 0) === all.length;
    const lengths = texts.map((it) => (isAscii ? it.length : Buffer.byteLength(it)));
    const column = new Uint8Array(lengths.reduce((sum, it) => sum + textCellOf(it), 0));
    let [at, taken] = [0, 0];
    for (const length of lengths) {
      column[at] = length >> 8;
      column[at + 1] = length & 0xff;
      for (let i = 0; i < length; i++) column[at + textHead + i] = all[taken + i] as number;
      at += textCellOf(length);
      taken += length;
    }
    return column;
  }

  readAll(from: Uint8Array, count: number): readonly string[] {
    const texts = new Uint8Array(from.length);
    const lengths: number[] = [];
    let [at, taken] = [0, 0];
    for (let i = 0; i < count; i++) {
      const { end, cellEnd } = textIn(from, at);
      for (let j = at + textHead; j < end; j++) texts[taken++] = from[j] as number;
      lengths.push(end - at - textHead);
      at = cellEnd;
    }
    if (at < from.length) throw malformed("there is something behind its end");
    const all = decodeText(texts.subarray(0, taken));
    const isAscii = all.length === taken;
    let begin = 0;
    return lengths.map((length) => {
      const its = texts.subarray(begin, begin + length);
      const text = isAscii ? all.slice(begin, begin + length) : decodeText(its);
      begin += length;
      return text;
    });
  }
}

export function cellsOf(field: Field): Cells {
  if (field.kind === "integer") return new IntegerCells(field.min, field.max);
  return field.values === undefined ? new TextCells() : new ListedCells(field.values);
}

/** Cells of one field, one after the other. */
export function writeColumn(cells: Cells, values: readonly FieldValue[]): Uint8Array {
  if (cells instanceof TextCells) return cells.writeAll(values);
  const { longest } = cells;
  const column = new Uint8Array(longest * values.length);
  for (let i = 0; i < values.length; i++) cells.write(values[i] as FieldValue, column, i * longest);
  return column;
}

/** @throws CryptoError ENCODING unless they are so many */
export function readColumn(cells: Cells, bytes: Uint8Array, count: number): readonly FieldValue[] {
  if (cells instanceof TextCells) return cells.readAll(bytes, count);
  const { longest } = cells;
  if (bytes.length !== longest * count) {
    throw malformed(`${count} values of ${longest} bytes, and there are ${bytes.length}`);
  }
  const values: FieldValue[] = [];
  for (let i = 0; i < count; i++) values.push(cells.read(bytes, i * longest));
  return values;
}

/** Reads cells of several fields, one after the other. */
export class CellReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws CryptoError ENCODING */
  next(cells: Cells): FieldValue {
    const isText = cells instanceof TextCells;
    if (!isText && this.#at + cells.longest > this.#bytes.length) throw malformed("it breaks off");
    const value = cells.read(this.#bytes, this.#at);
    this.#at += cells.sizeOf(value);
    return value;
  }

  /** @throws CryptoError ENCODING if there is more */
  end(): void {
    if (this.#at < this.#bytes.length) throw malformed("there is something behind its end");
  }
}
