/** What leaves a cell: events that others may want, and what the host must know about its units. */

import {
  decodeLabel,
  encodeGrant,
  encodeLabel,
  encodeParts,
  encodeValue,
  Event,
  type Part,
} from "../../src/event/index.ts";
import { canFlowTo, type Label, type Tag, tagName } from "../../src/label/index.ts";
import {
  type Cause,
  type CompiledFilter,
  decodeFilter,
  type Dispatcher,
  encodeFilter,
  type Outside,
  type Refusal,
  type Revision,
  type RevocationRequest,
  type SpawnRequest,
  type Unit,
  type UnitFault,
} from "../../src/dispatch/index.ts";
import { limits } from "../../src/limits.ts";
import type { SubscriptionId } from "../../src/unit/api.ts";
import { insistTuple } from "../wire/insist.ts";
import type { WireCause, WireReport } from "../wire/messages.ts";
import { TagDirectory } from "./tag-directory.ts";

/** An event of the host's, as this cell has it. */
export class ImportedEvent extends Event {
  readonly reference: number;
  /** Where its parts stand in the whole event. */
  readonly positions: readonly number[];

  constructor(
    parts: readonly Part[],
    cause: Cause,
    previous: Event | null,
    reference: number,
    positions: readonly number[],
  ) {
    super(parts, cause, previous);
    this.reference = reference;
    this.positions = positions;
  }
}

/** An event of this cell's that the host was told of. */
interface Exported {
  readonly reference: number;
  /** All its parts, or those alone that the edge could see. */
  readonly parts: readonly Part[];
}

/** Events by what the host calls them, kept for as long as a version of them may still be released. */
class Generation {
  readonly exported = new Map<Event, Exported>();
  readonly byReference = new Map<number, Event>();
}

/** The host's references are from 0; this cell's own, as the host repeats them, are below. */
export function ownReference(sequence: number): number {
  return -1 - sequence;
}

/** A subscription that the host is to be told of. */
interface NewSubscription {
  readonly unit: Unit;
  readonly id: SubscriptionId;
  readonly filter: CompiledFilter;
  readonly managed: boolean;
}

/** What a subscriber at the edge wants; no label is the operator's own eye. */
interface Interest {
  readonly label: Label | null;
  readonly filter: CompiledFilter;
}

