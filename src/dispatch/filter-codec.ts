/**
 * Filters as JSON values, for crossings between cells. A filter has a form of its own there: written as
 * a program writes it, one that is just within the bounds can be longer than the bounds allow.
 *
 * | filter | wire |
 * |---|---|
 * | equals, in | `["=", part, …values]` |
 * | gt, gte, lt, lte | `["r", part, low, lowOpen, high, highOpen]`; null is no bound |
 * | present | `["?", part]` |
 * | all, any | `["&", …filters]`, `["\|", …filters]` |
 * | not | `["!", filter]` |
 */

import {
  decodeValue,
  encodeValue,
  isScalar,
  malformed,
  type Scalar,
  type TagNamer,
  type TagResolver,
  type WireValue,
} from "../event/index.ts";
import { limits } from "../limits.ts";
import type { CompiledFilter, FilterForm, FilterTable } from "./filter.ts";
import type { Bound } from "./range.ts";

export type WireFilter = readonly WireValue[];

export function encodeFilter({ form }: CompiledFilter, tags: TagNamer): WireFilter {
  switch (form.kind) {
    case "equals":
      return ["=", form.part, ...form.values.map((value) => encodeValue(value, tags))];
    case "range": {
      const { low, lowOpen, high, highOpen } = form.range;
      return ["r", form.part, encodeValue(low, tags), lowOpen, encodeValue(high, tags), highOpen];
    }
    case "present":
      return ["?", form.part];
    case "not":
      return ["!", encodeFilter(form.filter, tags)];
    case "all":
    case "any":
      return [
        form.kind === "all" ? "&" : "|",
        ...form.filters.map((filter) => encodeFilter(filter, tags)),
      ];
  }
}

/** Checks every bound again: the sender may be broken. @throws CordonError WIRE, VALUE_SIZE */
export function decodeFilter(wire: unknown, table: FilterTable, tags: TagResolver): CompiledFilter {
  return new Decoding(table, tags).filter(wire, 0);
}

class Decoding {
  readonly #table: FilterTable;
  readonly #tags: TagResolver;
  #nodes: number = limits.filterNodes;
  #values: number = limits.filterValues;

  constructor(table: FilterTable, tags: TagResolver) {
    this.#table = table;
    this.#tags = tags;
  }

  filter(wire: unknown, depth: number): CompiledFilter {
    if (--this.#nodes < 0 || depth > limits.filterDepth || !Array.isArray(wire)) {
      throw malformed("filter");
    }
    const [kind, ...rest] = wire as readonly unknown[];
    return this.#table.intern(this.#form(kind, rest, depth));
  }

  #form(kind: unknown, rest: readonly unknown[], depth: number): FilterForm {
    const [first, ...others] = rest;
    switch (kind) {
      case "=":
        if (others.length === 0) throw malformed("filter");
        return {
          kind: "equals",
          part: partOf(first),
          values: others.map((it) => this.#scalar(it)),
        };
      case "?":
        return { kind: "present", part: partOf(first) };
      case "r":
        return this.#range(first, others);
      case "!":
        return { kind: "not", filter: this.filter(first, depth + 1) };
      case "&":
      case "|":
        if (rest.length < 2) throw malformed("filter");
        return {
          kind: kind === "&" ? "all" : "any",
          filters: rest.map((child) => this.filter(child, depth + 1)),
        };
      default:
        throw malformed("filter");
    }
  }

  #range(part: unknown, [lowInput, lowOpen, highInput, highOpen]: readonly unknown[]): FilterForm {
    const [low, high] = [this.#bound(lowInput), this.#bound(highInput)];
    const isOfOneType = low === null || high === null || typeof low === typeof high;
    if (!isOfOneType || (low === null && high === null)) throw malformed("filter");
    if (typeof lowOpen !== "boolean" || typeof highOpen !== "boolean") throw malformed("filter");
    return { kind: "range", part: partOf(part), range: { low, lowOpen, high, highOpen } };
  }

  #bound(wire: unknown): Bound | null {
    const value = decodeValue(wire, this.#tags);
    if (value === null || typeof value === "bigint" || typeof value === "string") return value;
    if (typeof value === "number" && !Number.isNaN(value)) return value;
    throw malformed("filter");
  }

  #scalar(wire: unknown): Scalar {
    const value = decodeValue(wire, this.#tags);
    if (--this.#values < 0 || !isScalar(value)) throw malformed("filter");
    return value;
  }
}

function partOf(wire: unknown): string {
  if (typeof wire !== "string" || wire === "" || wire.length > limits.partName) {
    throw malformed("filter");
  }
  return wire;
}
