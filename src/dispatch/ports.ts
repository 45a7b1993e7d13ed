/**
 * Ports: what the dispatcher asks of whoever runs it. In a cell that is the kernel, whose endpoints
 * are units; in the host it is the router, whose endpoints are the units of all cells and the edge.
 */

import type { Event, EventView, Value, Visibility } from "../event/index.ts";
import type { Grant, Label, Privilege, Tag } from "../label/index.ts";
import type { SubscriptionId } from "../unit/api.ts";
import type { Cause, Revision } from "./activation.ts";
import type { Crowd } from "./crowd.ts";
import type { Endpoint, Subscription } from "./endpoint.ts";
import type { CompiledFilter } from "./filter.ts";
import type { Unit } from "./unit.ts";

/** Where the dispatcher delivers. */
export interface DeliveryPort<E extends Endpoint> {
  /** Hands an event to an endpoint: `visible` is what it may see of it, and is not empty. */
  deliver(subscription: Subscription<E>, event: Event, visible: Visibility): void;
  /**
   * Hands an event, of which it may see all, to one of a crowd; the endpoint need not be looked at.
   * Whoever gains nothing by that leaves it out.
   */
  deliverInCrowd?(crowd: Crowd<E>, at: number, event: Event): void;
  /** What follows is done for an endpoint's sake: its subscriptions or its label have changed. */
  worksFor?(endpoint: E): void;
  /** An endpoint's new input label takes effect, with the generation that begins. */
  relabelled?(endpoint: E): void;
  /** Hands an event to what a managed subscription may need; it has not been matched yet. */
  deliverManaged(subscription: Subscription<E>, event: Event): void;
}

/** What the dispatcher counts; the operator reads it. */
export interface DispatchCounts {
  events: number;
  deliveries: number;
  /** Dropped because their sender had published too many in one generation. */
  droppedQueue: number;
  /** Dropped because they were too many generations from ingress. */
  droppedHops: number;
  /** Not handed on to managed instances that together had taken too much time. */
  droppedTime: number;
}

/** What went wrong in a program. */
export interface Fault {
  readonly message: string;
  /** Places in its text, innermost first: `line:column:function`, a line each; empty if not known. */
  readonly frames: string;
}

/** Holds what a program threw, which nobody looks at. */
export interface Thrown {
  readonly thrown: unknown;
}

/** How programs are run. */
export interface UnitRuntime {
  /** @returns null if nothing went wrong */
  start(unit: Unit): Fault | null;
  /** @returns null if nothing was thrown */
  handle(handler: unknown, view: EventView): Thrown | null;
  /** Says what a unit's handler threw. */
  describe(unit: Unit, thrown: Thrown): Fault;
}

/** A unit's wish for another unit; the host starts it before the next generation. */
export interface SpawnRequest {
  readonly parent: Unit;
  readonly program: string;
  readonly label: Label;
  readonly grants: readonly { readonly tag: Tag; readonly grant: Grant }[];
  readonly config: Value;
  readonly cause: Cause;
  /** Tells the child from all others of the same deployed unit, the same way in every run. */
  readonly lineage: string;
}

/** A creator's wish to withdraw what it delegated, from the next generation on. */
export interface RevocationRequest {
  readonly tag: Tag;
  readonly privilege: Privilege;
  readonly by: Label;
  /** The moment, in rounds, before which it was delegated. */
  readonly at: number;
}

/** What a unit may not do, as the operator sees it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** When a unit was at fault: a new life would be no better at its start. */
export type FaultMoment = "start" | "delivery" | "overtime";

export interface UnitFault extends Fault {
  readonly cause: Cause;
  readonly moment: FaultMoment;
  readonly stopped: boolean;
  /** Whether it was raised above the label that it was started with. */
  readonly raised: boolean;
}

/** What leaves the units of one cell. */
export interface Outside {
  /** An event has been queued here; others may want it too. */
  published(unit: Unit, event: Event): void;
  /**
   * A received event has been changed and released. Returns whether the outside takes it on: it
   * does for events that came from there, whose other parts are not known here.
   */
  released(unit: Unit, event: Event, revision: Revision, order: string): boolean;
  spawn(request: SpawnRequest): void;
  revoke(unit: Unit, request: RevocationRequest): void;
  subscribed(unit: Unit, id: SubscriptionId, filter: CompiledFilter, managed: boolean): void;
  unsubscribed(unit: Unit, id: SubscriptionId): void;
  /** Its labels or its privileges changed, or it began or ended. */
  changed(unit: Unit): void;
  /**
   * Its program threw, or took too much time. If it was stopped, the host decides what becomes of it; if
   * it was raised above the label it was started with, nothing below may notice.
   */
  fault(unit: Unit, fault: UnitFault): void;
  /** @param where asked only if the outside wants to know */
  refused(unit: Unit, refusal: Refusal, where: () => string): void;
  log(unit: Unit, text: string): void;
}
