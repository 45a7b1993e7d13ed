/** Receivers: who may be sent events by the host, and the events as the host has them. */

import { Event, type EventOrigin, type Part } from "../event/index.ts";
import type { Label, Tag } from "../label/index.ts";
import { type CompiledFilter, Endpoint, type UnitId } from "../dispatch/index.ts";
import type { PlainEvent } from "./shapes.ts";

/** A cell, as the router sees it. */
export interface CellPeer {
  /** Its endpoints by rank, as its kernel reports them. */
  readonly receivers: Map<number, Receiver>;
  /** Sends an event, once, with the parts that some unit of the cell may read. */
  send(event: HostEvent): void;
}

/** A subscription at the edge, as cells are told of it. */
export interface EdgeInterest {
  /** The clearance; null is the operator's own eye, which sees everything. */
  readonly label: Label | null;
  readonly filter: CompiledFilter;
}

/** Who published an event. */
export interface Publisher {
  readonly name: string;
}

/** An event that the host has seen. */
export class HostEvent extends Event {
  /** Names the event to cells. */
  readonly reference: number;
  /** The unit that published it; null at the edge. */
  readonly publisher: Publisher | null;
  /** The cell that has it already. */
  readonly origin: CellPeer | null;
  /** What its cell of origin calls it. */
  readonly originReference: number;
  /** How all cells are told of it, if alike; undefined until one is. */
  plain: PlainEvent | null | undefined = undefined;

  constructor(
    parts: readonly Part[],
    cause: EventOrigin,
    previous: Event | null,
    source: {
      readonly reference: number;
      readonly publisher: Publisher | null;
      readonly origin: CellPeer | null;
      readonly originReference: number;
    },
  ) {
    super(parts, cause, previous);
    this.reference = source.reference;
    this.publisher = source.publisher;
    this.origin = source.origin;
    this.originReference = source.originReference;
  }
}

/** A unit of some cell, or a subscriber at the edge. */
export class Receiver extends Endpoint {
  /** Null at the edge. */
  readonly link: CellPeer | null;
  /** Tags that the unit could raise instances of managed subscriptions to. */
  raise: ReadonlySet<Tag> = new Set();
  /** Sees every event whole: the operator's own eye. */
  readonly everything: boolean;

  constructor(id: UnitId, rank: number, input: Label, link: CellPeer | null, everything = false) {
    super(id, rank, input);
    this.link = link;
    this.everything = everything;
  }
}
