/** Scenes: programs, units and events that only together come to something. */

import { FIRST_OWN } from "../arbitrary-data.ts";
import type { Action, EdgeSpec, IngressPart, PlacementRef, UnitSpec } from "../platform-spec.ts";
import { FREE, SEALED, SECRET } from "../platform-spec.ts";
import type {
  FilterRef,
  GrantRef,
  LabelRef,
  Literal,
  ProgramSpec,
  Step,
  SubscriptionRef,
} from "../program-spec.ts";

export interface Scene {
  /** These come first on the platform: steps and units name them by their position here. */
  readonly programs: readonly ProgramSpec[];
  readonly units: readonly UnitSpec[];
  /** In this order; others may come between. */
  readonly actions: readonly Action[];
  readonly edges?: readonly EdgeSpec[];
  readonly placement?: PlacementRef;
  readonly crossingMs?: number;
}

export const anywhere: LabelRef = { secrecy: [], integrity: [] };
export const above: LabelRef = { secrecy: [SECRET], integrity: [] };

/** May raise itself, or instances, to what is secret; comes back from there never. */
export const cleared: readonly GrantRef[] = [{ tag: SECRET, privilege: "t+", until: -1 }];

/** May raise instances to whatever there is. */
export const wideOpen: readonly GrantRef[] = [SECRET, SEALED, ...FREE].map((tag) => ({
  tag,
  privilege: "t+",
  until: -1,
}));

export function unitOf(
  program: number,
  { label = anywhere, ...rest }: Partial<UnitSpec> & { readonly label?: LabelRef } = {},
): UnitSpec {
  return {
    input: label,
    output: label,
    privileges: cleared,
    program,
    owner: 0,
    onFault: "restart",
    eventsPerDelivery: 8,
    placement: null,
    ...rest,
  };
}

export function has(part: string): FilterRef {
  return { part, present: true };
}

export function on(part: string, ...steps: readonly Step[]): SubscriptionRef {
  return { filter: has(part), steps };
}

/** An event of its own: everything before it has been run. */
export function event(...parts: readonly IngressPart[]): Action {
  return { kind: "event", parts, after: 1, presence: "both", settle: true };
}

/** Together with what follows. */
export function eventWith(...parts: readonly IngressPart[]): Action {
  return { kind: "event", parts, after: 1, presence: "both", settle: false };
}

export function publicPart(name: string, data: Literal = 1): IngressPart {
  return { name, label: anywhere, data: [data, data], presence: "both", privileges: [] };
}

/** Odd in one run, even in the other. */
export function secretPart(name: string, secrecy: readonly number[] = [SECRET]): IngressPart {
  const label = { secrecy, integrity: [] };
  return { name, label, data: [1, 2], presence: "both", privileges: [] };
}

/** Hands on the unit's first own tag with a privilege over it. */
export function give(name: string, privilege: GrantRef["privilege"]): Step {
  const part = {
    name,
    label: anywhere,
    data: { kind: "tag", tag: FIRST_OWN },
    carries: [{ tag: FIRST_OWN, privilege, until: -1 }],
  } as const;
  return { kind: "publish", parts: [part], times: 1 };
}

export function ifSecret(...then: readonly Step[]): Step {
  return { kind: "if", is: { kind: "last" }, then, otherwise: [] };
}
