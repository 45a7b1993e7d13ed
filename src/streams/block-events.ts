/** Blocks, work and results as parts of events, and back; the units' side is in `units/stream-operator`. */

import { CordonError } from "../errors.ts";
import { bytesOf, type EventView, isBytes, type Value, type ValueInput } from "../event/index.ts";
import type { Block, Parcel, Signed } from "../operator/block.ts";
import type { Outcome, Outgoing, Work } from "../operator/operator.ts";
import { inPieces, joined, mostPieces } from "../operator/parts.ts";
import { QueryError } from "../query/errors.ts";

/** Parts by name. */
export type Parts = readonly (readonly [name: string, data: ValueInput])[];

type Fields = { readonly [name: string]: Value };

function dataOf({ item, digest }: Signed): { readonly [name: string]: ValueInput } {
  if (item === null) return { form: "omitted", digest };
  if (item.form === "masked") return { ...item, digest };
  const { parcel, ...rest } = item;
  return { ...rest, ...parcel, digest };
}

/** Of an item: as many values as a part may have would be longer than it may be, too. */
const bytesOfItem = 160;

function bytesIn({ item, digest }: Signed): number {
  const least = bytesOfItem + digest.length;
  if (item === null) return least;
  if (item.form === "masked") {
    return item.values.reduce((sum, { length }) => sum + bytesOfItem + length, least);
  }
  const { wrap, key, body } = item.parcel;
  return least + item.name.length + wrap.length + key.length + body.length;
}

/**
 * @param source by which operators know the stream
 * @throws CordonError PART_COUNT
 */
export function partsOfBlock(source: string, { head, signature, items }: Block): Parts {
  const pieces = inPieces("items", items, bytesIn);
  if (pieces.length > mostPieces) throw new CordonError("PART_COUNT", { limit: mostPieces });
  return [
    ["type", "block"],
    ["source", source],
    ["head", { ...head }],
    ["signature", signature],
    ...pieces.map(([name, piece]) => [name, piece.map(dataOf)] as const),
  ];
}

export function partsOfOutcome(operator: string, id: number, outcome: Outcome): Parts {
  return [
    ["type", "outcome"],
    ["operator", operator],
    ["id", id],
    ...inPieces("outcome", outcome, (bytes) => bytes?.length ?? 0),
  ];
}

// What operators say is taken apart as what a stranger says

function unlikely(what: string): QueryError {
  return new QueryError("GRANT", `it said what no operator says: ${what}`);
}

function bytesAt(value: Value | undefined, what: string): Uint8Array {
  if (isBytes(value)) return bytesOf(value);
  throw unlikely(`${what} is bytes`);
}

function textAt(value: Value | undefined, what: string): string {
  if (typeof value === "string") return value;
  throw unlikely(`${what} is a text`);
}

function countAt(value: Value | undefined, what: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw unlikely(`${what} is a count`);
}

function fieldsAt(value: Value | undefined, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !isBytes(value)) {
    return value as Fields;
  }
  throw unlikely(`${what} is a record`);
}

function listAt(value: Value | undefined, what: string): readonly Value[] | undefined {
  if (value === undefined || Array.isArray(value)) return value;
  throw unlikely(`${what} is a list`);
}

const tasks: readonly Work["task"][] = ["transform", "tag", "fold", "combine"];

/** @throws QueryError GRANT */
export function workOf(event: EventView): { readonly id: number; readonly work: Work } {
  const task = tasks.find((it) => it === event["task"]);
  if (task === undefined) throw unlikely("there is such a task");
  const inputs = joined("inputs", (name) => listAt(event[name], name));
  return {
    id: countAt(event["id"], "id"),
    work: {
      task,
      side: countAt(event["side"], "side") === 1 ? 1 : 0,
      inputs: inputs.map((input) => bytesAt(input, "an input")),
    },
  };
}

function parcelOf(fields: Fields): Parcel {
  return {
    wrap: bytesAt(fields["wrap"], "wrap"),
    key: bytesAt(fields["key"], "key"),
    body: bytesAt(fields["body"], "body"),
  };
}

function signedOf(value: Value): Signed {
  const fields = fieldsAt(value, "an item");
  const digest = bytesAt(fields["digest"], "digest");
  const { form } = fields;
  if (form === "omitted") return { item: null, digest };
  const name = textAt(fields["name"], "name");
  const parcel = parcelOf(fields);
  switch (form) {
    case "column":
      return { item: { form, name, parcel }, digest };
    case "joinable":
      return { item: { form, name, tag: bytesAt(fields["tag"], "tag"), parcel }, digest };
    case "window":
      return { item: { form, name, index: countAt(fields["index"], "index"), parcel }, digest };
    default:
      throw unlikely("an item of a result has a form");
  }
}

function blockOf(event: EventView, prefix: string): Block {
  const items = joined(`${prefix}items`, (name) => listAt(event[name], name));
  return blockFrom({ head: event[`${prefix}head`], signature: event[`${prefix}signature`] }, items);
}

function blockFrom(
  { head: data, signature }: { readonly [name: string]: Value | undefined },
  items: readonly Value[],
): Block {
  const head = fieldsAt(data, "head");
  return {
    head: {
      owner: textAt(head["owner"], "owner"),
      stream: textAt(head["stream"], "stream"),
      epoch: countAt(head["epoch"], "epoch"),
      number: countAt(head["number"], "number"),
      tuples: countAt(head["tuples"], "tuples"),
    },
    signature: bytesAt(signature, "signature"),
    items: items.map(signedOf),
  };
}

/** @throws QueryError GRANT */
export function outgoingOf(event: EventView): Outgoing {
  const { form } = event;
  switch (form) {
    case "result":
      return { form, block: blockOf(event, "") };
    case "pairs":
      return {
        form,
        side: countAt(event["side"], "side") === 1 ? 1 : 0,
        one: blockOf(event, ""),
        others: joined("others", (name) => listAt(event[name], name)).map((it) => {
          const fields = fieldsAt(it, "a block");
          return blockFrom(fields, listAt(fields["items"], "items") ?? []);
        }),
      };
    case "window":
      return {
        form,
        epoch: countAt(event["epoch"], "epoch"),
        index: countAt(event["index"], "index"),
        sum: bytesAt(event["sum"], "sum"),
      };
    case "sharedWindow":
      return {
        form,
        index: countAt(event["index"], "index"),
        masks: blockOf(event, ""),
        sum: bytesAt(event["sum"], "sum"),
      };
    default:
      throw unlikely("a result has a form");
  }
}
