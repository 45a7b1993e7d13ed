/**
 * Blocks: what the owner sends, item by item and signed, and what the cloud makes of them for one user.
 *
 * Whoever has a block sees its stream, epoch and number, what its items are, and the values of the fields
 * that policies may ask about. Its length tells of no value, but in which of four sizes free texts are.
 */

import { hash } from "node:crypto";
import {
  checkLength,
  longestAttribute,
  longestOf,
  mostItems,
  Reader,
  Writer,
} from "../crypto/encoding.ts";
import { CryptoError, type FieldValue, originOf } from "../crypto/index.ts";
import type { Block, BlockHead, Item, Parcel, Signed } from "../operator/block.ts";
import { signatureBytes, type SigningKey, type VerifyingKey } from "./signing.ts";

/** Tuples of a block. */
export const mostTuples = 65_536;
/** Epochs, and blocks of an epoch, are counted in 32 bits. */
export const lastNumber: number = 2 ** 32 - 1;
/** Masked values of an item: an owner sends fewer at a time. */
const mostValues = 64;
export const wrapBytes = 16;
const digestBytes = 32;
const tagBytes = 32;

const forms = ["column", "joinable", "window", "masked"] as const;
/** In results: an item that is not for this user. */
const omitted = forms.length;

// Signatures

/** In blocks keys are as the owner has sealed them, in results as the cloud has transformed them. */
const formsOfKeys = { block: "ciphertext", result: "transformed" } as const;

type Kind = keyof typeof formsOfKeys;

/**
 * Of everything in an item that decides what comes out of it, before and after the cloud's part.
 *
 * @throws CryptoError ENCODING if its key has the other form, which comes to the same digest
 */
function digestOf(kind: Kind, item: Item): Uint8Array {
  const writer = new Writer().text(item.form).text(item.name);
  if (item.form === "joinable") writer.fixed(item.tag);
  if (item.form === "window" || item.form === "masked") writer.count(item.index);
  if (item.form === "masked") {
    for (const value of item.values) writer.bytes(value);
  } else {
    const { wrap, key, body } = item.parcel;
    writer.fixed(wrap).fixed(originOf(key, formsOfKeys[kind])).bytes(body);
  }
  return hash("sha256", writer.finish(), "buffer");
}

function writeHead(writer: Writer, { owner, stream, epoch, number, tuples }: BlockHead): Writer {
  return writer.text(owner).text(stream).count(epoch).count(number).count(tuples);
}

function signedBytes(head: BlockHead, items: readonly Signed[]): Uint8Array {
  const writer = writeHead(new Writer().text("cordon/block/1"), head).count(items.length);
  for (const { digest } of items) writer.fixed(digest);
  return writer.finish();
}

/** Whether a block, or a result of it, was made by who has the key. */
export function isSigned(key: VerifyingKey, { head, items, signature }: Block): boolean {
  return key.verify(signedBytes(head, items), signature);
}

// Encodings

function writeItem(writer: Writer, item: Item): void {
  writer.count(forms.indexOf(item.form)).text(item.name);
  if (item.form === "joinable") writer.fixed(item.tag);
  if (item.form === "window" || item.form === "masked") writer.count(item.index);
  if (item.form === "masked") {
    writer.count(item.values.length);
    for (const value of item.values) writer.bytes(value);
    return;
  }
  const { wrap, key, body } = item.parcel;
  writer.fixed(wrap).bytes(key).bytes(body);
}

function readParcel(reader: Reader): Parcel {
  return {
    wrap: reader.fixed(wrapBytes),
    key: reader.bytes(longestOf.block),
    body: reader.bytes(longestOf.block),
  };
}

/** @throws CryptoError ENCODING if two items are the same but for what they hold */
function checkDifferent(items: readonly Signed[]): void {
  const names = new Set<string>();
  for (const { item } of items) {
    if (item === null) continue;
    const index = item.form === "window" ? item.index : 0;
    names.add(JSON.stringify([item.form, item.name, index]));
  }
  const count = items.filter(({ item }) => item !== null).length;
  if (names.size < count) throw new CryptoError("ENCODING", "a block has each item once");
}

function readItem(reader: Reader, form: (typeof forms)[number]): Item {
  const name = reader.text(longestAttribute);
  switch (form) {
    case "column":
      return { form, name, parcel: readParcel(reader) };
    case "joinable":
      return { form, name, tag: reader.fixed(tagBytes), parcel: readParcel(reader) };
    case "window":
      return { form, name, index: reader.count(lastNumber, "windows"), parcel: readParcel(reader) };
    case "masked": {
      const index = reader.count(lastNumber, "values");
      const count = reader.count(mostValues, "values");
      const values = Array.from({ length: count }, () => reader.bytes(longestOf.block));
      return { form, name, index, values };
    }
  }
}

