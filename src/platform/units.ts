/** Units as the host knows them: what they were deployed as, and what became of them. */

import type { CarriedPrivilege, Value } from "../event/index.ts";
import type { Label } from "../label/index.ts";
import type { Secret, UnitId } from "../dispatch/index.ts";
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

export interface UnitRecord {
  readonly id: UnitId;
  readonly rank: number;
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
  /** Key of the cell it runs in. */
  readonly cell: string;
  /** From which the secrets of its lives and of its children are derived. */
  readonly secret: Secret;
  /** The unit that instantiated it; null if the operator deployed it. */
  readonly parent: UnitRecord | null;
  /** The deployed unit that it descends from; itself if it was deployed. */
  readonly ancestor: UnitRecord;
  /** Units that descend from it, if it was deployed. */
  family: number;
  status: UnitStatus;
  /** How often it has been started. */
  lives: number;
  /** How often it was started again after a fault of its own. */
  restarts: number;
  faults: number;
  refusals: number;
  children: number;
}

export function unitName({ id, name, owner }: UnitRecord): UnitName {
  return { id, name, owner };
}

/** The key of the cell that a unit belongs in. */
export function cellKey(placement: Placement, owner: string, id: UnitId): string {
  if (placement === "shared") return "shared";
  if (placement === "owner") return `owner ${owner}`;
  return placement === "unit" ? `unit ${id}` : `group ${placement.group}`;
}
