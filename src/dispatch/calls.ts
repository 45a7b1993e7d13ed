/**
 * Calls: what each call of the unit API means (DESIGN: the DEFC model). Arguments are whatever a
 * program passed; nothing about them is believed. What is refused is refused because of the
 * caller's own arguments, labels and privileges.
 */

import { CordonError, nameKind } from "../errors.ts";
import { copyValue, type Draft, Event, spendDraft, type Value } from "../event/index.ts";
import { delegatedBy, difference, type Grant, type Label, Tag, type Use } from "../label/index.ts";
import { limits } from "../limits.ts";
import type { SubscriptionId } from "../unit/api.ts";
import { planAccess } from "./access.ts";
import type { Activation, Cause } from "./activation.ts";
import {
  readGrantRequests,
  requireChange,
  requireComponent,
  requireExpiry,
  requirePrivilege,
  requireTag,
} from "./arguments.ts";
import {
  changedLabel,
  demandForChange,
  justifiedUntil,
  justifyLabels,
  setJustifiedUntil,
} from "./change-label.ts";
import * as compose from "./compose.ts";
import type { CompiledFilter } from "./filter.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { ManagedHandler, speakAt } from "./managed.ts";
import { Subscription } from "./endpoint.ts";
import type { Outside } from "./ports.ts";
import type { Unit } from "./unit.ts";

export class UnitCalls {
  readonly #dispatcher: Dispatcher<Unit>;
  readonly #activation: Activation;
  readonly #outside: Outside;
  readonly #endInstances: (owner: Unit, handler: ManagedHandler) => void;

  /** @param endInstances called when a managed subscription ends */
  constructor(
    dispatcher: Dispatcher<Unit>,
    activation: Activation,
    outside: Outside,
    endInstances: (owner: Unit, handler: ManagedHandler) => void,
  ) {
    this.#endInstances = endInstances;
    this.#dispatcher = dispatcher;
    this.#activation = activation;
    this.#outside = outside;
  }

  // Tags and privileges

  createTag(name: unknown): Tag {
    const unit = this.#unit();
    if (typeof name !== "string") throw new CordonError("PART_NAME", named(name));
    this.#roomForTag(unit, this.use(unit).now);
    const tag = new Tag(name.slice(0, limits.partName), unit.nextTagId());
    unit.privileges.grantCreator(tag);
    return tag;
  }

  acquirePrivilege(tagInput: unknown, privilegeInput: unknown): void {
    const unit = this.#unit();
    const tag = requireTag(tagInput);
    const privilege = requirePrivilege(privilegeInput);
    const use = this.use(unit);
    const isGain = !unit.privileges.holds(tag, "t+", use);
    if (!unit.privileges.acquire(tag, privilege, use)) {
      throw new CordonError("PRIVILEGE_DELEGATE", { privilege, authority: delegatedBy(privilege) });
    }
    if (isGain) this.#activation.noteGain(unit, tag);
    this.#outside.changed(unit);
  }

