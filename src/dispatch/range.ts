/** Ranges over ordered scalars. A range has one type: what is of another type is never within it. */

export type Bound = number | bigint | string;

export interface Range {
  readonly low: Bound | null;
  readonly lowOpen: boolean;
  readonly high: Bound | null;
  readonly highOpen: boolean;
}

/** The type that a range compares with; it has at least one bound. */
export function typeOfRange(range: Range): string {
  return typeof (range.low ?? range.high);
}

export function inRange(range: Range, value: unknown): boolean {
  if (typeof value !== typeOfRange(range)) return false;
  const { low, lowOpen, high, highOpen } = range;
  const at = value as Bound;
  if (low !== null && !(lowOpen ? at > low : at >= low)) return false;
  return high === null || (highOpen ? at < high : at <= high);
}
