/** Programs on their way into a cell. */

import type { ProgramSource } from "./source.ts";

/** A program, checked and bundled: the body of a function that returns the program. */
export interface BundledProgram {
  readonly name: string;
  readonly body: string;
  /**
   * Whether nothing at the top of its modules can change: then the body is run once for all units and
   * returns a list, of the program and of all that is declared there, to be frozen.
   */
  readonly isShared: boolean;
  /** Programs that its units may instantiate. */
  readonly children: readonly string[];
  /** Where its text comes from, for what is said of its faults. */
  readonly source?: ProgramSource;
  /** What it uses and units do without, with places: it may never come to that. */
  readonly warnings?: readonly string[];
}

/** Whether units of two programs do the same. */
export function isSameProgram(a: BundledProgram, b: BundledProgram): boolean {
  return (
    a.body === b.body &&
    a.isShared === b.isShared &&
    a.children.length === b.children.length &&
    a.children.every((child, at) => child === b.children[at])
  );
}
