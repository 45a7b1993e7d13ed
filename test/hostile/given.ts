/** What the scenario passes to hostile programs in their configuration. */

import type { Tag, UnitApi, Value } from "../../src/unit/index.ts";

/** Tags by what the unit may do with them. */
export type GivenTag =
  /** Confidentiality of the secret: no privilege. */
  | "secret"
  /** Integrity of somebody else: no privilege. */
  | "vouched"
  /** `t+` and `t-`, but nothing to delegate. */
  | "mine"
  /** `t+auth` alone. */
  | "delegable"
  /** `t+` and `t-` until `leaseEnd`. */
  | "leased";

/** Event time in ms of the last event at which the lease holds. */
export const leaseEnd = 50;

function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function given(unit: UnitApi, name: string): Value | undefined {
  return isRecord(unit.config) ? unit.config[name] : undefined;
}

/** @throws TypeError if the scenario passed no such tag */
export function givenTag(unit: UnitApi, name: GivenTag): Tag {
  const tag = given(unit, name);
  if (!isRecord(tag) || Object.keys(tag).length > 0) throw new TypeError(`no tag ${name}`);
  return tag as unknown as Tag;
}

/** `low` for the attacker that the scenario starts, `high` for its twin that is cleared. */
export function role(unit: UnitApi): string {
  const value = given(unit, "role");
  return typeof value === "string" ? value : "";
}
