/**
 * Event data as JSON values, for crossings between cells. Only arrays and scalars are used, so that
 * nothing in a message can be mistaken for a property of an object; decoding checks every bound
 * again, because the sender may be broken.
 *
 * | value | wire |
 * |---|---|
 * | null, boolean, string, finite number | itself |
 * | NaN, ±Infinity, −0 | `["n", text]` |
 * | bigint | `["i", hexadecimal]` |
 * | tag | `["t", id]` |
 * | bytes | `["b", hexadecimal]` |
 * | array | `["a", …items]` |
 * | record | `["r", key, value, …]` |
 */

import { assert, CordonError } from "../errors.ts";
import {
  isPrivilege,
  newGrant,
  isTag,
  type Label,
  type LabelTable,
  type Tag,
  type TagId,
  tagSet,
} from "../label/index.ts";
import { limits } from "../limits.ts";
import { type CarriedPrivilege, checkPartName, type Part } from "./part.ts";
import {
  bigintBytes,
  Bytes,
  bytesOf,
  frozenArray,
  isBytes,
  newRecord,
  type Value,
  ValueBudget,
} from "./value.ts";

export type WireValue = null | boolean | number | string | readonly WireValue[];

/** `[privilege, tag id, until | null, since | null, authoritySince | null]`; null is Infinity. */
export type WireGrant = readonly [string, string, number | null, number | null, number | null];

/** `[secrecy ids, integrity ids]` */
export type WireLabel = readonly [readonly string[], readonly string[]];

/** `[name, data, index of its label, carried privileges]` */
export type WirePart = readonly [string, WireValue, number, readonly WireGrant[]];

/** `[distinct labels, parts]` */
export type WireParts = readonly [readonly WireLabel[], readonly WirePart[]];

/** Gives a tag's id, and sees to it that whoever reads the message knows the tag. */
export type TagNamer = (tag: Tag) => TagId;

/** Finds or makes the tag with an id; throws if the text is no id. */
export type TagResolver = (id: TagId) => Tag;

