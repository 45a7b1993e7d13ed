/**
 * Managed subscriptions: the dispatcher instantiates a handler at the contamination that an event
 * needs, so that the owner stays clean. One instance a label, reused while it is in use.
 */

import type { Event, Value, Visibility } from "../event/index.ts";
import {
  canFlowTo,
  intersection,
  isSubset,
  type Label,
  type LabelTable,
  type Tag,
  type TagSet,
  tagId,
  union,
  type Use,
} from "../label/index.ts";
import { limits } from "../limits.ts";
import type { CompiledFilter } from "./filter.ts";
import type { Emissions, Unit } from "./unit.ts";

/** The instances that a label has had. */
interface Past {
  /** Event time at which the last one that ended was of use. */
  time: number;
  emissions: Emissions | undefined;
  /** How many were made at which event time: another at the same time gets another secret. */
  readonly made: Map<number, number>;
}

/** The handler of a managed subscription: a program, and its instances by label. */
export class ManagedHandler {
  readonly program: string;
  readonly config: Value;
  readonly idleMs: number;
  readonly #instances = new Map<Label, Unit>();
  readonly #past = new Map<Label, Past>();

  constructor(program: string, config: Value, idleMs: number) {
    this.program = program;
    this.config = config;
    this.idleMs = idleMs;
  }

  get(label: Label): Unit | undefined {
    return this.#instances.get(label);
  }

  set(label: Label, instance: Unit): void {
    this.#instances.set(label, instance);
  }

  /** Takes an instance away; `time` is the event time at which it was last of use. */
  retire(label: Label, time: number, emissions: Emissions): void {
    this.#instances.delete(label);
    const past = this.#pastOf(label);
    past.time = time;
    past.emissions = emissions;
  }

  /** The emissions that the next instance at a label goes on with: else it could publish as much again. */
  emissionsBefore(label: Label): Emissions | undefined {
    return this.#past.get(label)?.emissions;
  }

  /** Counts an instance that is made at an event time. @returns how many there were before */
  countMade(label: Label, time: number): number {
    const { made } = this.#pastOf(label);
    const count = made.get(time) ?? 0;
    made.set(time, count + 1);
    return count;
  }

  /** Forgets what was before any event that can still come: nothing counts from there. */
  forgetPast(floor: number): void {
    for (const [label, { time, made }] of this.#past) {
      for (const at of made.keys()) if (at < floor) made.delete(at);
      if (made.size === 0 && time < floor) this.#past.delete(label);
    }
  }

  #pastOf(label: Label): Past {
    const past = this.#past.get(label) ?? {
      time: -Infinity,
      emissions: undefined,
      made: new Map(),
    };
    this.#past.set(label, past);
    return past;
  }

  instances(): IterableIterator<Unit> {
    return this.#instances.values();
  }

  *labels(): IterableIterator<Label> {
    yield* this.#instances.keys();
    yield* this.#past.keys();
  }
}

/**
 * A unit speaks at another label. Instances below that go on by themselves from now on: how long they stay
 * must not show what it reads.
 */
export function speakAt(unit: Unit, output: Label): void {
  unit.output = output;
  for (const { handler } of unit.subscriptions.values()) {
    if (!(handler instanceof ManagedHandler)) continue;
    for (const instance of handler.instances()) {
      if (!canFlowTo(output, instance.output)) instance.owner = null;
    }
  }
}

/** Whether the owner may raise an instance to this tag: it holds `t+` since before this generation. */
function canRaise(owner: Unit, tag: Tag, use: Use): boolean {
  if (owner.input.secrecy.includes(tag) && owner.matchInput.secrecy.includes(tag)) return true;
  return owner.gained?.has(tag) !== true && owner.privileges.holds(tag, "t+", use);
}

/** Whether the owner could raise an instance so far that it sees a part with this label. */
function isRaisable(owner: Unit, label: Label, use: Use): boolean {
  return (
    isSubset(owner.input.integrity, label.integrity) &&
    isSubset(owner.matchInput.integrity, label.integrity) &&
    label.secrecy.every((tag) => canRaise(owner, tag, use))
  );
}

/** One of an event's labels that an instance could be raised to see, alone. */
interface Reach {
  readonly secrecy: TagSet;
  readonly visible: Visibility;
}

/** What an instance sees of an event at one contamination. */
export interface Raised {
  readonly secrecy: TagSet;
  readonly visible: Visibility;
}

/** A contamination in the making: the join of a few of an event's labels with the owner's. */
class Join {
  readonly secrecy: TagSet;
  /** The labels, by their place among those that an instance could be raised to; ascending. */
  readonly of: readonly number[];
  #covered: readonly boolean[] | null = null;

  constructor(secrecy: TagSet, of: readonly number[]) {
    this.secrecy = secrecy;
    this.of = of;
  }

  /** Whether it holds all tags of another join of the same labels: asked of thousands of pairs. */
  contains({ of }: Join, reach: readonly Reach[]): boolean {
    this.#covered ??= reach.map(({ secrecy }) => isSubset(secrecy, this.secrecy));
    const covered = this.#covered;
    return of.every((label) => covered[label]);
  }
}

/**
 * The least contaminations at which an event matches. What an instance is told thus depends only on
 * parts that it may see: a part above it, or the want of one, changes nothing for it.
 */