  dropPrivilege(tagInput: unknown, privilegeInput: unknown): void {
    const unit = this.#unit();
    const tag = requireTag(tagInput);
    unit.privileges.drop(
      tag,
      privilegeInput === undefined ? undefined : requirePrivilege(privilegeInput),
    );
    if (unit.input.secrecy.includes(tag) || unit.output.integrity.includes(tag)) {
      justifyLabels(unit, this.#dispatcher, this.use(unit));
      this.#activation.hasRelabelled = true;
    }
    this.#outside.changed(unit);
  }

  hasPrivilege(tagInput: unknown, privilegeInput: unknown): boolean {
    const unit = this.#unit();
    const privilege = requirePrivilege(privilegeInput);
    return unit.privileges.holds(requireTag(tagInput), privilege, this.use(unit));
  }

  revokePrivilege(tagInput: unknown, privilegeInput: unknown): void {
    const unit = this.#unit();
    const tag = requireTag(tagInput);
    const privilege = requirePrivilege(privilegeInput);
    if (!unit.privileges.isCreator(tag)) throw new CordonError("TAG_CREATOR");
    // Privileges that end can leave a unit with a label that it could not have set.
    compose.checkLabelSize(unit.output);
    const limit = limits.revocationsPerTag;
    if (!unit.privileges.countWithdrawal(tag, privilege, unit.output, limit)) {
      throw new CordonError("TAG_COUNT", {
        what: "the list of what was withdrawn over the tag",
        limit,
      });
    }
    this.#countEmission(unit);
    const at = unit.privileges.noteRevocation(tag, this.#dispatcher.round);
    this.#outside.revoke(unit, { tag, privilege, by: unit.output, at });
  }

  // Labels

  changeInOutLabel(componentInput: unknown, changeInput: unknown, tagInput: unknown): void {
    this.#changeLabel(componentInput, changeInput, tagInput, true);
  }

  changeOutLabel(componentInput: unknown, changeInput: unknown, tagInput: unknown): void {
    this.#changeLabel(componentInput, changeInput, tagInput, false);
  }

  requireIntegrity(tagInput: unknown): void {
    const unit = this.#unit();
    const { labels } = this.#dispatcher;
    const input = changedLabel(labels, unit.input, "integrity", "add", requireTag(tagInput));
    this.#relabel(unit, input, unit.output);
  }

  // Events

  createEvent(): Draft {
    this.#unit();
    return this.#activation.newDraft([]);
  }

  addPart(
    event: unknown,
    name: unknown,
    data: unknown,
    secrecy: unknown,
    integrity: unknown,
  ): void {
    const unit = this.#unit();
    const target = this.#activation.target(event);
    const { labels } = this.#dispatcher;
    const label = { secrecy, integrity };
    compose.addPart(this.#activation, labels, unit, target, label, name, data);
  }

  delPart(event: unknown, name: unknown, secrecy: unknown, integrity: unknown): void {
    const unit = this.#unit();
    const target = this.#activation.target(event);
    const { labels } = this.#dispatcher;
    compose.delPart(this.#activation, labels, unit, target, { secrecy, integrity }, name);
  }

  readPart(event: unknown, name: unknown): Value {
    const unit = this.#unit();
    const target = this.#activation.target(event);
    const before = this.#activation.gains;
    const parts = compose.readPart(
      this.#activation,
      this.#dispatcher.labels,
      unit,
      target,
      name,
      this.use(unit),
    );
    if (this.#activation.gains > before) this.#outside.changed(unit);
    return parts;
  }

  attachPrivilegeToPart(
    event: unknown,
    name: unknown,
    secrecy: unknown,
    integrity: unknown,
    tagInput: unknown,
    privilegeInput: unknown,
    untilInput: unknown,
  ): void {
    const unit = this.#unit();
    const target = this.#activation.target(event);
    const carried = {
      tag: requireTag(tagInput),
      privilege: requirePrivilege(privilegeInput),
      until: requireExpiry(untilInput),
    };
    const { labels } = this.#dispatcher;
    compose.attachPrivilege(
      this.#activation,
      labels,
      unit,
      target,
      name,
      { secrecy, integrity },
      carried,
      this.use(unit),
    );
  }

  cloneEvent(event: unknown, secrecy: unknown, integrity: unknown): Draft {
    const unit = this.#unit();
    const target = this.#activation.target(event);
    const { labels } = this.#dispatcher;
    return compose.cloneEvent(this.#activation, labels, unit, target, { secrecy, integrity });
  }

  publish(draft: unknown): void {
    const unit = this.#unit();
    const target = this.#activation.target(draft);
    if (target.kind !== "draft") throw new CordonError("EVENT_KIND", { what: "a received event" });
    if (target.parts.length === 0) {
      spendDraft(draft as Draft);
      return;
    }
    // An event shows what its unit knows when it is published, not only when it was composed.
    const parts = this.#activation.hasRelabelled
      ? compose.joinParts(this.#dispatcher.labels, target.parts, unit.output)
      : target.parts;
    this.#countEmission(unit);
    spendDraft(draft as Draft);
    const origin = this.#origin(this.#order("event"));
    if (!this.#mayEmit(unit)) return;
    const event = new Event(parts, origin);
    if (this.#dispatcher.enqueue(event)) this.#outside.published(unit, event);
  }

  release(view: unknown): void {
    this.#unit();
    const target = this.#activation.target(view);
    if (target.kind !== "received") throw new CordonError("EVENT_KIND", { what: "a draft" });
    this.finishEvent();
  }

  /** Ends the handling of the event in hand: sends it on if it was changed. */
  finishEvent(): void {
    const { event, revision: composed } = this.#activation;
    this.#activation.event = null;
    if (event === null || composed === null) return;
    this.#activation.revision = null;
    const unit = this.#unit();
    const revision = this.#activation.hasRelabelled
      ? compose.joinRevision(this.#dispatcher.labels, event, composed, unit.output)
      : composed;
    if (revision === null) return;
    this.#countEmission(unit);
    const order = this.#order("event");
    if (!this.#mayEmit(unit)) return;
    if (this.#outside.released(unit, event, revision, order)) return;
    const parts = compose.revisedParts(event.parts, revision);
    if (parts.length === 0) return;
    const version = new Event(parts, this.#origin(order), event);
    if (this.#dispatcher.enqueue(version)) this.#outside.published(unit, version);
  }

  // Subscriptions

  subscribe(filterInput: unknown, handler: unknown): SubscriptionId {
    const unit = this.#unit();
    if (typeof handler !== "function") {
      throw new CordonError("HANDLER_KIND", { what: nameKind(handler) });
    }
    return this.#subscribe(unit, filterInput, handler, false);
  }

  subscribeManaged(
    filterInput: unknown,
    program: unknown,
    config: unknown,
    idleInput: unknown,
  ): SubscriptionId {
    const unit = this.#unit();
    const idleMs = idleInput === undefined ? limits.managedIdleMs : requireExpiry(idleInput);
    if (idleMs < 0) throw new CordonError("LEASE", { what: nameKind(idleInput) });
    const handler = new ManagedHandler(
      requireChild(unit, program),
      copyValue(config ?? null, "config"),
      idleMs,
    );
    return this.#subscribe(unit, filterInput, handler, true);
  }

  unsubscribe(id: unknown): void {
    const unit = this.#unit();
    const handler = unit.subscriptions.get(id as SubscriptionId)?.handler;
    if (!this.#dispatcher.unsubscribe(unit, id as SubscriptionId)) {
      throw new CordonError("SUBSCRIPTION_KIND", { what: nameKind(id) });
    }
    if (handler instanceof ManagedHandler) this.#endInstances(unit, handler);
    this.#outside.unsubscribed(unit, id as SubscriptionId);
  }

  // Units

  instantiateUnit(
    program: unknown,
    secrecy: unknown,
    integrity: unknown,
    grantInputs: unknown,
    config: unknown,
  ): void {
    const unit = this.#unit();
    const name = requireChild(unit, program);
    const { labels } = this.#dispatcher;
    const label = compose.adjustedLabel(labels, unit, { secrecy, integrity });
    // Else anybody could have a child read what it is not cleared for itself: its output secrecy goes
    // onto what it says, and clears it for nothing.
    for (const tag of difference(label.secrecy, unit.input.secrecy)) {
      demandForChange(unit, "secrecy", "add", tag, this.use(unit));
    }
    const grants = readGrantRequests(grantInputs).map(({ tag, privilege, until }) => {
      const grant: Grant | undefined = unit.privileges.delegate(
        tag,
        privilege,
        this.use(unit),
        until,
      );
      if (grant === undefined) {
        const authority = delegatedBy(privilege);
        throw new CordonError("PRIVILEGE_DELEGATE", { privilege, authority });
      }
      return { tag, grant };
    });
    const value = copyValue(config ?? null, "config");
    const isTooDeep = this.#activation.cause.hops >= limits.eventHops;
    if (unit.childCount >= limits.childrenPerUnit || isTooDeep) {
      throw new CordonError("CHILD_COUNT", { limit: limits.childrenPerUnit });
    }
    this.#countEmission(unit);
    unit.childCount++;
    const cause = this.#origin(this.#order("control"));
    const lineage = `${unit.lineage()} ${unit.childCount}`;
    this.#outside.spawn({
      parent: unit,
      program: name,
      label,
      grants,
      config: value,
      cause,
      lineage,
    });
  }

  // The rest

  now(): number {
    this.#unit();
    return this.#activation.cause.time;
  }

  random(): number {
    return this.#unit().random();
  }

  log(text: unknown): void {
    const unit = this.#unit();
    if (typeof text !== "string") {
      throw new CordonError("VALUE_KIND", { path: "text", kind: nameKind(text) });
    }
    if (this.#activation.logged >= limits.logLinesPerDelivery) {
      throw new CordonError("LOG_QUOTA", { limit: limits.logLinesPerDelivery });
    }
    this.#activation.logged++;
    this.#outside.log(unit, text.slice(0, limits.logLine));
  }

  /** When and by whom privileges are used now. */
  use(unit: Unit): Use {
    const { time } = this.#activation.cause;
    return { now: time, round: this.#dispatcher.round, secrecy: unit.readSecrecy };
  }

  #unit(): Unit {
    const { unit } = this.#activation;
    if (unit === null) throw new CordonError("UNIT_CALL");
    if (this.#activation.brokenOff) throw new CordonError("UNIT_STACK");
    return unit;
  }

  #order(kind: "event" | "control"): string {
    return this.#activation.nextOrder(kind);
  }

  #origin(order: string): Cause {
    const { time, hops } = this.#activation.cause;
    return { time, hops: hops + 1, order };
  }

  /**
   * Counts an event as published. With one more than a generation may have of a unit it is dropped, in
   * silence. What becomes of the event is not asked: it may depend on parts that the unit does not see,
   * or be decided in the host.
   */
  #mayEmit(unit: Unit): boolean {
    unit.published++;
    const { emissions } = unit;
    const { round, counts } = this.#dispatcher;
    if (emissions.generation !== round) {
      emissions.generation = round;
      emissions.count = 0;
    }
    if (++emissions.count <= limits.eventsPerGeneration) return true;
    counts.droppedQueue++;
    return false;
  }

  #countEmission(unit: Unit): void {
    if (this.#activation.emitted >= unit.eventsPerDelivery) {
      throw new CordonError("EVENT_QUOTA", { limit: unit.eventsPerDelivery });
    }
    this.#activation.emitted++;
  }

  /** Tags of one's own have a place, whatever others bestow. */
  #roomForTag(unit: Unit, now: number): void {
    if (!unit.privileges.makeRoom(limits.privilegeTags, now)) {
      throw new CordonError("TAG_COUNT", { what: "the unit", limit: limits.privilegeTags });
    }
  }

  /** @returns how many terms a filter counts for */
  #roomForFilter(unit: Unit, filter: CompiledFilter): number {
    const { filterTermsPerDelivery: inDelivery, filterTermsPerUnit: inUnit } = limits;
    const isScanned = planAccess(filter, this.#dispatcher.filters, () => 1) === null;
    const cost = isScanned ? filter.size * limits.scannedTerms : filter.size;
    if (this.#activation.subscribed + cost > inDelivery) {
      throw new CordonError("FILTER_QUOTA", { what: "this delivery", limit: inDelivery });
    }
    const held = unit.subscriptions.values().reduce((sum, it) => sum + it.cost, 0);
    if (held + cost > inUnit) {
      throw new CordonError("FILTER_QUOTA", { what: "the unit", limit: inUnit });
    }
    this.#activation.subscribed += cost;
    return cost;
  }

  #changeLabel(
    componentInput: unknown,
    changeInput: unknown,
    tagInput: unknown,
    both: boolean,
  ): void {
    const unit = this.#unit();
    const component = requireComponent(componentInput);
    const change = requireChange(changeInput);
    const tag = requireTag(tagInput);
    demandForChange(unit, component, change, tag, this.use(unit));
    const { labels } = this.#dispatcher;
    const output = changedLabel(labels, unit.output, component, change, tag);
    const input = both ? changedLabel(labels, unit.input, component, change, tag) : unit.input;
    const until = justifiedUntil(unit, input, output, tag, this.use(unit));
    this.#relabel(unit, input, output);
    setJustifiedUntil(unit, Math.min(unit.justifiedUntil, until), this.#dispatcher);
  }

  #relabel(unit: Unit, input: Label, output: Label): void {
    if (output !== unit.output) {
      this.#activation.hasRelabelled = true;
      speakAt(unit, output);
    }
    if (input !== unit.input) this.#dispatcher.relabel(unit, input);
    this.#outside.changed(unit);
  }

  #subscribe(unit: Unit, filterInput: unknown, handler: unknown, managed: boolean): SubscriptionId {
    const filter = this.#dispatcher.filters.compile(filterInput);
    if (unit.subscriptions.size >= limits.subscriptionsPerUnit) {
      throw new CordonError("SUBSCRIPTION_COUNT", { limit: limits.subscriptionsPerUnit });
    }
    const cost = this.#roomForFilter(unit, filter);
    const id = unit.nextSubscription++ as SubscriptionId;
    const subscription = new Subscription(unit, id, filter, handler, managed);
    subscription.cost = cost;
    this.#dispatcher.subscribe(subscription);
    this.#outside.subscribed(unit, id, filter, managed);
    return id;
  }
}

function named(name: unknown): { readonly name: string; readonly limit: number } {
  return { name: nameKind(name), limit: limits.partName };
}

function requireChild(unit: Unit, program: unknown): string {
  if (typeof program !== "string" || !unit.children.includes(program)) {
    throw new CordonError("CHILD_UNKNOWN", { name: nameKind(program) });
  }
  return program;
}
