/** Delimiters: what stands between the fields of a file. */

import { CordonError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import { type InputErrors, inputName } from "./problem.ts";
import { startingWith } from "./starting-with.ts";

const delimiters = [",", ";", "\t", "|"] as const;

/** The text of the header, and all text with the header in front. */
export interface Headed {
  readonly header: string;
  readonly text: AsyncGenerator<string>;
}

/** Looks at the first line that is not blank. */
export async function peekHeader(
  chunks: AsyncGenerator<string>,
  errors: InputErrors,
): Promise<Headed> {
  let seen = "";
  for (;;) {
    const header = firstLine(seen);
    if (header !== undefined) return { header, text: startingWith(seen, chunks) };
    if (seen.length > limits.inputLine) {
      throw errors.malformed(1, `it is longer than ${limits.inputLine} characters`);
    }
    // oxlint-disable-next-line no-await-in-loop -- chunks come one after the other
    const next = await chunks.next();
    if (next.done === true) return { header: seen.trim(), text: startingWith(seen, chunks) };
    seen += next.value;
  }
}

/** Undefined if it is not whole yet: a name in quotes may hold the end of a line. */
function firstLine(text: string): string | undefined {
  let isQuoted = false;
  const start = /^(?:[^\S\r\n]*[\r\n])*/.exec(text)?.[0].length ?? 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === "\n" || character === "\r")) return text.slice(start, at);
  }
  return undefined;
}

/**
 * The delimiter of a header: the only one of the usual ones that is in it, or the only one that splits it
 * into names that tell what they are.
 *
 * @throws CordonError FEED_COLUMNS
 */
export function findDelimiter(
  file: string,
  header: string,
  isTelling: (fields: readonly string[]) => boolean,
): string {
  const bare = header.replace(/"([^"]*)"/g, (_, name: string) => name.replace(/[,;\t|]/g, " "));
  const present = delimiters.filter((delimiter) => bare.includes(delimiter));
  const [only, another] = present;
  if (only === undefined) return ",";
  if (another === undefined) return only;
  const telling = present.filter((it) => isTelling(bare.split(it).map((name) => name.trim())));
  if (telling.length === 1 && telling[0] !== undefined) return telling[0];
  throw new CordonError("FEED_COLUMNS", {
    file: inputName(file),
    problem: "more than one delimiter is in it",
    right: "give --delimiter comma, semicolon, tab or pipe",
  });
}
