/** Lines of text, in batches as they arrive; they end with a line feed, a carriage return, or both. */

import { limits } from "../../limits.ts";
import type { InputErrors } from "./problem.ts";

export interface Line {
  readonly text: string;
  readonly line: number;
}

export async function* splitLines(
  chunks: AsyncIterable<string>,
  errors: InputErrors,
): AsyncGenerator<readonly Line[]> {
  let rest = "";
  let line = 1;
  for await (const chunk of chunks) {
    const text = rest + chunk;
    // A carriage return at the end may be half of a line's end.
    const isHalf = text.endsWith("\r");
    const pieces = (isHalf ? text.slice(0, -1) : text).split(/\r\n|\n|\r/);
    rest = (pieces.pop() ?? "") + (isHalf ? "\r" : "");
    if (pieces.length > 0) yield pieces.map((piece) => ({ text: piece, line: line++ }));
    if (rest.length > limits.inputLine) {
      throw errors.malformed(line, `it is longer than ${limits.inputLine} characters`);
    }
  }
  const last = rest.replace(/\r$/, "");
  if (last !== "") yield [{ text: last, line }];
}
