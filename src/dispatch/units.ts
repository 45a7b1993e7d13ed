/**
 * Units of one cell: the dispatcher with units as its endpoints. Starts them, activates them for
 * deliveries, contains their faults and keeps the instances of managed subscriptions.
 */

import type { Event, EventView, Visibility } from "../event/index.ts";
import {
  canFlowTo,
  type Grant,
  isSubset,
  type Label,
  revokeDelegations,
  type Tag,
  type TagSet,
  type Use,
} from "../label/index.ts";
import { limits } from "../limits.ts";
import { Activation, type Cause, positionOf } from "./activation.ts";
import { UnitCalls } from "./calls.ts";
import { justifyLabels, setJustifiedUntil } from "./change-label.ts";
import type { Crowd } from "./crowd.ts";
import { visibleTo } from "./deliver.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Meter } from "./meter.ts";
import { instanceLabels, labelPurpose, leastRaised, ManagedHandler } from "./managed.ts";
import type {
  DeliveryPort,
  Fault,
  FaultMoment,
  Outside,
  RevocationRequest,
  Thrown,
  UnitRuntime,
} from "./ports.ts";
import type { Subscription } from "./endpoint.ts";
import { digest } from "./random.ts";
import { type Emissions, newEmissions, RANKS_PER_UNIT, Unit, type UnitSpec } from "./unit.ts";

/** What a unit is given when it starts. */
export interface HeldGrant {
  readonly tag: Tag;
  readonly grant: Grant;
}

const BROKEN_OFF: Fault = {
  message: "the stack was used up in a call of the platform's",
  frames: "",
};

const UNITS_BETWEEN_SWEEPS = 1_024;

export class UnitDispatcher implements DeliveryPort<Unit> {
  readonly dispatcher: Dispatcher<Unit>;
  readonly calls: UnitCalls;
  readonly activation: Activation = new Activation();
  readonly meter: Meter;
  readonly #runtime: UnitRuntime;
  readonly #outside: Outside;
  /** Manifest facts of each program in this cell. */
  readonly #childrenOf: (program: string) => readonly string[];
  #instancesSinceSweep = 0;
  #lastEvent: Event | null = null;
  #lastVisible: Visibility = 0;
  #lastView: EventView | null = null;
  /** Event time before which no event can come any more. */
  floor: number = -Infinity;

  constructor(
    runtime: UnitRuntime,
    outside: Outside,
    childrenOf: (program: string) => readonly string[],
    now: () => number,
  ) {
    this.meter = new Meter(now);
    this.#runtime = runtime;
    this.#outside = outside;
    this.#childrenOf = childrenOf;
    this.dispatcher = new Dispatcher(this);
    this.calls = new UnitCalls(this.dispatcher, this.activation, outside, (unit, handler) =>
      this.#endInstances(unit, handler),
    );
  }

  /** The unit that is running, if any: who is to blame when the cell is stopped. */
  get running(): Unit | null {
    return this.activation.unit;
  }

  /** Starts a unit. What it publishes while starting belongs to the next generation. */
  start(spec: UnitSpec, grants: readonly HeldGrant[], cause: Cause, emissions?: Emissions): Unit {
    const unit = new Unit(spec);
    if (emissions !== undefined) unit.emissions = emissions;
    for (const { tag, grant } of grants) unit.privileges.grant(tag, grant);
    this.dispatcher.addEndpoint(unit);
    unit.lastTime = cause.time;
    justifyLabels(unit, this.dispatcher, this.#use(unit, cause.time));
    this.activation.beginStart(unit, cause);
    const since = this.meter.isOn ? this.meter.start() : 0;
    const fault = this.#runtime.start(unit);
    if (this.meter.isOn) this.meter.charge(unit, since);
    const { brokenOff } = this.activation;
    this.activation.end();
    this.#outside.changed(unit);
    if (fault !== null || brokenOff) {
      this.#fault(unit, "start", fault ?? BROKEN_OFF, cause, brokenOff);
    }
    return unit;
  }

  /** Ends a unit and the instances of its managed subscriptions. */
  stop(unit: Unit): void {
    for (const { handler } of unit.subscriptions.values()) {
      if (handler instanceof ManagedHandler) this.#endInstances(unit, handler);
    }
    for (const id of unit.subscriptions.keys()) this.#outside.unsubscribed(unit, id);
    this.dispatcher.removeEndpoint(unit);
    this.#outside.changed(unit);
    if (unit.root === unit) this.#endDescendants(unit);
  }

  /** Ends what still runs in the name of a unit, such as instances that raised themselves. */
  #endDescendants(root: Unit): void {
    for (const unit of [...this.dispatcher.endpoints]) {
      const isDone = unit.root === root && unit.active && canFlowTo(root.output, unit.output);
      if (isDone) this.stop(unit);
    }
  }

