/** Random platforms as data. */

import type { FilterRef, GrantRef, LabelRef, Literal, ProgramSpec } from "./program-spec.ts";

/**
 * The operator's tags. Over the first nobody holds `t-`; over the second only the declassifier does,
 * which believes only what carries the third, which only the edge may give.
 */
export const SECRET = 0;
export const SEALED = 1;
export const GATE = 2;
/** Others, of which anybody may hold anything. */
export const FREE: readonly number[] = [3, 4, 5];

/** Who has one of these in its input label is no observer. */
export const SECRET_TAGS = 2;

export type PlacementRef = "shared" | "owner" | "unit" | { readonly group: string };

export interface UnitSpec {
  readonly input: LabelRef;
  readonly output: LabelRef;
  readonly privileges: readonly GrantRef[];
  readonly program: number;
  readonly owner: number;
  readonly onFault: "restart" | "quarantine" | "continue";
  readonly eventsPerDelivery: number;
  /** Where it runs; as the platform says if null. */
  readonly placement: PlacementRef | null;
}

/** In which of the two runs something exists. */
export type Presence = "both" | "first" | "second";

export interface IngressPart {
  readonly name: string;
  readonly label: LabelRef;
  /** What it holds in each run; the same unless its label is secret. */
  readonly data: readonly [Literal, Literal];
  readonly presence: Presence;
  readonly privileges: readonly GrantRef[];
}

export interface IngressEvent {
  readonly kind: "event";
  readonly parts: readonly IngressPart[];
  /** Event time since the event before, in ms. */
  readonly after: number;
  readonly presence: Presence;
  /** Whether all that was published is run before the next. */
  readonly settle: boolean;
}

/** What the operator does, one after the other; the same in both runs, but for secret parts. */
export type Action =
  | IngressEvent
  /** Stops a unit, by its position among those deployed. */
  | { readonly kind: "stop"; readonly unit: number }
  | { readonly kind: "deploy"; readonly unit: UnitSpec };

export interface EdgeSpec {
  readonly filter: FilterRef;
  readonly clearance: LabelRef;
}

export interface PlatformSpec {
  readonly placement: PlacementRef;
  readonly programs: readonly ProgramSpec[];
  readonly units: readonly UnitSpec[];
  readonly edges: readonly EdgeSpec[];
  readonly actions: readonly Action[];
  readonly declassifier: boolean;
  /** Time limit of a crossing, by the clock of the test's cells. */
  readonly crossingMs: number;
  /** Whether events are run by `settleAsync`. */
  readonly isAsync: boolean;
}

export function isSecret({ secrecy }: LabelRef): boolean {
  return secrecy.some((tag) => tag < SECRET_TAGS);
}

/** Whether only the edge can have said it, or who reads it believes nobody else. */
export function isVouched({ integrity }: LabelRef): boolean {
  return integrity.includes(GATE);
}
