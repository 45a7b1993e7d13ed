/** Bodies: the plaintexts of columns, of tuples to be joined, and of sums. */

import { Buffer } from "node:buffer";
import { CryptoError, type FieldValue, type Schema } from "../crypto/index.ts";
import { decodeJson, isFieldValues } from "./block.ts";
import { CellReader, type Cells, cellsOf, readColumn, writeColumn } from "./cells.ts";

export type Tuple = { readonly [field: string]: FieldValue };

/** How a user reads the bodies of an epoch: its grant says in which form its owner writes them. */
export interface BodyReader {
  /** @throws CryptoError ENCODING; DECRYPTION unless there are so many values */
  column(name: string, bytes: Uint8Array, count: number): readonly FieldValue[];
  /** @throws CryptoError ENCODING */
  tuple(bytes: Uint8Array): Tuple;
  /** @throws CryptoError ENCODING */
  sum(bytes: Uint8Array): number;
}

const sumBytes = 8;

/** Of the same length for all values of a schema, but for free text. */
export class CellBodies implements BodyReader {
  /** By name, in the order in which a tuple has them. */
  readonly #fields: ReadonlyMap<string, Cells>;

  constructor({ fields }: Schema) {
    const names = Object.keys(fields).toSorted();
    this.#fields = new Map(
      names.map((name) => [name, cellsOf(fields[name] as Schema["fields"][""])]),
    );
  }

  /** Bytes of the longest tuple. */
  get longestTuple(): number {
    let sum = 0;
    for (const { longest } of this.#fields.values()) sum += longest;
    return sum;
  }

  writeColumn(name: string, values: readonly FieldValue[]): Uint8Array {
    return writeColumn(this.#cellsOf(name), values);
  }

  column(name: string, bytes: Uint8Array, count: number): readonly FieldValue[] {
    return readColumn(this.#cellsOf(name), bytes, count);
  }

  writeTuple(tuple: Tuple): Uint8Array {
    const parts = [...this.#fields].map(([name, cells]) =>
      writeColumn(cells, [tuple[name] as FieldValue]),
    );
    return new Uint8Array(Buffer.concat(parts));
  }

  tuple(bytes: Uint8Array): Tuple {
    const reader = new CellReader(bytes);
    const entries = [...this.#fields].map(([name, cells]) => [name, reader.next(cells)] as const);
    reader.end();
    return Object.fromEntries(entries);
  }

  writeSum(sum: number): Uint8Array {
    const bytes = new Uint8Array(sumBytes);
    new DataView(bytes.buffer).setBigInt64(0, BigInt(sum));
    return bytes;
  }

  sum(bytes: Uint8Array): number {
    if (bytes.length !== sumBytes) throw new CryptoError("ENCODING", `a sum has ${sumBytes} bytes`);
    return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0));
  }

  #cellsOf(name: string): Cells {
    const cells = this.#fields.get(name);
    if (cells !== undefined) return cells;
    throw new CryptoError("ENCODING", `the grant does not say what ${name} is`);
  }
}

function isTuple(value: unknown): value is Tuple {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return isFieldValues(Object.values(value));
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** As owners wrote them who granted in version 1: lengths told of values. Nobody writes them any more. */
export const jsonBodies: BodyReader = {
  column(_name, bytes, count) {
    const values = decodeJson(bytes, isFieldValues);
    if (values.length === count) return values;
    throw new CryptoError("DECRYPTION", `${values.length} values, not ${count}`);
  },
  tuple: (bytes) => decodeJson(bytes, isTuple),
  sum: (bytes) => decodeJson(bytes, isInteger),
};
