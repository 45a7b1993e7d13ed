/** Blocks, work and results as parts of events, and back; the units' side is in `units/stream-operator`. */

import {
  bytesOf,
  type Bytes,
  type EventView,
  type Value,
  type ValueInput,
} from "../event/index.ts";
import type { Block, BlockHead, Item, Parcel, Signed } from "../operator/block.ts";
import type { Outcome, Outgoing, Work } from "../operator/operator.ts";
import { inPieces, joined } from "../operator/parts.ts";

/** Parts by name. */
export type Parts = readonly (readonly [name: string, data: ValueInput])[];

type Fields = { readonly [name: string]: Value };

function dataOf({ item, digest }: Signed): { readonly [name: string]: ValueInput } {
  if (item === null) return { form: "omitted", digest };
  if (item.form === "masked") return { ...item, digest };
  const { parcel, ...rest } = item;
  return { ...rest, ...parcel, digest };
}

function bytesIn({ item, digest }: Signed): number {
  if (item === null) return digest.length;
  if (item.form === "masked") return item.values.reduce((sum, { length }) => sum + length, 0);
  const { wrap, key, body } = item.parcel;
  return item.name.length + wrap.length + key.length + body.length + digest.length;
}

/** @param source by which operators know the stream */
export function partsOfBlock(source: string, { head, signature, items }: Block): Parts {
  return [
    ["type", "block"],
    ["source", source],
    ["head", { ...head }],
    ["signature", signature],
    ...inPieces("items", items, bytesIn).map(([name, piece]) => [name, piece.map(dataOf)] as const),
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

export function workOf(event: EventView): { readonly id: number; readonly work: Work } {
  const inputs = joined<Bytes>("inputs", (name) => event[name] as readonly Bytes[] | undefined);
  return {
    id: event["id"] as number,
    work: {
      task: event["task"] as Work["task"],
      side: event["side"] as number,
      inputs: inputs.map(bytesOf),
    },
  };
}

function signedOf(fields: Fields): Signed {
  const digest = bytesOf(fields["digest"] as Bytes);
  const form = fields["form"] as ParcelForm | "omitted";
  if (form === "omitted") return { item: null, digest };
  const parcel: Parcel = {
    wrap: bytesOf(fields["wrap"] as Bytes),
    key: bytesOf(fields["key"] as Bytes),
    body: bytesOf(fields["body"] as Bytes),
  };
  const name = fields["name"] as string;
  switch (form) {
    case "column":
      return { item: { form, name, parcel }, digest };
    case "joinable":
      return { item: { form, name, tag: bytesOf(fields["tag"] as Bytes), parcel }, digest };
    case "window":
      return { item: { form, name, index: fields["index"] as number, parcel }, digest };
  }
}

type ParcelForm = Exclude<Item["form"], "masked">;

function blockOf(event: EventView, prefix: string): Block {
  const items = joined<Fields>(
    `${prefix}items`,
    (name) => event[name] as readonly Fields[] | undefined,
  );
  return {
    head: event[`${prefix}head`] as unknown as BlockHead,
    signature: bytesOf(event[`${prefix}signature`] as Bytes),
    items: items.map(signedOf),
  };
}

export function outgoingOf(event: EventView): Outgoing {
  const form = event["form"] as Outgoing["form"];
  switch (form) {
    case "result":
      return { form, block: blockOf(event, "") };
    case "pair":
      return { form, left: blockOf(event, ""), right: blockOf(event, "right") };
    case "window":
      return {
        form,
        epoch: event["epoch"] as number,
        index: event["index"] as number,
        sum: bytesOf(event["sum"] as Bytes),
      };
    case "sharedWindow":
      return {
        form,
        index: event["index"] as number,
        masks: blockOf(event, ""),
        sum: bytesOf(event["sum"] as Bytes),
      };
  }
}
