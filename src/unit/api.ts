/**
 * What a program sees: the whole interface between a unit and the platform (DEFCON, section 5;
 * exact meaning in ARCHITECTURE.md). Types only; a program imports nothing else at run time.
 *
 * A unit is synchronous and deterministic: it has no clock, no randomness of its own and no way to
 * wait. Whatever a call refuses, it refuses because of the unit's own arguments, labels and
 * privileges, never because of who listens.
 */

import type { LabelSpec, Privilege, Tag } from "../label/index.ts";
import type { Bytes, Draft, EventView, Value, ValueInput } from "../event/index.ts";
import type { Filter } from "./filter.ts";

/** A number that names one subscription of one unit. */
export type SubscriptionId = number & { readonly __brand: "SubscriptionId" };

/** A part as `readPart` gives it. */
export interface ReadPart {
  readonly data: Value;
  readonly label: { readonly secrecy: readonly Tag[]; readonly integrity: readonly Tag[] };
}

/** Which half of a label a call changes. */
export type LabelComponent = "secrecy" | "integrity";

/** One privilege to give to a unit that is instantiated. */
export interface GrantRequest {
  readonly tag: Tag;
  readonly privilege: Privilege;
  /** Last event time (ms) at which it holds; for ever if left out. */
  readonly until?: number;
}

/** Called once for each event that matches. What it returns is ignored. */
export type Handler = (event: EventView) => void;

export interface UnitApi {
  /** What the operator, or the unit that instantiated this one, passed. */
  readonly config: Value;

  /** A fresh tag; this unit holds `t+auth` and `t-auth` over it. The name is for the operator. */
  createTag(name: string): Tag;

  /** Takes `t+` or `t-`, on the strength of `t+auth` or `t-auth`. @throws PRIVILEGE_DELEGATE */
  acquirePrivilege(tag: Tag, privilege: Privilege): void;

  /** Gives up one privilege over a tag, or all of them. */
  dropPrivilege(tag: Tag, privilege?: Privilege): void;

  /** Whether this unit holds a privilege now. */
  hasPrivilege(tag: Tag, privilege: Privilege): boolean;

  /**
   * Withdraws a privilege from everyone to whom it was delegated, if this unit created the tag.
   * Takes effect from the next generation of events on. @throws TAG_CREATOR
   */
  revokePrivilege(tag: Tag, privilege: Privilege): void;

  /**
   * Adds a tag to, or removes it from, the input and the output label: secrecy or integrity, `t+`
   * to add, `t-` to remove. @throws LABEL_PRIVILEGE
   */
  changeInOutLabel(component: LabelComponent, change: "add" | "remove", tag: Tag): void;

  /**
   * The same for the output label alone. A tag that stays in the input secrecy but leaves the
   * output secrecy is declassified by everything that is published from then on.
   */
  changeOutLabel(component: LabelComponent, change: "add" | "remove", tag: Tag): void;

  /**
   * Accepts only parts that carry this integrity tag. Needs no privilege: asking more of what one
   * reads vouches for nothing (the output label does not change).
   */
  requireIntegrity(tag: Tag): void;

  /** A new, empty event. Use it before the handler returns. */
  createEvent(): Draft;

  /**
   * Adds a part. Its label is (S ∪ Sout, I ∩ Iout) of the label given; the data is copied.
   * On a received event it adds to the version that `release` sends on (the main path).
   */
  addPart(event: Draft | EventView, label: LabelSpec, name: string, data: ValueInput): void;

  /** Removes the part of that name with exactly that adjusted label; silent if there is none. */
  delPart(event: Draft | EventView, label: LabelSpec, name: string): void;

  /** Every visible part of that name, in order; takes the privileges that they carry. */
  readPart(event: Draft | EventView, name: string): readonly ReadPart[];

  /**
   * Lets a part of an event carry a privilege: whoever reads the part is given it.
   * @throws PRIVILEGE_DELEGATE unless this unit may delegate it; PART_MISSING
   */
  attachPrivilegeToPart(
    event: Draft | EventView,
    name: string,
    label: LabelSpec,
    tag: Tag,
    privilege: Privilege,
    until?: number,
  ): void;

  /**
   * A new event of the visible parts, each label joined with the one given and with the output
   * label. Privileges that the parts carry are not copied.
   */
  cloneEvent(event: Draft | EventView, label: LabelSpec): Draft;

  /** Hands an event to the dispatcher. Never says who receives it. @throws EVENT_QUOTA */
  publish(event: Draft): void;

  /**
   * Ends the handling of a received event: if it was changed, the new version goes on to whom it
   * matches and the old one did not. Happens by itself when the handler returns.
   */
  release(event: EventView): void;

  /**
   * Calls the handler for each event whose visible parts match, from the next generation of events
   * on. What a unit sees of an event is settled when the event is delivered. @throws FILTER_*,
   * HANDLER_KIND
   */
  subscribe(filter: Filter, handler: Handler): SubscriptionId;

  /**
   * Makes an instance of another program (one of the manifest's children) at each contamination at
   * which an event matches: tags over which this unit holds `t+`. An instance is handed the events of
   * the generation in which it begins; from then on it sees what it subscribes to itself. This unit
   * stays clean. An instance holds no privileges; one that saw no event for `idleMs` of event time
   * (a minute if left out) is gone, and the next event finds a fresh one.
   */
  subscribeManaged(
    filter: Filter,
    program: string,
    config?: ValueInput,
    idleMs?: number,
  ): SubscriptionId;

  unsubscribe(subscription: SubscriptionId): void;

  /**
   * Starts a unit of another program (one of the manifest's children) at (S ∪ Sout, I ∩ Iout),
   * with privileges that this unit may delegate. Secrecy beyond its own input label takes `t+`, also
   * where it comes from its output label. It starts before the next generation of events.
   */
  instantiateUnit(
    program: string,
    label: LabelSpec,
    privileges: readonly GrantRequest[],
    config?: ValueInput,
  ): void;

  /** The time of the event in hand, in ms; at the start, the time of what caused it. */
  now(): number;

  /** The next number in [0, 1) of a sequence that is this unit's own. */
  random(): number;

  /** A copy of bytes that came in an event. */
  bytes(value: Bytes): Uint8Array;

  /** Writes a line that only the operator reads. @throws LOG_QUOTA */
  log(text: string): void;
}

/** A program: called once for each of its units, which subscribes and keeps its state in closures. */
export type Program = (unit: UnitApi) => void;

/** Marks a function as a program; use it as the default export of the program's module. */
export function defineProgram(program: Program): Program {
  return program;
}
