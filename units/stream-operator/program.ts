/**
 * An operator of a cloud of encrypted streams: takes blocks of its query's streams, asks the host to compute
 * what it cannot, and publishes what its user is to be sent. It holds no privileges, and sees nothing but
 * ciphertexts; it reads only what the host vouches for.
 */

import type { Block, Item, Parcel, Signed } from "../../src/operator/block.ts";
import {
  type Operator,
  operatorOf,
  type Outcome,
  type Outgoing,
  type Plan,
  type Work,
} from "../../src/operator/operator.ts";
import { inPieces, joined, mostPieces } from "../../src/operator/parts.ts";
import {
  type Bytes,
  defineProgram,
  type Draft,
  type EventView,
  type Program,
  type Tag,
  type UnitApi,
  type Value,
  type ValueInput,
} from "../../src/unit/index.ts";

/** What the host passes. */
interface Config {
  readonly name: string;
  readonly plan: Plan;
  /** By which the blocks of its plan's sources are known. */
  readonly sources: readonly string[];
  /** What operators write carries it. */
  readonly spoken: Tag;
}

type Fields = { readonly [name: string]: Value };

function parcelOf(unit: UnitApi, { wrap, key, body }: Fields): Parcel {
  return {
    wrap: unit.bytes(wrap as Bytes),
    key: unit.bytes(key as Bytes),
    body: unit.bytes(body as Bytes),
  };
}

function itemOf(unit: UnitApi, fields: Fields): Item {
  const form = fields.form as Item["form"];
  const name = fields.name as string;
  switch (form) {
    case "column":
      return { form, name, parcel: parcelOf(unit, fields) };
    case "joinable":
      return { form, name, tag: unit.bytes(fields.tag as Bytes), parcel: parcelOf(unit, fields) };
    case "window":
      return { form, name, index: fields.index as number, parcel: parcelOf(unit, fields) };
    case "masked":
      return {
        form,
        name,
        index: fields.index as number,
        values: (fields.values as readonly Bytes[]).map((value) => unit.bytes(value)),
      };
  }
}

function blockOf(unit: UnitApi, event: EventView): Block {
  const items = joined<Fields>("items", (name) => event[name] as readonly Fields[] | undefined);
  return {
    head: event.head as unknown as Block["head"],
    signature: unit.bytes(event.signature as Bytes),
    items: items.map((fields): Signed => {
      return { item: itemOf(unit, fields), digest: unit.bytes(fields.digest as Bytes) };
    }),
  };
}

/** An item as event data. Masked values go no further than here. */
function dataOf({ item, digest }: Signed): { readonly [name: string]: ValueInput } {
  if (item === null || item.form === "masked") return { form: "omitted", digest };
  const { parcel, ...rest } = item;
  return { ...rest, ...parcel, digest };
}

/** A block of few items, as one of several in a part. */
function dataOfBlock({ head, signature, items }: Block): { readonly [name: string]: ValueInput } {
  return { head: { ...head }, signature, items: items.map(dataOf) };
}

function bytesInBlock({ items }: Block): number {
  return items.reduce((sum, item) => sum + bytesIn(item), bytesOfHead);
}

function piecesOf<T>(
  prefix: string,
  items: readonly T[],
  sizeOf: (item: T) => number,
): ReturnType<typeof inPieces<T>> {
  const pieces = inPieces(prefix, items, sizeOf);
  if (pieces.length > mostPieces) throw new RangeError(`${pieces.length} pieces are no event`);
  return pieces;
}

/** Of a block, and of an item: as many values as a part may have would be longer than it may be, too. */
const bytesOfHead = 1_024;
const bytesOfItem = 160;

function bytesIn({ item, digest }: Signed): number {
  const least = bytesOfItem + digest.length;
  if (item === null || item.form === "masked") return least;
  const { wrap, key, body } = item.parcel;
  return least + item.name.length + wrap.length + key.length + body.length;
}

const program: Program = defineProgram((unit) => {
  const { name, plan, sources, spoken } = unit.config as unknown as Config;
  const label = { integrity: [spoken] };
  const waiting = new Map<number, (outcome: Outcome) => void>();
  let asked = 0;

  function ask(work: Work, then: (outcome: Outcome) => void): void {
    const id = asked++;
    waiting.set(id, then);
    const event = unit.createEvent();
    unit.addPart(event, label, "type", "work");
    unit.addPart(event, label, "id", id);
    unit.addPart(event, label, "task", work.task);
    unit.addPart(event, label, "side", work.side);
    addPieces(event, "inputs", work.inputs, ({ length }) => length);
    unit.publish(event);
  }

  function emit(outgoing: Outgoing): void {
    const event = unit.createEvent();
    unit.addPart(event, label, "type", "result");
    unit.addPart(event, label, "form", outgoing.form);
    switch (outgoing.form) {
      case "result":
        addBlock(event, "", outgoing.block);
        break;
      case "pairs":
        unit.addPart(event, label, "side", outgoing.side);
        addBlock(event, "", outgoing.one);
        for (const [part, piece] of piecesOf("others", outgoing.others, bytesInBlock)) {
          unit.addPart(event, label, part, piece.map(dataOfBlock));
        }
        break;
      case "window":
        unit.addPart(event, label, "epoch", outgoing.epoch);
        unit.addPart(event, label, "index", outgoing.index);
        unit.addPart(event, label, "sum", outgoing.sum);
        break;
      case "sharedWindow":
        addBlock(event, "", outgoing.masks);
        unit.addPart(event, label, "index", outgoing.index);
        unit.addPart(event, label, "sum", outgoing.sum);
        break;
    }
    unit.publish(event);
  }

  function addPieces<T extends ValueInput>(
    event: Draft,
    prefix: string,
    items: readonly T[],
    sizeOf: (item: T) => number,
  ): void {
    for (const [part, piece] of piecesOf(prefix, items, sizeOf)) {
      unit.addPart(event, label, part, piece);
    }
  }

  function addBlock(event: Draft, prefix: string, { head, signature, items }: Block): void {
    unit.addPart(event, label, `${prefix}head`, { ...head });
    unit.addPart(event, label, `${prefix}signature`, signature);
    for (const [part, piece] of piecesOf(`${prefix}items`, items, bytesIn)) {
      unit.addPart(event, label, part, piece.map(dataOf));
    }
  }

  const operator: Operator = operatorOf(plan, ask, emit);

  unit.subscribe(
    {
      all: [
        { part: "type", equals: "outcome" },
        { part: "operator", equals: name },
      ],
    },
    (event) => {
      const id = event.id as number;
      const then = waiting.get(id);
      waiting.delete(id);
      const outcome = joined<Bytes | null>(
        "outcome",
        (part) => event[part] as readonly (Bytes | null)[] | undefined,
      );
      then?.(outcome.map((bytes) => (bytes === null ? null : unit.bytes(bytes))));
    },
  );

  for (const [side, source] of sources.entries()) {
    unit.subscribe(
      {
        all: [
          { part: "type", equals: "block" },
          { part: "source", equals: source },
        ],
      },
      (event) => {
        operator.take(blockOf(unit, event), side);
      },
    );
  }
});
export default program;
