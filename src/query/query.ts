/**
 * Continuous queries: what an owner grants a user of a stream (Streamforce, section 4). A query is data; it
 * can be written by a {@link QueryBuilder}, and be printed as a sentence.
 *
 * | operators | query has |
 * |---|---|
 * | Map | `map` |
 * | Filter | `where` |
 * | Map + Filter | `map`, `where` |
 * | Join | `join` |
 * | Filter + Join | `join`, `where` |
 * | Aggregate | `aggregate` |
 * | Filter + Aggregate | `aggregate` by `agg2`, `where` |
 */

import {
  compilePolicy,
  type Field,
  formatPolicy,
  parsePolicy,
  type Policy,
  readPolicy,
  type Schema,
} from "../crypto/index.ts";
import { composedRule, isComposed } from "../crypto/schema.ts";
import { z } from "zod";
import { checkWindow, longestWindow } from "../crypto/sliding-window.ts";
import { QueryError } from "./errors.ts";

/** Which stream: owners name theirs as they like. */
export interface StreamName {
  readonly owner: string;
  readonly stream: string;
}

export const aggregateFunctions = ["sum", "average"] as const;

export type AggregateFunction = (typeof aggregateFunctions)[number];

/**
 * Who does what for the sum of a window:
 *
 * | | owner sends | cloud | user |
 * |---|---|---|---|
 * | `agg1` | for each tuple and window size a masked value, encrypted | transforms each, multiplies | opens once a window, finds a discrete logarithm |
 * | `agg2` | the sum, encrypted, once a window | transforms once a window | opens once a window |
 * | `agg3` | for each tuple one masked value for all window sizes; once a window the masks, encrypted | multiplies, transforms once a window | as with `agg1` |
 *
 * `agg2` costs least, but the owner has to remember windows, of each size; `agg3` leaves adding to the
 * cloud and sends each value once; with `agg1` the owner remembers nothing but a sum of masks.
 */
export const aggregateMethods = ["agg1", "agg2", "agg3"] as const;

export type AggregateMethod = (typeof aggregateMethods)[number];

export interface Aggregate {
  readonly function: AggregateFunction;
  readonly field: string;
  /** Tuples of a window, which advances by its size. */
  readonly over: number;
  readonly method: AggregateMethod;
}

export interface Join {
  readonly with: StreamName;
  /** A field of both streams; tuples with equal values are joined. */
  readonly on: string;
  /** With as many of the other stream's latest tuples. */
  readonly within: number;
}

/** Tuples of a stream that are kept to be joined, unless a query says otherwise; and at most. */
export const usualWithin = 1_000;
export const mostWithin = 4_000;
/** Sums that a user looks for with `agg1` and `agg3`: more take seconds. */
const mostSums = 2 ** 32;

export interface Query extends StreamName {
  readonly user: string;
  readonly map?: readonly string[];
  readonly where?: Policy;
  readonly join?: Join;
  readonly aggregate?: Aggregate;
}

// Checks

function fieldOf(schema: Schema, name: string): Field {
  const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
  if (field !== undefined) return field;
  const known = Object.keys(schema.fields).join(", ");
  throw new QueryError(
    "QUERY_FIELD",
    `the stream ${schema.stream} has no field ${name}; it has ${known}`,
  );
}

function checkCombination({ map, where, join, aggregate }: Query): void {
  if (map === undefined && where === undefined && join === undefined && aggregate === undefined) {
    throw new QueryError("QUERY", "it asks for nothing: map, where, join or aggregate");
  }
  if (aggregate !== undefined && (map !== undefined || join !== undefined)) {
    throw new QueryError("QUERY", "an aggregate goes with where alone: it names its own field");
  }
  if (join !== undefined && map !== undefined) {
    throw new QueryError("QUERY", "a join gives all fields of both streams: leave map out");
  }
  if (aggregate !== undefined && where !== undefined && aggregate.method !== "agg2") {
    const rule = "a tuple that is left out would break the masks of its window";
    throw new QueryError("QUERY", `where goes with agg2 only: ${rule}`);
  }
}

/** @throws QueryError QUERY_FIELD; CryptoError WINDOW */
export function checkAggregate({ field: name, over, method }: Aggregate, field: Field): void {
  if (field.kind !== "integer") {
    throw new QueryError("QUERY_FIELD", `${name} is a text: only integers are summed up`);
  }
  checkWindow(over);
  const { min, max } = field;
  if (min >= max) throw new QueryError("QUERY_FIELD", `${name} goes from ${min} to ${max}`);
  if (method === "agg2") {
    if (Number.isSafeInteger(over * Math.max(Math.abs(min), Math.abs(max)))) return;
    throw new QueryError("QUERY_FIELD", `sums of ${over} values of ${name} may be above 2^53`);
  }
  const sums = over * (max - min) + 1;
  if (sums <= mostSums) return;
  const problem = `a user would look for one of ${sums} sums of ${name}, more than 2^32`;
  throw new QueryError("QUERY_FIELD", `${problem}: choose agg2, or a field with fewer values`);
}

