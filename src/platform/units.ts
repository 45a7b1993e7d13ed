/** Units as the host knows them: what they were deployed as, and what became of them. */

import type { CarriedPrivilege, Value } from "../event/index.ts";
import type { Label } from "../label/index.ts";
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
  /** From which the secrets of its lives and of its children are derived. */
  readonly secret: Secret;
  /** The unit that instantiated it; null if the operator deployed it. */
  readonly parent: UnitRecord | null;
  /** Key of the cell it runs in. */
  readonly cell: string;
  /** Units that descend from it, if it was deployed. */
  family = 0;
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
    this.grants = plan.grants;
    this.config = plan.config;
    this.eventsPerDelivery = plan.eventsPerDelivery;
    this.onFault = plan.onFault;
    this.secret = plan.secret;
    this.parent = plan.parent;
    this.cell = cell;
  }

  get rank(): number {
    return this.id * RANKS_PER_UNIT;
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
