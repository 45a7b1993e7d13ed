/** Random platforms as data. */

import type { Filter } from "../../../src/unit/index.ts";
import type { GrantRef, LabelRef, ProgramSpec } from "./program-spec.ts";

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

export interface UnitSpec {
  readonly input: LabelRef;
  readonly output: LabelRef;
  readonly privileges: readonly GrantRef[];
  readonly program: number;
  readonly owner: number;
  readonly onFault: "restart" | "quarantine" | "continue";
  readonly eventsPerDelivery: number;
}

/** In which of the two runs something exists. */
export type Presence = "both" | "first" | "second";

export interface IngressPart {
  readonly name: string;
  readonly label: LabelRef;
  /** What it holds in each run; the same unless its label is secret. */
  readonly data: readonly [DataRef, DataRef];
  readonly presence: Presence;
  readonly privileges: readonly GrantRef[];
}

export type DataRef =
  | { readonly number: number }
  | { readonly tag: number }
  | { readonly open: number; readonly hidden: number };

export interface IngressEvent {
  readonly parts: readonly IngressPart[];
  /** Event time since the event before, in ms. */
  readonly after: number;
  readonly presence: Presence;
  /** Whether all that was published is run before the next. */
  readonly settle: boolean;
}

export interface EdgeSpec {
  readonly filter: Filter;
  readonly clearance: LabelRef;
}

export interface PlatformSpec {
  readonly placement: "shared" | "owner" | "unit";
  readonly programs: readonly ProgramSpec[];
  readonly units: readonly UnitSpec[];
  readonly edges: readonly EdgeSpec[];
  readonly ingress: readonly IngressEvent[];
  readonly declassifier: boolean;
}

export function isSecret({ secrecy }: LabelRef): boolean {
  return secrecy.some((tag) => tag < SECRET_TAGS);
}