/**
 * Checks a query against the schemas of its streams.
 *
 * @param other of the stream that is joined with
 * @throws QueryError QUERY, QUERY_FIELD
 * @throws CryptoError POLICY_FIELD if `where` asks for what the stream does not have
 */
export function checkQuery(query: Query, schema: Schema, other?: Schema): void {
  checkCombination(query);
  const { owner, stream, map, where, join, aggregate } = query;
  if (owner !== schema.owner || stream !== schema.stream) {
    const of = `${schema.owner}'s ${schema.stream}`;
    throw new QueryError("QUERY", `it is of ${owner}'s ${stream}, and the schema of ${of}`);
  }
  if (map?.length === 0) throw new QueryError("QUERY", "map names one field at least");
  for (const name of map ?? []) fieldOf(schema, name);
  if (new Set(map).size < (map?.length ?? 0)) {
    throw new QueryError("QUERY", "map names each field once");
  }
  if (where !== undefined) compilePolicy(where, schema);
  if (aggregate !== undefined) checkAggregate(aggregate, fieldOf(schema, aggregate.field));
  if (join === undefined) return;
  if (join.with.owner === owner && join.with.stream === stream) {
    throw new QueryError("QUERY", "a stream is joined with another one");
  }
  if (other === undefined || other.owner !== join.with.owner || other.stream !== join.with.stream) {
    const needed = `${join.with.owner}'s ${join.with.stream}`;
    throw new QueryError("QUERY", `to join takes the schema of ${needed}, too`);
  }
  const kinds = [fieldOf(schema, join.on).kind, fieldOf(other, join.on).kind];
  if (kinds[0] !== kinds[1]) {
    const rule = `${join.on} is of kind ${kinds.join(" here and of kind ")} there`;
    throw new QueryError("QUERY_FIELD", `${rule}: nothing would be equal`);
  }
}

// Data

/** Names that look alike would be two: somebody who was revoked would read on under the other. */
const text = z.string().refine((it) => isComposed(it), `a text ${composedRule}`);
const streamName = { owner: text, stream: text };

const form = z.strictObject({
  ...streamName,
  user: text.min(1).max(256),
  map: z.array(z.string()).max(4_096).exactOptional(),
  where: z.unknown().exactOptional(),
  join: z
    .strictObject({
      with: z.strictObject(streamName),
      on: z.string(),
      within: z.int().min(1).max(mostWithin).default(usualWithin),
    })
    .exactOptional(),
  aggregate: z
    .strictObject({
      function: z.enum(aggregateFunctions),
      field: z.string(),
      over: z.int().min(2).max(longestWindow),
      method: z.enum(aggregateMethods),
    })
    .exactOptional(),
});

/**
 * A query from JSON. Where `where` is a text it is read as a policy's.
 *
 * @throws QueryError QUERY with the way to what is wrong
 * @throws CryptoError POLICY_DATA, POLICY_SYNTAX
 */
export function readQuery(input: unknown): Query {
  const { success, data, error } = form.safeParse(input);
  if (!success) {
    const [issue] = error.issues;
    const path = issue?.path.map(String).join(".") ?? "";
    throw new QueryError("QUERY", `${path === "" ? "" : `${path}: `}${issue?.message ?? ""}`);
  }
  const { where, ...rest } = data;
  const query: Query =
    where === undefined
      ? rest
      : { ...rest, where: typeof where === "string" ? parsePolicy(where) : readPolicy(where) };
  checkCombination(query);
  return query;
}

// Words

function list(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

function subjectOf({ stream, map, join, aggregate }: Query): string {
  if (aggregate !== undefined) {
    const { function: what, field, over } = aggregate;
    return `${what} of ${field} over ${over} tuples`;
  }
  if (join !== undefined) return `${stream} joined with ${join.with.stream} on ${join.on}`;
  return map === undefined ? `all of ${stream}` : list(map);
}

/** @example "average of hr over 60 tuples, for friend" */
export function describeQuery(query: Query): string {
  const condition = query.where === undefined ? "" : ` where ${formatPolicy(query.where)}`;
  return `${subjectOf(query)}${condition}, for ${query.user}`;
}