export class Reporter implements Outside {
  readonly tags: TagDirectory = new TagDirectory(
    (tag, id) => {
      this.#reports.push(["tag", id, tagName(tag)]);
      for (const unit of this.#waitingForTag.get(tag) ?? []) this.#changed.add(unit);
      this.#waitingForTag.delete(tag);
    },
    (ids) => this.#reports.push(["forget", ids]),
  );
  #dispatcher: Dispatcher<Unit> | null = null;
  #reports: WireReport[] = [];
  #edge: readonly Interest[] = [];
  #shared = false;
  #hostMustAct = false;
  #hasNews = false;
  #sequence = 0;
  #current = new Generation();
  #next = new Generation();
  #changed = new Set<Unit>();
  #subscriptions: NewSubscription[] = [];
  #refusals = new Map<string, { unit: Unit; refusal: Refusal; frames: string; count: number }>();
  #revocations: RevocationRequest[] = [];
  /** How events that the host knows were changed, until their versions are published. */
  readonly #revisions = new WeakMap<Event, Revision>();
  readonly #reported = new Map<Unit, string>();
  /** Units of the host's whose input label, or what they may do about it, changed in this generation. */
  readonly #relabelled = new Set<Unit>();
  /** Ids of tags that the host knows units to read beyond those that they were started with. */
  readonly #learnt = new WeakMap<Unit, string>();
  /** Units with a tag in a label that the host does not know yet: it need not, until it does. */
  readonly #waitingForTag = new WeakMap<Tag, Set<Unit>>();

  attach(dispatcher: Dispatcher<Unit>): void {
    this.#dispatcher = dispatcher;
  }

  /** Whether the host has to act before the next generation may begin. */
  get mustReturn(): boolean {
    return this.#shared || this.#hostMustAct;
  }

  /** Whether there is something to report of this generation that the edge or the audit waits for. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  setEdge(interests: readonly unknown[]): void {
    const dispatcher = this.#dispatcher;
    if (dispatcher === null) return;
    const { resolve } = this.tags;
    this.#edge = interests.map((interest) => {
      const [label, filter] = insistTuple(interest, 2, "interest");
      return {
        label: label === null ? null : decodeLabel(label, dispatcher.labels, resolve),
        filter: decodeFilter(filter, dispatcher.filters, resolve),
      };
    });
  }

  setShared(shared: boolean): void {
    if (shared === this.#shared) return;
    this.#shared = shared;
    this.#reported.clear();
    if (!shared) return;
    for (const unit of this.#dispatcher?.endpoints ?? []) {
      this.#changed.add(unit);
      for (const { id, filter, managed } of unit.subscriptions.values()) {
        this.#subscriptions.push({ unit, id, filter, managed });
      }
    }
  }

  beginGeneration(): void {
    this.#hostMustAct = false;
    this.#hasNews = false;
    this.#current = this.#next;
    this.#next = new Generation();
  }

  /** Refusals are counted by the generation, whenever crossings come back. */
  endGeneration(): void {
    for (const { unit, refusal, frames, count } of this.#refusals.values()) {
      this.#reports.push(["refused", unit.id, refusal.code, refusal.message, frames, count]);
    }
    this.#refusals.clear();
  }

  imported(event: ImportedEvent): void {
    this.#next.byReference.set(event.reference, event);
  }

  /** An event that this cell has not met, but of which a version is coming. */
  earlier(event: Event, reference: number): void {
    this.#current.byReference.set(reference, event);
  }

  /** The event that the host refers to, if this cell has met it. */
  known(reference: number): Event | null {
    // Called before the next generation begins: the version that went before is still the current.
    return this.#current.byReference.get(reference) ?? null;
  }

  takeRevocations(): RevocationRequest[] {
    const taken = this.#revocations;
    this.#revocations = [];
    return taken;
  }

  /** Whether there is anything to report since the last call, or the host has to act. */
  get hasReports(): boolean {
    return this.#reports.length > 0 || this.mustReturn;
  }

  /** Everything since the last call. */
  take(): WireReport[] {
    const taken = this.#reports;
    this.#reports = [];
    return taken;
  }

  /** Reports what became of units since the last call, as far as the host has to know. */
  reportUnits(): void {
    this.tags.clean();
    if (this.#shared) {
      // First of all, for a filter may name a tag that the host does not know yet: once it does, the
      // labels that hold the tag have to be reported with it.
      const subscriptions = this.#subscriptions.flatMap((it) => this.#subscriptionReport(it));
      for (const unit of this.#changed) this.#reportEndpoint(unit);
      this.#reports.push(...subscriptions);
    }
    this.#changed.clear();
    this.#subscriptions = [];
  }

  published(unit: Unit, event: Event): void {
    if (this.#shared) this.#tellAll(unit, event);
    else if (this.#isWanted(event)) this.#tellEdge(unit, event);
  }

  /** Other cells look at what there is themselves. */
  #tellAll(unit: Unit, event: Event): void {
    const known = this.#exportedBefore(event);
    const { previous: before } = event;
    // The version before may have been published while nobody else was there to be told of it.
    const previous =
      before !== null && !isWhole(before, known)
        ? this.#exportEarlier(unit, before, before.parts)
        : known;
    const revision = this.#revisions.get(event.previous ?? event);
    const reference = this.#export(event, event.parts);
    if (before !== null && isWhole(before, known) && revision !== undefined) {
      this.#reportVersion(unit, event, reference, ownReference(known.reference), revision);
    } else {
      this.#reportEvent(unit, event, reference, event.parts, previous);
    }
  }

  /** What nobody at the edge may see stays here: its tags need no ids, and the host no copy. */
  #tellEdge(unit: Unit, event: Event): void {
    const parts = this.#forEdge(event);
    const previous = this.#toldEdgeBefore(unit, event);
    const reference = this.#export(event, parts);
    this.#reportEvent(unit, event, reference, parts, previous);
  }

  #forEdge(event: Event): readonly Part[] {
    return event.parts.filter(({ label }) =>
      this.#edge.some((it) => it.label === null || canFlowTo(label, it.label)),
    );
  }

  /**
   * The version before, with all that those at the edge may see of it: the host has to know whom it
   * concerned, also if nobody there wanted it, or nobody was there who may see as much.
   */
  #toldEdgeBefore(unit: Unit, event: Event): Exported | undefined {
    const { previous } = event;
    if (previous === null) return undefined;
    const known = this.#exportedBefore(event);
    const parts = this.#forEdge(previous);
    if (isSame(parts, known?.parts ?? [])) return known;
    return this.#exportEarlier(unit, previous, parts);
  }

