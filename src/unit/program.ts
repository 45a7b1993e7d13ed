/** Programs on their way into a cell. */

/** A program, checked and bundled: the body of a function that returns the program. */
export interface BundledProgram {
  readonly name: string;
  readonly body: string;
  /** Programs that its units may instantiate. */
  readonly children: readonly string[];
}
