/** Cells, as the host sees them: something that holds programs and is crossed with text. */

import { CordonError } from "../../src/errors.ts";
import type { Blame } from "./blame.ts";

/** Time (ms) on the wall's clock in which our own scripts must have set a realm up. */
export const SETUP_MS = 10_000;

/** A program, checked and bundled: the body of a function that returns the program. */
export interface CellProgram {
  readonly name: string;
  readonly body: string;
  /** Whether the body is run once for all units, not once for each: then it returns a list to freeze. */
  readonly isShared: boolean;
  /** Programs that its units may instantiate. */
  readonly children: readonly string[];
}

export interface CellOptions {
  readonly memoryMiB: number;
  /** Processor time that one crossing may take. */
  readonly crossingMs: number;
}

/** A call into a cell did not return in the time that it was given on the wall's clock. */
export class CellTimedOut extends CordonError {
  constructor(problem: string) {
    super("CELL_LOST", { cell: "isolate", problem });
  }
}

export interface Cell {
  /**
   * @param wallMs time that the program's own code may take on the wall's clock
   * @throws CordonError PROGRAM_SOURCE, CELL_LOST; CellTimedOut
   */
  addProgram(program: CellProgram, wallMs: number): void;
  /**
   * One crossing: the JSON of a `CellInput` for that of a `CellOutput`.
   *
   * @param wallMs time that it may take on the wall's clock
   * @throws CordonError CELL_LOST; CellTimedOut
   */
  run(message: string, wallMs: number): string;
  /**
   * The same on another thread, while this one goes on with something else. Not to be called again
   * before it is done. Rejects as `run` throws.
   */
  runAsync(message: string, wallMs: number): Promise<string>;
  /** Time that crossings have taken on the wall's clock, in ms; 0 if the cell shares the host's heap. */
  takenMs(): number;
  /** Whether V8 has ended it, so that nothing in it can run any more. */
  readonly isLost: boolean;
  /** Which unit ran last, also after the cell was lost; null if the cell shares the host's heap. */
  readonly blame: Blame | null;
  /** Counts as JSON. */
  statistics(): string;
  /** Bytes in use; 0 if the cell shares the host's heap. */
  heapBytes(): number;
  dispose(): void;
}
