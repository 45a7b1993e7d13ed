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
  /** The beginning of a line whose end has not come, in pieces: to join them each time takes long. */
  let begun: string[] = [];
  let begunLength = 0;
  /** Half of a line's end, perhaps. */
  let held = "";
  let line = 1;
  for await (const chunk of chunks) {
    const text = held + chunk;
    held = text.endsWith("\r") ? "\r" : "";
    const pieces = (held === "" ? text : text.slice(0, -1)).split(/\r\n|\n|\r/);
    const last = pieces.pop() ?? "";
    if (pieces.length > 0) {
      pieces[0] = begun.join("") + (pieces[0] ?? "");
      begun = [];
      begunLength = 0;
      yield pieces.map((piece) => ({ text: piece, line: line++ }));
    }
    begun.push(last);
    begunLength += last.length;
    if (begunLength > limits.inputLine) {
      throw errors.malformed(line, `it is longer than ${limits.inputLine} characters`);
    }
  }
  const last = begun.join("");
  if (last !== "") yield [{ text: last, line }];
}
