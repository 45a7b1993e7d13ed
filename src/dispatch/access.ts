/**
 * Access plans: under which keys a filter is filed, so that an event finds it without looking at
 * filters that concern other values.
 */

import type { Scalar } from "../event/index.ts";
import type { CompiledFilter, FilterTable } from "./filter.ts";
import type { Range } from "./range.ts";
import { ScalarMap } from "./scalar-map.ts";

/** Every event that matches a filter hits one of its keys with a visible part. */
export type AccessKey =
  | { readonly kind: "equals"; readonly part: string; readonly value: Scalar }
  | { readonly kind: "range"; readonly part: string; readonly range: Range }
  | { readonly kind: "present"; readonly part: string };

export interface Access {
  readonly keys: readonly AccessKey[];
  /** What must hold besides the hit; null if nothing. */
  readonly residual: CompiledFilter | null;
}

/** How many distinct values subscriptions name for a part: the more, the better a key it is. */
export type Cardinality = (part: string) => number;

/** The plan for a filter; null if only looking at every event can tell (as for `not`). */
export function planAccess(
  filter: CompiledFilter,
  table: FilterTable,
  cardinality: Cardinality,
): Access | null {
  const { form } = filter;
  switch (form.kind) {
    case "equals":
      return {
        keys: form.values.map((value) => ({ kind: "equals", part: form.part, value })),
        residual: null,
      };
    case "range":
      return { keys: [{ kind: "range", part: form.part, range: form.range }], residual: null };
    case "present":
      return { keys: [{ kind: "present", part: form.part }], residual: null };
    case "not":
      return null;
    case "any":
      return planAny(filter, form.filters, table, cardinality);
    case "all":
      return planAll(form.filters, table, cardinality);
  }
}

function planAny(
  filter: CompiledFilter,
  branches: readonly CompiledFilter[],
  table: FilterTable,
  cardinality: Cardinality,
): Access | null {
  const keys: AccessKey[] = [];
  let exact = true;
  for (const branch of branches) {
    const access = planAccess(branch, table, cardinality);
    if (access === null) return null;
    keys.push(...access.keys);
    exact &&= access.residual === null;
  }
  return { keys: distinctKeys(keys), residual: exact ? null : filter };
}

/** Branches may share keys; a subscription is filed once under each. */
function distinctKeys(keys: readonly AccessKey[]): readonly AccessKey[] {
  const values = new Map<string, ScalarMap<true>>();
  const others = new Map<string, Set<Range | null>>();
  return keys.filter((key) => {
    const place = `${key.kind} ${key.part}`;
    if (key.kind === "equals") {
      const seen = values.get(place) ?? new ScalarMap<true>();
      values.set(place, seen);
      const { size } = seen;
      seen.set(key.value, true);
      return size < seen.size;
    }
    const seen = others.get(place) ?? new Set();
    others.set(place, seen);
    return seen.size < seen.add(key.kind === "range" ? key.range : null).size;
  });
}

function planAll(
  terms: readonly CompiledFilter[],
  table: FilterTable,
  cardinality: Cardinality,
): Access | null {
  let best: { access: Access; term: CompiledFilter; rank: number } | null = null;
  for (const term of terms) {
    const access = planAccess(term, table, cardinality);
    if (access === null) continue;
    const rank = selectivity(access, cardinality);
    // Of equals the later: people write the kind of event first and what is special about it last.
    if (best === null || rank >= best.rank) best = { access, term, rank };
  }
  if (best === null) return null;
  const { access, term } = best;
  const rest = terms.filter((other) => other !== term);
  if (access.residual !== null) rest.push(access.residual);
  const [only] = rest;
  if (only === undefined) return access;
  return {
    keys: access.keys,
    residual: rest.length === 1 ? only : table.intern({ kind: "all", filters: rest }),
  };
}

function selectivity(access: Access, cardinality: Cardinality): number {
  let worst = Infinity;
  for (const key of access.keys) {
    const rank = key.kind === "equals" ? 2 + cardinality(key.part) : key.kind === "range" ? 1 : 0;
    worst = Math.min(worst, rank);
  }
  return worst;
}
