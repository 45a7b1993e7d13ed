/** Cells, as the host sees them: something that holds programs and is crossed with text. */

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
  /** Time that one crossing may take. */
  readonly crossingMs: number;
}

export interface Cell {
  /** @throws CordonError PROGRAM_SOURCE, CELL_LOST */
  addProgram(program: CellProgram): void;
  /** One crossing: the JSON of a `CellInput` for that of a `CellOutput`. @throws CordonError CELL_LOST */
  run(message: string): string;
  /**
   * The same on another thread, while this one goes on with something else. Not to be called again
   * before it is done. Rejects as `run` throws.
   */
  runAsync(message: string): Promise<string>;
  /** Processor time that crossings have taken, in ms; 0 if the cell shares the host's thread. */
  cpuMs(): number;
  /** The id of the unit that ran last, also after the cell was lost; 0 if none did. */
  readonly culprit: number;
  /** Counts as JSON. */
  statistics(): string;
  /** Bytes in use; 0 if the cell shares the host's heap. */
  heapBytes(): number;
  dispose(): void;
}
