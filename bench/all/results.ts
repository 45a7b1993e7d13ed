/** What all benches together come to, as it is written to files. */

import type { CellsResult } from "../cells/measure.ts";
import type { CryptoResults as CryptoFigures } from "../crypto/measure.ts";
import type { Machine } from "../../src/cli/machine.ts";
import type { Measured, ModeResult, OfferedLoad, Plan, Ratio } from "../dark-pool/measure.ts";
import type { Mode } from "../dark-pool/modes.ts";

export const setNames = ["inProcess", "contenders", "owners", "crowded"] as const;

/** Plans of the dark pool that are measured one after the other. */
export type SetName = (typeof setNames)[number];

/** What can be measured anew by itself. */
export const partNames = [...setNames, "cells", "crypto"] as const;

export type PartName = (typeof partNames)[number];

export interface MeasuredSet extends Measured {
  readonly plan: Plan;
  /** Why nothing was measured, if so. */
  readonly note: string | null;
}

export interface Versions {
  readonly node: string;
  readonly v8: string;
  readonly isolatedVm: string;
}

export interface DarkPoolResults {
  /** When it was measured, as ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly versions: Versions;
  readonly seed: number;
  /** For how long each figure was measured. */
  readonly seconds: number;
  readonly sets: Readonly<Record<SetName, MeasuredSet>>;
  /** What parallel cells gain, by the cost of a handler. */
  readonly cells: readonly CellsResult[];
}

export interface DispatchResult {
  readonly name: string;
  readonly variant: string;
  readonly nsPerOperation: number;
  /** Of error, of the mean. */
  readonly marginPercent: number;
  readonly samples: number;
}

export interface DispatchResults {
  readonly machine: Machine;
  readonly results: readonly DispatchResult[];
  /** Why there are no results, if so. */
  readonly note: string | null;
}

/** Of encrypted streams, which can be measured by themselves. */
export interface CryptoResults extends CryptoFigures {
  /** When it was measured, as ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  /** For how long each figure was measured. */
  readonly seconds: number;
}

export interface Results {
  readonly darkPool: DarkPoolResults;
  readonly dispatch: DispatchResults;
  readonly crypto: CryptoResults;
}

export function resultOf(set: Measured, mode: Mode, traders: number): ModeResult | undefined {
  return set.results.find((it) => it.mode === mode && it.traders === traders);
}

/** How one mode compares with another. */
export function ratioOf(set: Measured, mode: Mode, over: Mode, traders: number): Ratio | undefined {
  return set.ratios.find((it) => it.mode === mode && it.over === over && it.traders === traders);
}

/** p70 of tick to order; null if the mode could not keep up or no order came. */
export function p70Ns(load: OfferedLoad | undefined): number | null {
  const latency = load?.latencyNs?.tickToOrder;
  return latency === undefined || latency.count === 0 ? null : latency.p70;
}

/** p70 of tick to order of a mode over that of another, both at the common rate. */
export function p70Ratio(set: Measured, mode: Mode, over: Mode, traders: number): number | null {
  const p70 = p70Ns(resultOf(set, mode, traders)?.atCommonRate);
  const otherP70 = p70Ns(resultOf(set, over, traders)?.atCommonRate);
  return p70 === null || otherP70 === null ? null : p70 / otherP70;
}

/** Sizes and markets in which not all modes led to the same orders and trades. */
export function differing({ sets }: DarkPoolResults): readonly string[] {
  const hashes = new Map<string, Set<string>>();
  for (const { plan, results } of Object.values(sets)) {
    for (const { traders, resultHash } of results) {
      const size = `${traders} traders in the ${plan.market} market`;
      hashes.set(size, (hashes.get(size) ?? new Set()).add(resultHash));
    }
  }
  return [...hashes].filter(([, found]) => found.size > 1).map(([size]) => size);
}