  /** A creator's withdrawal takes effect: everybody's labels have to be justified anew. */
  revoke({ tag, privilege, by, at }: RevocationRequest): void {
    revokeDelegations(tag, privilege, at, by);
    for (const unit of this.dispatcher.endpoints) {
      setJustifiedUntil(unit, -Infinity, this.dispatcher);
    }
  }

  /**
   * A unit's new input label takes effect: revocations that it could not learn of before may end what
   * its output label rests on.
   */
  relabelled(unit: Unit): void {
    if (unit.needsJustification) setJustifiedUntil(unit, -Infinity, this.dispatcher);
    // An instance that has ended since has left its place, perhaps to another.
    if (unit.active) unit.onRaise?.();
  }

  /** Forgets what only this generation needed; to be called between generations. */
  endGeneration(): void {
    this.#lastEvent = this.#lastView = null;
    this.activation.forget();
    for (const unit of this.activation.gainers) unit.gained = null;
    this.activation.gainers.length = 0;
    if (this.#instancesSinceSweep >= UNITS_BETWEEN_SWEEPS) this.#reclaimInstances();
    this.dispatcher.sweep(() => this.#heldLabels());
  }

  deliver(subscription: Subscription<Unit>, event: Event, visible: Visibility): void {
    const unit = subscription.endpoint;
    if (unit.isTimed && this.#isGone(unit, event.time)) return;
    const { meter } = this;
    let since = 0;
    if (meter.isOn) {
      const complaint = meter.complaint(unit);
      if (complaint !== null) {
        this.#fault(unit, "overtime", { message: complaint, frames: "" }, event, true);
        return;
      }
      const rootComplaint = meter.rootComplaint(unit.root);
      if (rootComplaint !== null) {
        const fault = { message: rootComplaint, frames: "" };
        this.#fault(unit.root, "overtime", fault, event, true);
        return;
      }
      since = meter.start();
    }
    unit.deliveries++;
    this.activation.beginDelivery(unit, event, visible, subscription.id);
    const thrown = this.#runtime.handle(subscription.handler, this.#viewOf(event, visible));
    this.#endDelivery(thrown, event);
    if (meter.isOn) meter.charge(unit, since);
    // Without subscriptions it would only take the place of a fresh one.
    if (unit.onIdle !== null && unit.active && unit.subscriptions.size === 0) unit.onIdle();
  }

  deliverInCrowd(crowd: Crowd<Unit>, at: number, event: Event): void {
    if (this.meter.isOn) {
      this.deliver(crowd.subscriptions[at] as Subscription<Unit>, event, event.all);
      return;
    }
    crowd.countDelivery(at);
    this.activation.beginDeliveryInCrowd(crowd, at, event);
    const thrown = this.#runtime.handle(crowd.handlers[at], this.#viewOf(event, event.all));
    this.#endDelivery(thrown, event);
  }

  /** If it takes the time of the whole cell, it is the unit's. */
  worksFor(unit: Unit): void {
    this.activation.blame[0] = unit.id;
  }

  deliverManaged(subscription: Subscription<Unit>, event: Event): void {
    const owner = subscription.endpoint;
    const { handler, filter } = subscription;
    if (!(handler instanceof ManagedHandler)) return;
    if (owner.isGoneAt(event.time)) return;
    // Matching takes time, and it is the owner's subscription that it is taken for.
    this.activation.blame[0] = owner.id;
    const use = this.#use(owner, event.time);
    const before = event.previous === null ? [] : leastRaised(owner, event.previous, filter, use);
    for (const { secrecy } of leastRaised(owner, event, filter, use)) {
      // Nor does a version keep anybody that differs only in parts which it does not see.
      if (before.some((other) => isSubset(other.secrecy, secrecy))) continue;
      // An event of its own label keeps it; one of a higher label must not show in how long it stays.
      if (secrecy.length === owner.input.secrecy.length) owner.noteTime(event.time);
      if (subscription.active) this.#reach(subscription, handler, secrecy, event);
    }
  }

  #endDelivery(thrown: Thrown | null, event: Event): void {
    const { activation } = this;
    const { brokenOff, revision } = activation;
    if (thrown === null && revision === null && !brokenOff) {
      activation.end();
      return;
    }
    const unit = activation.unit as Unit;
    // Whoever threw had not finished: nobody sees half of its changes.
    const fault = thrown === null ? this.#unfinished() : this.#runtime.describe(unit, thrown);
    activation.end();
    if (fault !== null) this.#fault(unit, "delivery", fault, event, brokenOff);
  }

  /** The view that everybody with this visibility shares: mostly the one that was asked for last. */
  #viewOf(event: Event, visible: Visibility): EventView {
    if (event !== this.#lastEvent || visible !== this.#lastVisible) {
      this.#lastEvent = event;
      this.#lastVisible = visible;
      this.#lastView = event.view(visible);
    }
    return this.#lastView as EventView;
  }

  /** What time does to a unit: leases end, and instances that have been idle for long are gone. */
  #isGone(unit: Unit, time: number): boolean {
    if (unit.isGoneAt(time)) return true;
    unit.noteTime(time);
    if (time > unit.justifiedUntil) {
      justifyLabels(unit, this.dispatcher, this.#use(unit, time));
    }
    return false;
  }

  /** Sees to it that an instance with this secrecy gets the event. */
  #reach(
    subscription: Subscription<Unit>,
    handler: ManagedHandler,
    secrecy: TagSet,
    event: Event,
  ): void {
    const owner = subscription.endpoint;
    const { input, output } = instanceLabels(owner, secrecy, this.dispatcher.labels);
    const existing = handler.get(input);
    if (existing !== undefined) {
      if (existing.active && !existing.isGoneAt(event.time)) {
        // From the generation after its first on, its own subscriptions find its events.
        const isFresh = existing.born === this.dispatcher.round;
        if (isFresh) this.#deliverFresh(subscription, existing, event);
        return;
      }
      this.#drop(handler, input, existing);
    }
    const { root } = owner;
    if (this.meter.isOn && this.meter.forbidsInstances(root, secrecy)) {
      this.dispatcher.counts.droppedTime++;
      return;
    }
    // With the life of its root: an instance of an earlier life may still make children.
    const lineage = (): string =>
      digest(
        `${root.secretFor("lineage")} ${owner.lineage()} ${subscription.id} ${labelPurpose(input)} ${event.time} ${count}`,
      );
    const count = handler.countMade(input, event.time);
    const spec: UnitSpec = {
      id: root.id,
      rank: Math.floor(root.rank / RANKS_PER_UNIT) * RANKS_PER_UNIT + root.nextInstance++,
      program: handler.program,
      children: this.#childrenOf(handler.program),
      input,
      output,
      config: handler.config,
      secret: () => root.secretFor(lineage()),
      lineage,
      born: this.dispatcher.round,
      eventsPerDelivery: owner.eventsPerDelivery,
      stopOnFault: true,
      idleMs: handler.idleMs,
      root,
      owner,
    };
    this.activation.position = positionOf(owner.rank, subscription.id);
    const instance = this.start(spec, [], event, handler.emissionsBefore(input));
    this.activation.position = "";
    handler.set(input, instance);
    this.#instancesSinceSweep++;
    if (!instance.active) return;
    instance.onIdle = () => this.#drop(handler, input, instance);
    instance.onRaise = () => this.#vacate(handler, input, instance);
    this.#deliverFresh(subscription, instance, event);
    if (instance.active && instance.subscriptions.size === 0) instance.onIdle();
  }

