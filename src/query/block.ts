/**
 * Blocks: tuples as the owner sends them, field by field, and what the cloud makes of them for one user.
 *
 * Whoever has a block sees its stream, epoch and number, how many tuples it has, and the values of the
 * fields that policies may ask about; of the others how long they are.
 */

import { checkAscending, longestAttribute, mostItems, Reader, Writer } from "../crypto/encoding.ts";
import { CryptoError, type FieldValue } from "../crypto/index.ts";
import type { StreamName } from "./query.ts";

/** Of a block, in bytes and in tuples. */
const longest = 2 ** 28;
export const mostTuples = 65_536;
/** Epochs and blocks are counted in 32 bits. */
const lastNumber = 2 ** 32 - 1;
const wrapBytes = 16;

/** Where a block stands. */
export interface BlockHead extends StreamName {
  readonly epoch: number;
  /** Counts a stream's blocks, in all epochs. */
  readonly number: number;
  readonly tuples: number;
}

/** The values of one field. */
export interface Column {
  readonly field: string;
  /** Under attributes: the values themselves, or the key that they are locked with. */
  readonly sealed: Uint8Array;
  /** Which key that is, and what it locks; null if there is none. */
  readonly locked: { readonly wrap: Uint8Array; readonly body: Uint8Array } | null;
}

export interface Block {
  readonly head: BlockHead;
  /** In the order of the fields' names. */
  readonly columns: readonly Column[];
}

function writeBlock(kind: "block" | "result", { head, columns }: Block): Uint8Array {
  const { owner, stream, epoch, number, tuples } = head;
  const writer = new Writer(kind).text(owner).text(stream).count(epoch).count(number).count(tuples);
  writer.count(columns.length);
  for (const { field, sealed, locked } of columns) {
    writer
      .text(field)
      .bytes(sealed)
      .count(locked === null ? 0 : 1);
    if (locked !== null) writer.fixed(locked.wrap).bytes(locked.body);
  }
  return writer.finish();
}

function readBlock(kind: "block" | "result", bytes: Uint8Array): Block {
  const reader = new Reader(bytes, kind);
  const head: BlockHead = {
    owner: reader.text(longestAttribute),
    stream: reader.text(longestAttribute),
    epoch: reader.count(lastNumber, "as an epoch"),
    number: reader.count(lastNumber, "as a number"),
    tuples: reader.count(mostTuples, "tuples"),
  };
  const columns: Column[] = [];
  for (let left = reader.count(mostItems, "columns"); left > 0; left--) {
    const field = reader.text(longestAttribute);
    const sealed = reader.bytes(longest);
    const isLocked = reader.count(1, "as a form of a column") === 1;
    const locked = isLocked ? { wrap: reader.fixed(wrapBytes), body: reader.bytes(longest) } : null;
    columns.push({ field, sealed, locked });
  }
  reader.end();
  checkAscending(columns.map(({ field }) => field));
  return { head, columns };
}

/** From the owner to the cloud. */
export const encodeBlock = (block: Block): Uint8Array => writeBlock("block", block);

/** @throws CryptoError ENCODING */
export const decodeBlock = (bytes: Uint8Array): Block => readBlock("block", bytes);

/** From the cloud to a user: with columns that are transformed, of those that the user may read. */
export const encodeResult = (block: Block): Uint8Array => writeBlock("result", block);

/** @throws CryptoError ENCODING */
export const decodeResult = (bytes: Uint8Array): Block => readBlock("result", bytes);

/** What a column's values are bound to: also how many they are. */
export function columnContext(
  { owner, stream, epoch, number, tuples }: BlockHead,
  field: string,
): Uint8Array {
  const writer = new Writer().text("cordon/column/1").text(owner).text(stream);
  return writer.count(epoch).count(number).count(tuples).text(field).finish();
}

/** What the key of columns is bound to. */
export function wrapContext(
  { owner, stream, epoch }: BlockHead,
  field: string,
  wrap: Uint8Array,
): Uint8Array {
  const writer = new Writer().text("cordon/wrap/1").text(owner).text(stream);
  return writer.count(epoch).text(field).fixed(wrap).finish();
}

export function encodeValues(values: readonly FieldValue[]): Uint8Array {
  return Buffer.from(JSON.stringify(values));
}

function isValue(value: unknown): value is FieldValue {
  return typeof value === "string" || typeof value === "number";
}

/** @throws CryptoError ENCODING if the owner sealed something else */
export function decodeValues(bytes: Uint8Array): readonly FieldValue[] {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    values = null;
  }
  if (Array.isArray(values) && values.every(isValue)) return values;
  throw new CryptoError("ENCODING", "a column is a list of numbers and texts");
}
