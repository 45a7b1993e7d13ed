/**
 * What a role takes, against the primitives that it cannot do without: both measured in turns, so that a
 * machine that slows down slows down both.
 */

import { median } from "../statistics.ts";
import { type Count, type PrimitiveName, primitiveNames, type Primitives } from "./primitives.ts";

export type Role = "owner" | "cloud" | "user";

export type PrimitivesMs = Readonly<Record<PrimitiveName, number>>;

/** What primitives a role's part takes. */
export interface Counts {
  /** At the least. */
  readonly least: Readonly<Record<Role, Count>>;
  /** Besides, which the bounds leave out. */
  readonly apart: Readonly<Partial<Record<Role, Count>>>;
}

/** Of what the owner sends, and of what the user is sent. */
export interface Bytes {
  readonly sealed: number;
  readonly transformed: number;
}

/** What a role took, and each primitive at that time. */
interface Cost {
  readonly ms: number;
  readonly primitives: PrimitivesMs;
}

export type Round = Readonly<Record<Role, Cost>>;

/** Medians of rounds. */
export interface RolesMs {
  readonly ownerMs: number;
  readonly cloudMs: number;
  readonly userMs: number;
  /** Over the sum of the primitives that the role cannot do without; checks of elements of GT apart. */
  readonly ratioToPrimitives: Readonly<Record<Role, number>>;
}

export function timed<Value>(work: () => Value): { readonly value: Value; readonly ms: number } {
  const beganAt = performance.now();
  const value = work();
  return { value, ms: performance.now() - beganAt };
}

/** @param repetitions of each primitive: one takes little */
export function measurePrimitives(works: Primitives, repetitions: number): PrimitivesMs {
  const entries = primitiveNames.map((name) => {
    const { ms } = timed(() => {
      for (let i = 0; i < repetitions; i++) works[name]();
    });
    return [name, ms / repetitions];
  });
  return Object.fromEntries(entries) as PrimitivesMs;
}

/** One for several measurements. */
export function summarise(
  all: readonly PrimitivesMs[],
  by: (values: readonly number[]) => number,
): PrimitivesMs {
  const entries = primitiveNames.map((name) => [name, by(all.map((it) => it[name]))]);
  return Object.fromEntries(entries) as PrimitivesMs;
}

function sum(count: Count, ms: PrimitivesMs): number {
  return primitiveNames.reduce((total, name) => total + (count[name] ?? 0) * ms[name], 0);
}

export function rolesMs({ least, apart }: Counts, rounds: readonly Round[]): RolesMs {
  const ms = (role: Role): number => median(rounds.map((it) => it[role].ms));
  const ratio = (role: Role): number =>
    median(
      rounds.map(({ [role]: { ms: took, primitives } }) => {
        const besides = sum(apart[role] ?? {}, primitives);
        return (took - besides) / sum(least[role], primitives);
      }),
    );
  return {
    ownerMs: ms("owner"),
    cloudMs: ms("cloud"),
    userMs: ms("user"),
    ratioToPrimitives: { owner: ratio("owner"), cloud: ratio("cloud"), user: ratio("user") },
  };
}
