/**
 * Activations: one call into a unit, from the delivery of an event (or its start) until it returns.
 * What a unit composes lives no longer than that.
 */

import { CordonError, nameKind } from "../errors.ts";
import {
  Draft,
  draftParts,
  draftSerial,
  type Event,
  EventView,
  type Part,
  viewSource,
  type Visibility,
} from "../event/index.ts";
import type { Label, Tag } from "../label/index.ts";
import { limits } from "../limits.ts";
import type { Crowd } from "./crowd.ts";
import type { Unit } from "./unit.ts";

/** How a received event has been changed so far. */
export interface Revision {
  /** Positions in the received event. */
  readonly removed: ReadonlySet<number>;
  /** Parts to remove that are not among those known here; whoever knows them looks for them. */
  readonly unseen: readonly { readonly name: string; readonly label: Label }[];
  readonly added: readonly Part[];
}

/** A revision in the making. */
export interface RevisionDraft extends Revision {
  readonly removed: Set<number>;
  readonly unseen: { readonly name: string; readonly label: Label }[];
  readonly added: Part[];
}

/** What a call that takes an event works on. */
export type Target =
  | { readonly kind: "draft"; readonly parts: Part[] }
  | { readonly kind: "received"; readonly event: Event; readonly revision: Revision | null };

/** What an activation inherits from its cause. */
export interface Cause {
  readonly time: number;
  readonly hops: number;
  readonly order: string;
}

const NO_CAUSE: Cause = { time: 0, hops: 0, order: "" };

/** A digit is two characters of 7 bits each. */
const DIGIT = 2 ** 14;
/** Above what JSON escapes, and within a byte: then messages take no more than a byte a character. */
const FIRST = 0x80;

/** A number as a text of fixed length that sorts like the number. */
export function sortable(value: number, digits: number): string {
  const low = value % DIGIT;
  if (digits === 1) return String.fromCharCode(FIRST + (low >> 7), FIRST + (low & 0x7f));
  const rest = Math.floor(value / DIGIT);
  const high = rest % DIGIT;
  const text = String.fromCharCode(
    FIRST + (high >> 7),
    FIRST + (high & 0x7f),
    FIRST + (low >> 7),
    FIRST + (low & 0x7f),
  );
  return digits === 2 ? text : sortable(Math.floor(rest / DIGIT), digits - 2) + text;
}

export class Activation {
  /** The unit that is running, unless it is one of a crowd. */
  #unit: Unit | null = null;
  /** The crowd that is delivered to, and where in it the unit stands that is running; −1 if none is. */
  #crowd: Crowd<Unit> | null = null;
  #at = -1;
  event: Event | null = null;
  visible: Visibility = 0;
  revision: RevisionDraft | null = null;
  cause: Cause = NO_CAUSE;
  emitted = 0;
  logged = 0;
  /** Terms and values of the filters that it has subscribed with. */
  subscribed = 0;
  /**
   * Holds the id of the unit that ran last, negative while it starts. In memory that outlives the cell,
   * it says whom to blame when the cell was stopped.
   */
  blame: Int32Array = new Int32Array(1);
  /** Whether a call of the unit's broke off half-way: then it makes no more. */
  brokenOff = false;
  /** Whether the unit's output label has changed since the call into it began. */
  hasRelabelled = false;
  /** Where in the delivery of its event the running unit stands, if not where its rank says. */
  position = "";
  /** Units that got privileges in this generation. */
  readonly gainers: Unit[] = [];
  /** How often anybody got one. */
  gains = 0;
  #serial = 0;
  #subscription = 0;

  /** The unit that is running; null between activations. */
  get unit(): Unit | null {
    return this.#at === -1 ? this.#unit : (this.#crowd?.subscriptions[this.#at]?.endpoint ?? null);
  }

  beginStart(unit: Unit, cause: Cause): void {
    this.#unit = unit;
    this.#subscription = 0;
    this.#begin(-Number(unit.id), cause, null);
  }

  beginDelivery(unit: Unit, event: Event, visible: Visibility, subscription: number): void {
    this.#unit = unit;
    this.#subscription = subscription;
    this.visible = visible;
    this.#begin(unit.id, event, event);
  }

  /** The same for one of a crowd, which sees all of the event. */
  beginDeliveryInCrowd(crowd: Crowd<Unit>, at: number, event: Event): void {
    if (crowd !== this.#crowd) this.#crowd = crowd;
    this.#at = at;
    this.visible = event.all;
    this.#begin(crowd.ids[at] as number, event, event);
  }

  end(): void {
    this.#unit = null;
    this.#at = -1;
    this.revision = null;
  }

  /** Forgets what was delivered last. */
  forget(): void {
    this.event = null;
    this.cause = NO_CAUSE;
    this.#crowd = null;
  }

  /** What a unit gains counts for matching from the next generation on, as its labels do. */
  noteGain(unit: Unit, tag: Tag): void {
    this.gains++;
    if (unit.gained === null) this.gainers.push(unit);
    (unit.gained ??= new Set()).add(tag);
  }

  newDraft(parts: Part[]): Draft {
    return new Draft(parts, this.#serial);
  }

  /** The key of the next event that this activation publishes. */
  nextOrder(kind: "event" | "control"): string {
    const { unit, cause } = this;
    const subscription = this.#crowd?.subscriptions[this.#at]?.id ?? this.#subscription;
    const place = unit === null ? "" : placeOf(unit, subscription);
    return orderKey(kind, cause.order, this.position + place + sortable(this.emitted, 1));
  }

  /** @throws CordonError EVENT_STALE, EVENT_KIND */
  target(value: unknown): Target {
    if (Draft.is(value)) {
      if (draftSerial(value) !== this.#serial) throw new CordonError("EVENT_STALE");
      return { kind: "draft", parts: draftParts(value) };
    }
    if (EventView.is(value)) {
      if (this.event === null || viewSource(value) !== this.event) {
        throw new CordonError("EVENT_STALE");
      }
      return { kind: "received", event: this.event, revision: this.revision };
    }
    throw new CordonError("EVENT_KIND", { what: nameKind(value) });
  }

  revise(): RevisionDraft {
    this.revision ??= { removed: new Set(), unseen: [], added: [] };
    return this.revision;
  }

  #begin(blame: number, cause: Cause, event: Event | null): void {
    this.blame[0] = blame;
    // Noting a young object in an old one costs something: mostly it is the same as before.
    if (cause !== this.cause) this.cause = cause;
    if (event !== this.event) this.event = event;
    this.brokenOff = false;
    this.hasRelabelled = false;
    this.emitted = 0;
    this.logged = 0;
    this.subscribed = 0;
    this.#serial++;
  }
}

/** The same for a unit, which remembers it: most publish from one handler. */
function placeOf(unit: Unit, subscription: number): string {
  if (unit.lastPlace?.subscription !== subscription) {
    unit.lastPlace = { subscription, text: positionOf(unit.rank, subscription) };
  }
  return unit.lastPlace.text;
}

/** Where a subscription stands in the delivery of an event. */
export function positionOf(rank: number, subscription: number): string {
  return sortable(rank, 4) + sortable(subscription, 2);
}

/**
 * Keys sort as one cell alone would have worked: starts before events, then by what caused them,
 * then by receiver and position.
 */
export function orderKey(kind: "event" | "control", parent: string, position: string): string {
  return (kind === "control" ? "!" : "~") + parent + position;
}

/**
 * How long a key can be after so many generations. Whoever takes a longer one from others may come to a
 * key that is too long through no fault of its own.
 */
export function longestOrderKey(hops: number): number {
  return limits.orderKeyStep * (hops + 1);
}
