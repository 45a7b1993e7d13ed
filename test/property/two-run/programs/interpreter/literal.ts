/** Literals and filters of random programs, made into what calls take. */

import type { Filter, Tag, ValueInput } from "../../../../../src/unit/index.ts";
import type { FilterRef, Literal, TagRef } from "../../program-spec.ts";

type TagAt = (at: TagRef) => Tag;

export function valueOf(literal: Literal, tagAt: TagAt): ValueInput {
  if (typeof literal !== "object" || literal === null) return literal;
  if ("special" in literal) return literal.special === "-0" ? -0 : Number(literal.special);
  if ("bigint" in literal) return BigInt(literal.bigint);
  if ("bytes" in literal) return Uint8Array.from(literal.bytes);
  if ("tag" in literal) return tagAt(literal.tag);
  if ("list" in literal) return literal.list.map((item) => valueOf(item, tagAt));
  return Object.fromEntries(
    Object.entries(literal.record).map(([name, item]) => [name, valueOf(item, tagAt)]),
  );
}

export function filterOf(filter: FilterRef, tagAt: TagAt): Filter {
  // Whatever a literal is made into: calls refuse what no filter may hold.
  const scalar = (literal: Literal): never => valueOf(literal, tagAt) as never;
  if ("not" in filter) return { not: filterOf(filter.not, tagAt) };
  if ("all" in filter) return { all: filter.all.map((it) => filterOf(it, tagAt)) };
  if ("any" in filter) return { any: filter.any.map((it) => filterOf(it, tagAt)) };
  const { part } = filter;
  if ("equals" in filter) return { part, equals: scalar(filter.equals) };
  if ("in" in filter) return { part, in: filter.in.map((item) => scalar(item)) };
  if ("present" in filter) return { part, present: true };
  const { low, high } = filter;
  return { part, gte: scalar(low), ...(high !== undefined && { lt: scalar(high) }) };
}
