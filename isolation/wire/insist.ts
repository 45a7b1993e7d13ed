/** Validators for what crosses an isolate. Both sides use them: neither believes the other's shapes. */

import { malformed } from "../../src/event/index.ts";

export type Tuple = readonly unknown[];

export function insistTuple(value: unknown, length: number, what: string): Tuple {
  if (!Array.isArray(value) || value.length !== length) throw malformed(what);
  return value as Tuple;
}

export function insistList(value: unknown, limit: number, what: string): Tuple {
  if (!Array.isArray(value) || value.length > limit) throw malformed(what);
  return value as Tuple;
}

export function insistString(value: unknown, limit: number, what: string): string {
  if (typeof value !== "string" || value.length > limit) throw malformed(what);
  return value;
}

export function insistNumber(value: unknown, what: string): number {
  if (typeof value !== "number") throw malformed(what);
  return value;
}

/** A whole number from 0 up to a bound. */
export function insistCount(
  value: unknown,
  what: string,
  bound: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0 || value > bound) {
    throw malformed(what);
  }
  return value;
}

export function insistBoolean(value: unknown, what: string): boolean {
  if (typeof value !== "boolean") throw malformed(what);
  return value;
}