/** @throws CryptoError ENCODING if it is longer than others read */
function write(kind: Kind, { head, items, signature }: Block): Uint8Array {
  const writer = writeHead(new Writer(kind), head).count(items.length);
  for (const { item, digest } of items) {
    if (item === null) writer.count(omitted).fixed(digest);
    else writeItem(writer, item);
  }
  const bytes = writer.fixed(signature).finish();
  checkLength(bytes, kind);
  return bytes;
}

function read(kind: Kind, bytes: Uint8Array): Block {
  const reader = new Reader(bytes, kind);
  const head: BlockHead = {
    owner: reader.text(longestAttribute),
    stream: reader.text(longestAttribute),
    epoch: reader.count(lastNumber, "as an epoch"),
    number: reader.count(lastNumber, "as a number"),
    tuples: reader.count(mostTuples, "tuples"),
  };
  const items: Signed[] = [];
  for (let left = reader.count(mostItems, "items"); left > 0; left--) {
    const form = reader.count(kind === "result" ? omitted : omitted - 1, "as a form of an item");
    if (form === omitted) items.push({ item: null, digest: reader.fixed(digestBytes) });
    else {
      const item = readItem(reader, forms[form] as (typeof forms)[number]);
      items.push({ item, digest: digestOf(kind, item) });
    }
  }
  const signature = reader.fixed(signatureBytes);
  reader.end();
  checkDifferent(items);
  return { head, items, signature };
}

/** From the owner to the cloud. */
export function encodeBlock(
  key: SigningKey,
  head: BlockHead,
  contents: readonly Item[],
): Uint8Array {
  const items = contents.map((item): Signed => ({ item, digest: digestOf("block", item) }));
  return write("block", { head, items, signature: key.sign(signedBytes(head, items)) });
}

/** Whose signature it has is still to be looked at. @throws CryptoError ENCODING */
export const decodeBlock = (bytes: Uint8Array): Block => read("block", bytes);

/** From the cloud to a user: keys are transformed, of the items that the user may have. */
export const encodeResult = (block: Block): Uint8Array => write("result", block);

/** Whose signature it has is still to be looked at. @throws CryptoError ENCODING */
export const decodeResult = (bytes: Uint8Array): Block => read("result", bytes);

// What is bound to what

/** What a body is bound to. */
export function bodyContext(
  { owner, stream, epoch, number, tuples }: BlockHead,
  name: string,
  index: number = 0,
): Uint8Array {
  const writer = new Writer().text("cordon/body/1").text(owner).text(stream);
  return writer.count(epoch).count(number).count(tuples).text(name).count(index).finish();
}

/** In a parcel of a tuple that can be joined. */
const partnerBytes = 32;
export const saltBytes = 16;

/**
 * What a tuple that can be joined is bound to, under a secret that is the same for all of its value.
 *
 * @param salt random: owners that begin again count their blocks again
 */
export function joinableContext(head: BlockHead, name: string, salt: Uint8Array): Uint8Array {
  const writer = new Writer().text("cordon/joinable/1").fixed(salt);
  return writer.fixed(bodyContext(head, name)).finish();
}

/** What a parcel of a tuple that can be joined has. */
export interface Joinable {
  /** What opens tuples of the other stream of the same value. */
  readonly partner: Uint8Array;
  /** What the tuple is bound to, and the tuple, locked. */
  readonly context: Uint8Array;
  readonly inner: Uint8Array;
}

export function readJoinable(head: BlockHead, name: string, message: Uint8Array): Joinable {
  const salt = message.subarray(partnerBytes, partnerBytes + saltBytes);
  return {
    partner: message.subarray(0, partnerBytes),
    context: joinableContext(head, name, salt),
    inner: message.subarray(partnerBytes + saltBytes),
  };
}

/** What the key of bodies is bound to. */
export function wrapContext(
  { owner, stream, epoch }: BlockHead,
  name: string,
  wrap: Uint8Array,
): Uint8Array {
  const writer = new Writer().text("cordon/wrap/1").text(owner).text(stream);
  return writer.count(epoch).text(name).fixed(wrap).finish();
}

// Values

/** @throws CryptoError ENCODING if the owner sealed something else */
export function decodeJson<T>(bytes: Uint8Array, is: (value: unknown) => value is T): T {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    value = null;
  }
  if (is(value)) return value;
  throw new CryptoError("ENCODING", "the owner has sealed something else than is due");
}

export function isFieldValue(value: unknown): value is FieldValue {
  return typeof value === "string" || typeof value === "number";
}

export function isFieldValues(value: unknown): value is readonly FieldValue[] {
  return Array.isArray(value) && value.every(isFieldValue);
}