export function malformed(problem: string): CordonError {
  return new CordonError("WIRE", { problem });
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

function fromHex(text: unknown): Uint8Array {
  if (typeof text !== "string" || !/^(?:[0-9a-f]{2})*$/.test(text)) throw malformed("bytes");
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function encodeValue(value: Value, tags: TagNamer): WireValue {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ["n", Object.is(value, -0) ? "-0" : String(value)];
    case "bigint":
      return ["i", value.toString(16)];
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (isTag(value)) return ["t", tags(value)];
  if (isBytes(value)) return ["b", toHex(bytesOf(value))];
  if (Array.isArray(value)) {
    const wire: WireValue[] = ["a"];
    for (const item of value as readonly Value[]) wire.push(encodeValue(item, tags));
    return wire;
  }
  const wire: WireValue[] = ["r"];
  for (const [key, item] of Object.entries(value as { [name: string]: Value })) {
    wire.push(key, encodeValue(item, tags));
  }
  return wire;
}

/** @throws CordonError WIRE, VALUE_SIZE */
export function decodeValue(wire: unknown, tags: TagResolver): Value {
  return decodeNode(wire, tags, 0, new ValueBudget("the message"));
}

function decodeNode(wire: unknown, tags: TagResolver, depth: number, budget: ValueBudget): Value {
  budget.node();
  switch (typeof wire) {
    case "string":
      budget.bytes(wire.length);
      return wire;
    case "number":
    case "boolean":
      return wire;
  }
  if (wire === null) return null;
  if (!Array.isArray(wire) || depth > limits.valueDepth) throw malformed("value");
  const items: readonly unknown[] = wire;
  const first = items[1];
  switch (items[0]) {
    case "n":
      return decodeNumber(first);
    case "i":
      if (typeof first !== "string" || !/^-?[0-9a-f]+$/.test(first)) throw malformed("bigint");
      return decodeBigint(first, budget);
    case "t":
      if (typeof first !== "string") throw malformed("tag");
      return tags(first as TagId);
    case "b": {
      const bytes = fromHex(first);
      budget.bytes(bytes.length);
      return new Bytes(bytes);
    }
    case "a":
      return frozenArray(items.slice(1).map((item) => decodeNode(item, tags, depth + 1, budget)));
    case "r":
      return decodeRecord(items, tags, depth, budget);
    default:
      throw malformed("value");
  }
}

function decodeBigint(text: string, budget: ValueBudget): bigint {
  if (text.length > 2 * limits.valueBytes + 2) throw malformed("bigint");
  const value = text.startsWith("-") ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
  budget.bytes(bigintBytes(value));
  return value;
}

function decodeNumber(text: unknown): number {
  switch (text) {
    case "-0":
      return -0;
    case "NaN":
      return Number.NaN;
    case "Infinity":
      return Infinity;
    case "-Infinity":
      return -Infinity;
    default:
      throw malformed("number");
  }
}

function decodeRecord(
  items: readonly unknown[],
  tags: TagResolver,
  depth: number,
  budget: ValueBudget,
): Value {
  if (items.length % 2 === 0) throw malformed("record");
  const record = newRecord();
  for (let i = 1; i < items.length; i += 2) {
    const key = items[i];
    if (typeof key !== "string") throw malformed("record");
    budget.bytes(key.length);
    record[key] = decodeNode(items[i + 1], tags, depth + 1, budget);
  }
  return Object.freeze(record);
}

export function encodeLabel(label: Label, tags: TagNamer): WireLabel {
  return [label.secrecy.map(tags), label.integrity.map(tags)];
}

function decodeTags(ids: unknown, tags: TagResolver): Tag[] {
  if (!Array.isArray(ids) || ids.length > limits.labelTags) throw malformed("label");
  return (ids as readonly unknown[]).map((id) => {
    if (typeof id !== "string") throw malformed("tag");
    return tags(id as TagId);
  });
}

/** @throws CordonError WIRE */
export function decodeLabel(wire: unknown, table: LabelTable, tags: TagResolver): Label {
  if (!Array.isArray(wire) || wire.length !== 2) throw malformed("label");
  const [secrecy, integrity] = wire as readonly unknown[];
  return table.ofSets(tagSet(decodeTags(secrecy, tags)), tagSet(decodeTags(integrity, tags)));
}

const finite = (value: number): number | null => (value === Infinity ? null : value);

export function encodeGrant({ tag, grant }: CarriedPrivilege, tags: TagNamer): WireGrant {
  const { privilege, until, since, authoritySince } = grant;
  return [privilege, tags(tag), finite(until), finite(since), finite(authoritySince)];
}

function decodeLimit(value: unknown): number {
  if (value === null) return Infinity;
  if (typeof value !== "number") throw malformed("grant");
  return value;
}

/** Only a creator holds without a beginning, and what it holds never crosses. */
function decodeRound(value: unknown): number {
  if (typeof value !== "number" || !(value >= 0)) throw malformed("grant");
  return value;
}

/** @throws CordonError WIRE */
export function decodeGrant(wire: unknown, tags: TagResolver): CarriedPrivilege {
  if (!Array.isArray(wire) || wire.length !== 5) throw malformed("grant");
  const [privilege, id, until, since, authoritySince] = wire as readonly unknown[];
  if (!isPrivilege(privilege) || typeof id !== "string") throw malformed("grant");
  return Object.freeze({
    tag: tags(id as TagId),
    grant: newGrant(privilege, decodeLimit(until), decodeRound(since), decodeLimit(authoritySince)),
  });
}

const NO_GRANTS: readonly WireGrant[] = Object.freeze([]);

export function encodeParts(parts: readonly Part[], tags: TagNamer): WireParts {
  const labels: Label[] = [];
  const wire: WirePart[] = [];
  for (const { name, data, label, privileges } of parts) {
    let at = labels.indexOf(label);
    if (at === -1) at = labels.push(label) - 1;
    const carried = privileges?.map((it) => encodeGrant(it, tags)) ?? NO_GRANTS;
    wire.push([name, encodeValue(data, tags), at, carried]);
  }
  return [labels.map((label) => encodeLabel(label, tags)), wire];
}

function decodePart(wire: unknown, labels: readonly Label[], tags: TagResolver): Part {
  if (!Array.isArray(wire) || wire.length !== 4) throw malformed("part");
  const [name, data, at, grants] = wire as readonly unknown[];
  checkPartName(name);
  const label = typeof at === "number" ? labels[at] : undefined;
  if (label === undefined || !Array.isArray(grants) || grants.length > limits.partPrivileges) {
    throw malformed("part");
  }
  return Object.freeze({
    name,
    data: decodeValue(data, tags),
    label,
    privileges: grants.length === 0 ? null : decodeGrants(grants, tags),
  });
}

function decodeGrants(grants: readonly unknown[], tags: TagResolver): readonly CarriedPrivilege[] {
  return grants.map((grant) => decodeGrant(grant, tags));
}

/** @throws CordonError WIRE, PART_NAME, VALUE_SIZE */
export function decodeParts(wire: unknown, table: LabelTable, tags: TagResolver): readonly Part[] {
  if (!Array.isArray(wire) || wire.length !== 2) throw malformed("parts");
  const [labels, parts] = wire as readonly unknown[];
  if (!Array.isArray(labels) || labels.length > limits.versionParts) throw malformed("labels");
  if (!Array.isArray(parts) || parts.length > limits.versionParts) throw malformed("parts");
  const decoded = (labels as readonly unknown[]).map((label) => decodeLabel(label, table, tags));
  return (parts as readonly unknown[]).map((part) => decodePart(part, decoded, tags));
}

/** Ends the cell if a text that we encoded ourselves does not come back. */
export function parseMessage(text: unknown): readonly unknown[] {
  assert(typeof text === "string", "a crossing carries one string");
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw malformed("not JSON");
  }
  if (!Array.isArray(message)) throw malformed("not a list");
  return message as readonly unknown[];
}
