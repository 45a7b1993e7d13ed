/** Text of bytes: UTF-8, or UTF-16 with a byte order mark. What is neither is refused, with its line. */

import { isUtf8 } from "node:buffer";
import type { InputErrors } from "./problem.ts";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const longestMark = 3;

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return "utf-8";
}

/**
 * Decodes text without its byte order mark.
 *
 * @throws what `errors` make, after all that stands before the line at fault was yielded
 */
export async function* decodeText(
  chunks: AsyncIterable<Buffer>,
  errors: InputErrors,
): AsyncGenerator<string> {
  const pieces = withWholeHead(chunks);
  let decoder: TextDecoder | null = null;
  let isWide = false;
  const lines = new LineCount();
  for await (const chunk of pieces) {
    if (decoder === null) {
      const encoding = encodingOf(chunk);
      isWide = encoding !== "utf-8";
      decoder = new TextDecoder(encoding, { fatal: true });
    }
    if (!isWide && chunk.includes(0)) throw notText(chunk, lines, errors);
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      if (isWide) throw errors.malformed(lines.line, "it is not UTF-16 from here on");
      const at = faultIn(chunk);
      const before = isUtf8(chunk.subarray(0, at)) ? chunk.toString("utf8", 0, at) : "";
      yield before;
      lines.count(before);
      throw errors.malformed(lines.line, "it is not UTF-8", "save the file as UTF-8");
    }
    if (isWide && text.includes("\0")) throw notText(chunk, lines, errors);
    lines.count(text);
    yield text;
  }
  try {
    decoder?.decode();
  } catch {
    throw errors.malformed(lines.line, "its last character is not whole");
  }
}

/** Chunks of which the first holds all that tells the encoding. */
async function* withWholeHead(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < longestMark) continue;
    yield head;
    head = null;
  }
  if (head !== null && head.length > 0) yield head;
}

/** Where the first line begins that is not UTF-8. */
function faultIn(chunk: Buffer): number {
  // The chunk may begin with the rest of a character.
  let from = 0;
  while (from < 3 && ((chunk[from] ?? 0) & 0xc0) === 0x80) from++;
  let start = 0;
  for (;;) {
    const end = chunk.indexOf(lineFeed, from);
    if (end === -1 || !isUtf8(chunk.subarray(from, end + 1))) return start;
    start = end + 1;
    from = start;
  }
}

function notText(chunk: Buffer, lines: LineCount, errors: InputErrors): Error {
  const zeros = chunk.subarray(0, 1_024).filter((byte) => byte === 0).length;
  const isWide = zeros * 3 > Math.min(chunk.length, 1_024);
  if (chunk.subarray(0, 2).toString("latin1") === "PK") {
    return errors.unreadable("it is a ZIP archive or a workbook, not text");
  }
  const looks = isWide ? ": it looks like UTF-16 without a byte order mark" : "";
  return errors.malformed(
    lines.line,
    `it holds zero bytes${looks}`,
    "save the file as UTF-8, or as UTF-16 with a byte order mark",
  );
}

/** Counts lines however they end: with a line feed, a carriage return, or both. */
class LineCount {
  #feeds = 0;
  #returns = 0;

  count(text: string): void {
    this.#feeds += occurrences(text, lineFeed);
    if (this.#feeds === 0) this.#returns += occurrences(text, carriageReturn);
  }

  /** The line after those that were counted. */
  get line(): number {
    return 1 + (this.#feeds > 0 ? this.#feeds : this.#returns);
  }
}

function occurrences(text: string, character: number): number {
  const sought = String.fromCharCode(character);
  let count = 0;
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + 1)) count++;
  return count;
}
