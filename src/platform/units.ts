/** Units as the host knows them: what they were deployed as, and what became of them. */

import type { CarriedPrivilege, Value } from "../event/index.ts";
import {
  difference,
  type Label,
  type LabelTable,
  NO_TAGS,
  type Tag,
  type TagSet,
  tagSet,
  union,
} from "../label/index.ts";
import { RANKS_PER_UNIT, type Secret, type UnitId } from "../dispatch/index.ts";
import type { UnitName } from "./audit.ts";

/** What becomes of a unit whose program throws. */
export type FaultPolicy =
  /** It starts again with fresh state, a few times; then it is quarantined. */
  | "restart"
  /** It is stopped for good. */
  | "quarantine"
  /** Only the delivery is lost. */
  | "continue";

/** The policy for a unit that takes more processor time than it may. */
export type TimeoutPolicy =
  /** It is stopped for good. */
  | "quarantine"
  /** It starts again with fresh state, a few times; then it is quarantined. */
  | "restart";

export type UnitStatus = "running" | "quarantined" | "stopped";

/** Where a unit runs. */
export type Placement = "shared" | "owner" | "unit" | { readonly group: string };

export class UnitRecord {
  readonly id: UnitId;
  readonly name: string;
  readonly owner: string;
  readonly program: string;
  readonly placement: Placement;
  readonly input: Label;
  readonly output: Label;
  readonly grants: readonly CarriedPrivilege[];
  readonly config: Value;
  readonly eventsPerDelivery: number;
  readonly onFault: FaultPolicy;
  readonly onTimeout: TimeoutPolicy;
  /** From which the secrets of its lives and of its children are derived. */
  readonly secret: Secret;
  /** The unit that instantiated it; null if the operator deployed it. */
  readonly parent: UnitRecord | null;
  /** Key of the cell it runs in. */
  readonly cell: string;
  /** Units that descend from it, if it was deployed. */
  family = 0;
  /** How many of them were to blame for the end of a cell. */
  familyLosses = 0;
  /**
   * The labels that its next life starts with. The input label joins that of its deployment and what its state may have
   * read since: the host knows it before the generation in which it can matter.
   */
  lifeInput: Label;
  lifeOutput: Label;
  #learnt: TagSet = NO_TAGS;
  #learntBefore: TagSet = NO_TAGS;
  status: UnitStatus = "running";
  /** Whether instances of its managed subscriptions may go on although the unit itself has ended. */
  hasInstances = false;
  /** How often it has been started. */
  lives = 0;
  /** How often it was started again after a fault of its own. */
  restarts = 0;
  faults = 0;
  refusals = 0;
  children = 0;

  constructor(plan: UnitPlan, id: UnitId, cell: string) {
    this.id = id;
    this.name = plan.name;
    this.owner = plan.owner;
    this.program = plan.program;
    this.placement = plan.placement;
    this.input = plan.input;
    this.output = plan.output;
    this.lifeInput = plan.input;
    this.lifeOutput = plan.output;
    this.grants = plan.grants;
    this.config = plan.config;
    this.eventsPerDelivery = plan.eventsPerDelivery;
    this.onFault = plan.onFault;
    this.onTimeout = plan.onTimeout;
    this.secret = plan.secret;
    this.parent = plan.parent;
    this.cell = cell;
  }

  get rank(): number {
    return this.id * RANKS_PER_UNIT;
  }

  /** Begins a life, which knows all that the one before could know. Returns its number. */
  beginLife(): number {
    this.#learntBefore = this.#learnt;
    return ++this.lives;
  }

  /** Whether what becomes of it may depend on more than its deployment lets those below know. */
  get isRaised(): boolean {
    return this.lifeInput !== this.input;
  }

  /** The secrecy of what its state may hold. */
  get contamination(): TagSet {
    return this.lifeInput.secrecy;
  }

  /**
   * The secrecy of what becomes of it: of what its state may hold, but for tags that its deployment lets it
   * remove for ever. That says no more than the unit may say itself.
   */
  get untold(): TagSet {
    return difference(this.contamination, this.#removable);
  }

  get #removable(): TagSet {
    const rights = this.grants.filter(
      ({ grant }) => grant.privilege === "t-" && grant.until === Infinity,
    );
    return tagSet(rights.map(({ tag }) => tag));
  }

  /**
   * Notes which secrecy tags its kernel says that it may read beyond what this life began with. A tag that
   * its deployment lets it remove for ever tells those below nothing that it could not tell them itself.
   */
  noteLearnt(tags: Iterable<Tag>, labels: LabelTable): void {
    const fresh = difference(tagSet([...tags]), this.#removable);
    const learnt = union(this.#learntBefore, fresh);
    this.#learnt = learnt;
    const raised = ({ secrecy, integrity }: Label): Label =>
      labels.ofSets(union(secrecy, learnt), integrity);
    this.lifeInput = raised(this.input);
    this.lifeOutput = raised(this.output);
  }

  /** The deployed unit that it descends from; itself if it was deployed. */
  get ancestor(): UnitRecord {
    return this.parent?.ancestor ?? this;
  }
}

/** A unit to start: everything but what the supervisor decides. */
export type UnitPlan = Pick<
  UnitRecord,
  | "name"
  | "owner"
  | "program"
  | "placement"
  | "input"
  | "output"
  | "grants"
  | "config"
  | "eventsPerDelivery"
  | "onFault"
  | "onTimeout"
  | "secret"
  | "parent"
>;

export function unitName({ id, name, owner }: UnitRecord): UnitName {
  return { id, name, owner };
}

/** The key of the cell that a unit belongs in. */
export function cellKey(placement: Placement, owner: string, id: UnitId): string {
  if (placement === "shared") return "shared";
  if (placement === "owner") return `owner ${owner}`;
  return placement === "unit" ? `unit ${id}` : `group ${placement.group}`;
}