  /** Tells the host of an event that is being dispatched here, or of more of its parts. */
  #exportEarlier(unit: Unit, event: Event, parts: readonly Part[]): Exported {
    const exported = { reference: this.#sequence++, parts };
    this.#current.exported.set(event, exported);
    this.#current.byReference.set(ownReference(exported.reference), event);
    const wire = encodeParts(parts, this.tags.name);
    this.#reports.push(["earlier", exported.reference, unit.id, causeOf(event), wire]);
    return exported;
  }

  #exportedBefore({ previous }: Event): Exported | undefined {
    return previous === null ? undefined : this.#current.exported.get(previous);
  }

  #reportEvent(
    unit: Unit,
    event: Event,
    reference: number,
    parts: readonly Part[],
    previous: Exported | undefined,
  ): void {
    const before = previous === undefined ? null : ownReference(previous.reference);
    const wire = encodeParts(parts, this.tags.name);
    this.#hasNews = true;
    this.#reports.push(["event", reference, unit.id, causeOf(event), wire, before]);
  }

  released(unit: Unit, event: Event, revision: Revision, order: string): boolean {
    if (!(event instanceof ImportedEvent)) {
      // Reported when the version is published here, as what has changed.
      if (this.#current.exported.has(event)) this.#revisions.set(event, revision);
      return false;
    }
    // The version comes back with the parts that this cell does not have, for the next generation.
    this.#hostMustAct = true;
    const positions = [...revision.removed].map((position) => event.positions[position] ?? -1);
    const whole = { ...revision, removed: new Set(positions) };
    const cause = { time: event.time, hops: event.hops + 1, order };
    this.#reportVersion(unit, cause, this.#sequence++, event.reference, whole);
    return true;
  }

  spawn({ parent, program, label, grants, config, cause, lineage }: SpawnRequest): void {
    this.#hostMustAct = true;
    this.#reports.push([
      "spawn",
      parent.id,
      program,
      encodeLabel(label, this.tags.name),
      grants.map((held) => encodeGrant(held, this.tags.name)),
      encodeValue(config, this.tags.name),
      causeOf(cause),
      lineage,
    ]);
  }

  revoke(unit: Unit, request: RevocationRequest): void {
    // Told in any case: what was delegated before may leave the cell later, in a draft or with a child.
    this.#revocations.push(request);
    this.#reports.push([
      "revoke",
      unit.id,
      this.tags.name(request.tag),
      request.privilege,
      encodeLabel(request.by, this.tags.name),
      request.at,
    ]);
  }

  subscribed(unit: Unit, id: SubscriptionId, filter: CompiledFilter, managed: boolean): void {
    if (!this.#shared) return;
    this.#subscriptions.push({ unit, id, filter, managed });
    // A managed subscription makes it matter what its owner could raise instances to.
    if (managed) this.#changed.add(unit);
  }

  unsubscribed(unit: Unit, id: SubscriptionId): void {
    if (this.#shared && this.#reported.has(unit)) {
      this.#reports.push(["unsubscribe", unit.rank, id]);
    }
  }

  changed(unit: Unit): void {
    if (this.#shared) this.#changed.add(unit);
    if (unit.root === unit && unit.input.secrecy.length > 0) this.#relabelled.add(unit);
    else if (this.#learnt.has(unit)) this.#relabelled.add(unit);
  }

  /**
   * Reports which secrecy units have raised themselves to, before they can read any of it: the host has to
   * know when a cell is lost. To be called when a generation is done.
   */
  reportRaised(): void {
    for (const unit of this.#relabelled) {
      if (!unit.active) continue;
      const ids = unit.learnt.map((tag) => this.tags.name(tag));
      const text = ids.join();
      if (text === (this.#learnt.get(unit) ?? "")) continue;
      this.#learnt.set(unit, text);
      this.#hostMustAct = true;
      this.#reports.push(["raised", unit.id, ids]);
    }
    this.#relabelled.clear();
  }

  fault(unit: Unit, { message, frames, cause, moment, stopped, raised }: UnitFault): void {
    if (stopped) this.#hostMustAct = true;
    this.#hasNews = true;
    const told = [message, frames, moment, stopped, raised, causeOf(cause)] as const;
    this.#reports.push(["fault", unit.id, ...told]);
  }

  refused(unit: Unit, refusal: Refusal, where: () => string): void {
    this.#hasNews = true;
    const key = `${unit.id} ${refusal.code}`;
    const known = this.#refusals.get(key);
    if (known === undefined) {
      const message = refusal.message.slice(0, limits.faultMessage);
      const told = { code: refusal.code, message };
      this.#refusals.set(key, { unit, refusal: told, frames: where(), count: 1 });
    } else known.count++;
  }

  log(unit: Unit, text: string): void {
    this.#hasNews = true;
    this.#reports.push(["log", unit.id, text]);
  }

  #export(event: Event, parts: readonly Part[]): number {
    const reference = this.#sequence++;
    this.#next.exported.set(event, { reference, parts });
    this.#next.byReference.set(ownReference(reference), event);
    return reference;
  }

  #reportVersion(
    unit: Unit,
    cause: Cause,
    reference: number,
    previous: number,
    { removed, unseen, added }: Revision,
  ): void {
    this.#reports.push([
      "version",
      reference,
      unit.id,
      causeOf(cause),
      previous,
      [...removed],
      unseen.map(({ name, label }) => [name, encodeLabel(label, this.tags.name)] as const),
      encodeParts(added, this.tags.name),
    ]);
  }

  /** Whether somebody at the edge wants the event who did not want the version before. */
  #isWanted(event: Event): boolean {
    return this.#edge.some(
      (interest) =>
        wants(interest, event) && (event.previous === null || !wants(interest, event.previous)),
    );
  }

  #reportEndpoint(unit: Unit): void {
    if (!unit.active) {
      if (this.#reported.delete(unit)) this.#reports.push(["gone", unit.rank]);
      return;
    }
    const { secrecy, integrity } = unit.input;
    const input = [this.#sharedIds(unit, secrecy), this.#sharedIds(unit, integrity)] as const;
    const raise = hasManaged(unit) ? this.#sharedIds(unit, raisable(unit)) : [];
    const text = JSON.stringify([input, raise]);
    if (this.#reported.get(unit) === text) return;
    this.#reported.set(unit, text);
    this.#reports.push(["endpoint", unit.rank, unit.id, input, raise]);
  }

  #subscriptionReport({ unit, id, filter, managed }: NewSubscription): readonly WireReport[] {
    if (!unit.active || !unit.subscriptions.has(id)) return [];
    return [["subscribe", unit.rank, id, encodeFilter(filter, this.tags.name), managed]];
  }

  #sharedIds(unit: Unit, tags: Iterable<Tag>): readonly string[] {
    const ids: string[] = [];
    for (const tag of tags) {
      if (this.tags.isShared(tag)) {
        ids.push(this.tags.name(tag));
        continue;
      }
      const waiting = this.#waitingForTag.get(tag) ?? new Set<Unit>();
      waiting.add(unit);
      this.#waitingForTag.set(tag, waiting);
    }
    return ids;
  }
}

function isWhole(event: Event, exported: Exported | undefined): exported is Exported {
  return exported !== undefined && exported.parts.length === event.parts.length;
}

function isSame(some: readonly Part[], others: readonly Part[]): boolean {
  return some.length === others.length && some.every((part, at) => part === others[at]);
}

function wants({ label, filter }: Interest, event: Event): boolean {
  const visible = label === null ? event.all : event.visibleWhere((part) => canFlowTo(part, label));
  return visible !== 0 && filter.matches(event, visible);
}

function causeOf({ order, time, hops }: Cause): WireCause {
  return [order, time, hops];
}

function hasManaged(unit: Unit): boolean {
  return unit.subscriptions.values().some(({ managed }) => managed);
}

/** Tags that instances of the unit's managed subscriptions might be raised to. */
function* raisable(unit: Unit): IterableIterator<Tag> {
  for (const [tag, { privilege }] of unit.privileges.entries()) if (privilege === "t+") yield tag;
}
