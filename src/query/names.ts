/**
 * Names of what blocks consist of. A field goes by its own; what queries add has names that no field can
 * have. With the stream they make the attributes that keys are sealed under.
 */

import { hash } from "node:crypto";
import type { Aggregate, Query, StreamName } from "./query.ts";

/** Tuples of one of the two streams of a join: both sides have the same name. */
export function joinName({ owner, stream, join }: Query): string {
  return JSON.stringify(["join", owner, stream, join?.with.owner, join?.with.stream, join?.on]);
}

/** Tells conditions apart; empty without one. */
export function conditionKey({ where }: Query): string {
  return where === undefined ? "" : hash("sha256", JSON.stringify(where), "base64url");
}

/** What is sealed for, or once in, each window. */
export function windowsName(query: Query): string {
  const { method, field, over } = query.aggregate as Aggregate;
  const condition = conditionKey(query);
  return JSON.stringify([method, field, over, ...(condition === "" ? [] : [condition])]);
}

/** The masked values of a field, for windows of all sizes. */
export function sharedValuesName(field: string): string {
  return JSON.stringify(["agg3", field]);
}

/** What a query needs of a stream's blocks, in the order of blocks. @param fields of the stream */
export function itemsOf(query: Query, fields: readonly string[]): readonly string[] {
  const { map, join, aggregate } = query;
  if (join !== undefined) return [joinName(query)];
  if (aggregate === undefined) return (map ?? fields).toSorted();
  const windows = windowsName(query);
  return aggregate.method === "agg3" ? [sharedValuesName(aggregate.field), windows] : [windows];
}

export function isSameStream(a: StreamName, b: StreamName): boolean {
  return a.owner === b.owner && a.stream === b.stream;
}
