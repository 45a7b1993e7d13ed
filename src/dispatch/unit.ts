/** Units: endpoints with an output label, privileges and a program. */

import type { Value } from "../event/index.ts";
import {
  canFlowTo,
  difference,
  intersection,
  isSubset,
  type Label,
  PrivilegeSet,
  type Tag,
  type TagSet,
} from "../label/index.ts";
import { Endpoint, type UnitId } from "./endpoint.ts";
import { childSecret, randomSequence, type Secret, tagIdOf } from "./random.ts";

/** What a unit is started with. */
export interface UnitSpec {
  readonly id: UnitId;
  readonly rank: number;
  readonly program: string;
  /** Programs that it may instantiate. */
  readonly children: readonly string[];
  readonly input: Label;
  readonly output: Label;
  readonly config: Value;
  /** Or how to compute it: few instances ever need theirs. */
  readonly secret: Secret | (() => Secret);
  readonly lineage: string | (() => string);
  /** The generation in which it begins. */
  readonly born: number;
  readonly eventsPerDelivery: number;
  /** Whether a fault ends it, rather than only the delivery in which it happened. */
  readonly stopOnFault: boolean;
  /** Event time (ms) without an event after which it is gone; only managed instances go. */
  readonly idleMs: number;
  /** The unit that the host started and on whose account this one runs; null if that is itself. */
  readonly root: Unit | null;
  /** The unit whose managed subscription makes this one; null if none does. */
  readonly owner: Unit | null;
  /** Number of its first instance; 1 if left out. Those of an earlier life may still be there. */
  readonly firstInstance?: number;
}

/** How many events were published in which generation. */
export interface Emissions {
  generation: number;
  count: number;
}

export function newEmissions(): Emissions {
  return { generation: -1, count: 0 };
}

/** What (S ∪ Sout, I ∩ Iout) came to. */
interface AdjustedLabel {
  readonly output: Label;
  readonly secrecy: unknown;
  readonly integrity: unknown;
  readonly label: Label;
}

/** Ranks of managed instances lie between their root's and the next unit's. */
export const RANKS_PER_UNIT: number = 2 ** 32;

export class Unit extends Endpoint {
  readonly program: string;
  readonly children: readonly string[];
  output: Label;
  /** The labels that it was started with. */
  readonly #firstInput: Label;
  readonly #firstOutput: Label;
  readonly privileges: PrivilegeSet = new PrivilegeSet();
  readonly config: Value;
  readonly eventsPerDelivery: number;
  readonly stopOnFault: boolean;
  readonly idleMs: number;
  readonly root: Unit;
  /** Event time up to which its labels are known to be justified by its privileges. */
  justifiedUntil: number = Infinity;
  /** Event time of its last delivery. */
  lastTime = 0;
  /** Tags that it got a privilege over in this generation: managed matching ignores them still. */
  gained: Set<Tag> | null = null;
  published = 0;
  /** An instance goes on with those of the one before it at its contamination. */
  emissions: Emissions = newEmissions();
  childCount = 0;
  /** The unit whose managed subscription made this one, and with which it goes; null for other units. */
  owner: Unit | null;
  /** Called when a managed instance wants nothing any more; null for other units. */
  onIdle: (() => void) | null = null;
  /** Called when a managed instance can read more than it was made for; null for other units. */
  onRaise: (() => void) | null = null;
  nextSubscription = 1;
  nextInstance: number;
  /** Where the subscription stands from whose handler it last published. */
  lastPlace: { readonly subscription: number; readonly text: string } | null = null;
  /** The last label that was adjusted to its output label. */
  lastAdjusted: AdjustedLabel | null = null;
  #secret: Secret | (() => Secret);
  readonly #lineage: string | (() => string);
  /** The generation in which it began. */
  readonly born: number;
  #tags = 0;
  #random: (() => number) | null = null;

  constructor(spec: UnitSpec) {
    super(spec.id, spec.rank, spec.input);
    this.program = spec.program;
    this.children = spec.children;
    this.output = spec.output;
    this.#firstInput = spec.input;
    this.#firstOutput = spec.output;
    this.config = spec.config;
    this.eventsPerDelivery = spec.eventsPerDelivery;
    this.stopOnFault = spec.stopOnFault;
    this.idleMs = spec.idleMs;
    this.root = spec.root ?? this;
    this.owner = spec.owner;
    this.nextInstance = spec.firstInstance ?? 1;
    this.isTimed = this.root !== this;
    this.born = spec.born;
    this.#secret = spec.secret;
    this.#lineage = spec.lineage;
  }

  /**
   * Whether what becomes of it may depend on more than it was started with: it speaks at a secrecy that it
   * was not started with, or no longer vouches for what it was started to vouch for.
   */
  get isRaised(): boolean {
    return !canFlowTo(this.output, this.#firstOutput);
  }

  /** Whether it has been idle for too long, or whoever it goes with has: nothing reaches it any more. */
  isGoneAt(time: number): boolean {
    return time - this.lastTime > this.idleMs || (this.owner?.isGoneAt(time) ?? false);
  }

  /** Notes that an event of its label was of use: those of one batch may come out of order. */
  noteTime(time: number): void {
    if (time > this.lastTime) this.lastTime = time;
  }

  /** The secrecy that it could read when this generation began, and still can. */
  get readSecrecy(): TagSet {
    const { input, matchInput } = this;
    return input === matchInput ? input.secrecy : intersection(input.secrecy, matchInput.secrecy);
  }

  /** Whether its output label rests on privileges: it declassifies, or endorses. */
  get needsJustification(): boolean {
    const { input, output } = this;
    return !isSubset(input.secrecy, output.secrecy) || !isSubset(output.integrity, input.integrity);
  }

  /**
   * Secrecy tags of what it may read from the next generation on, beyond what it was started with, and
   * without those that it made itself and declassifies: what becomes of it may be told.
   */
  get learnt(): TagSet {
    const beyond = difference(this.input.secrecy, this.#firstInput.secrecy);
    if (beyond.length === 0) return beyond;
    return beyond.filter(
      (tag) => this.output.secrecy.includes(tag) || !this.privileges.isCreator(tag),
    );
  }

  /** Tells the unit from all others that descend from the same deployment, alike in every run. */
  lineage(): string {
    return typeof this.#lineage === "string" ? this.#lineage : this.#lineage();
  }

  secretFor(purpose: string): Secret {
    return childSecret(this.#ownSecret(), purpose);
  }

  /** How to compute the id of its next tag, once the tag leaves the cell. */
  nextTagId(): () => ReturnType<typeof tagIdOf> {
    const index = this.#tags++;
    return () => tagIdOf(this.#ownSecret(), index);
  }

  #ownSecret(): Secret {
    if (typeof this.#secret !== "string") this.#secret = this.#secret();
    return this.#secret;
  }

  random(): number {
    this.#random ??= randomSequence(this.#ownSecret());
    return this.#random();
  }
}