export function leastRaised(
  owner: Unit,
  event: Event,
  filter: CompiledFilter,
  use: Use,
): readonly Raised[] {
  const base = owner.input.secrecy;
  const reach = event.labels
    .filter((label) => isRaisable(owner, label, use))
    .map((label) => ({
      secrecy: label.secrecy,
      visible: event.visibleWhere((other) => other === label),
    }));
  const joins = new Contaminations(event, base, reach).leastOf(filter);
  const found: Raised[] = [];
  for (const { secrecy } of joins) {
    if (secrecy.length > limits.labelTags) continue;
    const visible = event.visibleWhere(
      (label) => isRaisable(owner, label, use) && isSubset(label.secrecy, secrecy),
    );
    if (visible !== 0 && filter.matches(event, visible)) found.push({ secrecy, visible });
  }
  return found;
}

/**
 * How many of an event's labels one contamination may join. A count of contaminations would let parts
 * that an instance does not see take its place; this bound looks at nothing but its own labels. Only an
 * event with more labels than one publisher can give it is bounded by how many they are.
 */
function joinedLabels(reachable: number): number {
  const {
    joinedLabels: [few, some],
    reachableLabels: [most, more],
  } = limits;
  if (reachable <= most) return few;
  return reachable <= more ? some : 1;
}

/**
 * The contaminations at which a filter may begin to hold: for each way to satisfy its predicates the
 * join of the labels of the parts that do. Only the least of them count, so none is left out because
 * of parts above it.
 */
class Contaminations {
  readonly #event: Event;
  readonly #reach: readonly Reach[];
  readonly #most: number;
  readonly #base: Join;

  constructor(event: Event, base: TagSet, reach: readonly Reach[]) {
    this.#event = event;
    this.#reach = reach;
    this.#most = joinedLabels(reach.length);
    this.#base = new Join(base, []);
  }

  leastOf(filter: CompiledFilter): readonly Join[] {
    return this.#without(this.#of(filter), () => true);
  }

  #of(filter: CompiledFilter): readonly Join[] {
    const { form } = filter;
    switch (form.kind) {
      case "not":
        return [this.#base];
      case "any":
        return this.#undominated(form.filters.flatMap((branch) => this.#of(branch)));
      case "all":
        return form.filters.reduce<readonly Join[]>(
          (joins, term) => this.#joinAll(joins, this.#of(term)),
          [this.#base],
        );
      default:
        return this.#undominated(
          this.#reach.flatMap(({ secrecy, visible }, at) =>
            filter.matches(this.#event, visible) ? this.#alone(secrecy, at) : [],
          ),
        );
    }
  }

  /** A label that asks for nothing beyond what the owner can read is not counted. */
  #alone(label: TagSet, at: number): readonly Join[] {
    const { secrecy } = this.#base;
    const joined = union(secrecy, label);
    return [new Join(joined, joined.length === secrecy.length ? [] : [at])];
  }

  #joinAll(some: readonly Join[], others: readonly Join[]): readonly Join[] {
    const joins: Join[] = [];
    for (const a of some) {
      for (const b of others) {
        const of = mergeNumbers(a.of, b.of);
        if (of.length <= this.#most) joins.push(new Join(union(a.secrecy, b.secrecy), of));
      }
    }
    return this.#undominated(joins);
  }

  /** Without those that another one makes needless: it contains no more tags, and joins no more labels. */
  #undominated(joins: readonly Join[]): readonly Join[] {
    return this.#without(joins, (lower, join) => lower.of.length <= join.of.length);
  }

  /** Without those that contain another one that makes them needless. */
  #without(
    joins: readonly Join[],
    isNeedless: (lower: Join, join: Join) => boolean,
  ): readonly Join[] {
    if (joins.length < 2) return joins;
    const inOrder = [...joins].sort(
      (a, b) => a.secrecy.length - b.secrecy.length || a.of.length - b.of.length,
    );
    const kept: Join[] = [];
    for (const join of inOrder) {
      const isCovered = kept.some(
        (lower) => isNeedless(lower, join) && join.contains(lower, this.#reach),
      );
      if (!isCovered) kept.push(join);
    }
    return kept;
  }
}

/** a ∪ b, both ascending. */
function mergeNumbers(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.length === 0 ? b : b.length === 0 ? a : [...new Set([...a, ...b])].sort((x, y) => x - y);
}

/**
 * The input and output label of an instance. It holds no privileges, so what it reads is what it
 * says, and it vouches for nothing that its owner could not.
 */
export function instanceLabels(
  owner: Unit,
  secrecy: TagSet,
  labels: LabelTable,
): { readonly input: Label; readonly output: Label } {
  const { integrity } = owner.input;
  return {
    input: labels.ofSets(secrecy, integrity),
    output: labels.ofSets(
      union(secrecy, owner.output.secrecy),
      intersection(integrity, owner.output.integrity),
    ),
  };
}

/** Names an instance's label the same way in every run, whatever else there is. */
export function labelPurpose(label: Label): string {
  return `${sortedIds(label.secrecy)}|${sortedIds(label.integrity)}`;
}

function sortedIds(tags: TagSet): string {
  return tags.map(tagId).sort().join();
}
