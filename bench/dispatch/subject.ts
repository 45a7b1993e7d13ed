/** What can be measured: a subject has settings, and in each setting there is something to measure. */

/** How large a bench is to be. */
export interface Plan {
  /** Small sizes, which show only that everything works. */
  readonly smoke: boolean;
  readonly seed: number;
}

/** Says what of the set-up begins now, and about how long (s) it will take. */
export type Tell = (what: string, seconds: number) => void;

export interface Measurement {
  readonly variant: string;
  /** How many operations one run makes: so many that calling it takes no time beside them. */
  readonly operations: number;
  /** Makes them. @throws if they did not come to what they should have */
  run(): void;
  /** Looks at what all runs have come to. @throws as `run` does */
  verify?(runs: number): void | Promise<void>;
}

export interface SetUp {
  readonly measurements: readonly Measurement[];
  close?(): void;
}

export interface Setting {
  readonly variants: number;
  /** About what setting it up takes; nothing to speak of if left out. */
  readonly setUpSeconds?: number;
  setUp(tell: Tell): SetUp;
}

export interface Subject {
  readonly name: string;
  settings(plan: Plan): readonly Setting[];
}

/** @throws if what was measured did not come to what it should have */
export function demand(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`${what}: ${actual}, but there should be ${expected}`);
}
