/**
 * Filters: which events a subscription wants, as data. A predicate holds if any visible part of its
 * name satisfies it.
 */

import type { Scalar } from "../event/index.ts";

/** The part has this value. Numbers compare as `Object.is` does, but −0 equals 0. */
export interface EqualsFilter {
  readonly part: string;
  readonly equals: Scalar;
}

/** The part has one of these values. */
export interface InFilter {
  readonly part: string;
  readonly in: readonly Scalar[];
}

/** The part is a number, bigint or string within these bounds (all of the bound's own type). */
export interface RangeFilter {
  readonly part: string;
  readonly gt?: number | bigint | string;
  readonly gte?: number | bigint | string;
  readonly lt?: number | bigint | string;
  readonly lte?: number | bigint | string;
}

/** There is a part of this name. */
export interface PresentFilter {
  readonly part: string;
  readonly present: true;
}

export interface AllFilter {
  readonly all: readonly Filter[];
}

export interface AnyFilter {
  readonly any: readonly Filter[];
}

export interface NotFilter {
  readonly not: Filter;
}

export type Filter =
  | EqualsFilter
  | InFilter
  | RangeFilter
  | PresentFilter
  | AllFilter
  | AnyFilter
  | NotFilter;