  /**
   * Events of the generation in which an instance began reach it at once: the index does not know
   * it yet. What it publishes then sorts where its owner's subscription stands.
   */
  #deliverFresh(managed: Subscription<Unit>, instance: Unit, event: Event): void {
    for (const subscription of instance.subscriptions.values()) {
      if (subscription.managed || !subscription.active) continue;
      // Anew each time: the handler before may have changed the label.
      const visible = visibleTo(instance, event, this.dispatcher.labels);
      if (visible === 0 || !subscription.filter.matches(event, visible)) continue;
      this.dispatcher.counts.deliveries++;
      this.activation.position = positionOf(managed.endpoint.rank, managed.id);
      this.deliver(subscription, event, visible);
      this.activation.position = "";
    }
  }

  /**
   * An instance that reads more, or less, than it was made for goes on by itself, and its place is free: what
   * becomes of it from now on would otherwise show in whether the next event finds the place taken, or how
   * high the events are that keep the place in whether it goes on.
   */
  #vacate(handler: ManagedHandler, label: Label, instance: Unit): void {
    const { secrecy } = instance.input;
    const isThere = secrecy.length === label.secrecy.length && canFlowTo(instance.input, label);
    if (isThere) return;
    handler.retire(label, instance.lastTime, newEmissions());
    instance.owner = null;
    instance.onRaise = null;
    instance.onIdle = () => {
      if (instance.active) this.stop(instance);
    };
  }

  #drop(handler: ManagedHandler, label: Label, instance: Unit): void {
    handler.retire(label, instance.lastTime, instance.emissions);
    if (instance.active) this.stop(instance);
  }

  /** Nobody can tell: no event that can still come is early enough for them. */
  #reclaimInstances(): void {
    this.#instancesSinceSweep = 0;
    for (const unit of [...this.dispatcher.endpoints]) {
      if (unit.root !== unit && unit.active && unit.isGoneAt(this.floor)) {
        if (unit.onIdle === null) this.stop(unit);
        else unit.onIdle();
      }
      for (const { handler } of unit.subscriptions.values()) {
        if (handler instanceof ManagedHandler) handler.forgetPast(this.floor);
      }
    }
  }

  /**
   * Ends the instances of an owner that is done with them, but for those that speak below what it has
   * become: whoever hears them would notice. These go when they have been idle.
   */
  #endInstances(owner: Unit, handler: ManagedHandler): void {
    for (const instance of [...handler.instances()]) {
      const isNoticed = !canFlowTo(owner.output, instance.output);
      if (instance.active && !isNoticed) this.stop(instance);
    }
  }

  /** Why a delivery in which nothing was thrown did not come to its end; null if it did. */
  #unfinished(): Fault | null {
    if (this.activation.brokenOff) return BROKEN_OFF;
    try {
      this.calls.finishEvent();
      return null;
    } catch (error) {
      const message = error instanceof Error ? error.message : "the event could not be released";
      return { message, frames: "" };
    }
  }

  #fault(
    unit: Unit,
    moment: FaultMoment,
    { message, frames }: Fault,
    { order, time, hops }: Cause,
    isStopped: boolean,
  ): void {
    const stopped = unit.stopOnFault || isStopped;
    const raised = unit.isRaised;
    if (stopped) this.stop(unit);
    this.#outside.fault(unit, {
      message: message.slice(0, limits.faultMessage),
      frames,
      cause: { order, time, hops },
      moment,
      stopped: stopped && unit.root === unit,
      raised,
    });
  }

  #use(unit: Unit, now: number): Use {
    return { now, round: this.dispatcher.round, secrecy: unit.readSecrecy };
  }

  *#heldLabels(): IterableIterator<Label> {
    for (const unit of this.dispatcher.endpoints) {
      yield unit.output;
      if (unit.lastAdjusted !== null) yield unit.lastAdjusted.label;
      for (const { handler } of unit.subscriptions.values()) {
        if (handler instanceof ManagedHandler) yield* handler.labels();
      }
    }
  }
}
