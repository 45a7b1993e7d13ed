/** Problems of input: text that is unclear, and how readers say where it stands. */

import { CordonError } from "../../errors.ts";

/** A piece of text that cannot be read, or that can be read in more than one way. */
export class Unclear extends Error {
  /** The advice that makes it clear; undefined if the general advice serves. */
  readonly right: string | undefined;

  constructor(problem: string, right?: string) {
    super(problem);
    this.right = right;
  }
}

/** How a reader says what is wrong with its input. */
export interface InputErrors {
  /** The input as a whole. */
  readonly unreadable: (problem: string) => Error;
  readonly malformed: (line: number, problem: string, right?: string) => Error;
}

export const standardInput = "-";

/** Names an input in a message. */
export function inputName(file: string): string {
  return file === standardInput ? "(standard input)" : file;
}

const feedForm = "write CSV with a header and the columns symbol, date (or time) and price";
const eventForm =
  'write one JSON object a line, such as {"type":"tick","price":1}; "time" is its event time';

export function feedErrors(input: string): InputErrors {
  const file = inputName(input);
  return {
    unreadable: (problem) => new CordonError("FEED_FILE", { file, problem }),
    malformed: (line, problem, right = feedForm) =>
      new CordonError("FEED_LINE", { file, line, problem, right }),
  };
}

export function eventErrors(input: string): InputErrors {
  const file = inputName(input);
  return {
    unreadable: (problem) => new CordonError("EVENTS_FILE", { file, problem }),
    malformed: (line, problem, right = eventForm) =>
      new CordonError("EVENTS_LINE", { file, line, problem, right }),
  };
}

/** Names the line of whatever `read` refuses. */
export function atLine<Result>(errors: InputErrors, line: number, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof Unclear ? errors.malformed(line, error.message, error.right) : error;
  }
}
