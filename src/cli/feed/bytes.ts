/** Bytes of a file or of standard input; gzip is unpacked, whatever the file is called. */

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type InputErrors, standardInput } from "./problem.ts";
import { startingWith } from "./starting-with.ts";

const chunkBytes = 262_144;

/** Whether a file can be read a second time: pipes, terminals and standard input cannot. */
export async function isRereadable(file: string): Promise<boolean> {
  if (file === standardInput) return false;
  // A file that is not there is the reader's to complain about.
  return stat(file).then(
    (it) => !it.isFIFO() && !it.isSocket() && !it.isCharacterDevice(),
    () => true,
  );
}

/** @throws what `errors.unreadable` makes */
export async function* readBytes(file: string, errors: InputErrors): AsyncGenerator<Buffer> {
  try {
    yield* unpacked(rawBytes(file));
  } catch (error) {
    throw errors.unreadable(problemOf(error));
  }
}

async function* rawBytes(file: string): AsyncGenerator<Buffer> {
  const stream =
    file === standardInput
      ? process.stdin
      : createReadStream(file, { highWaterMark: chunkBytes, autoClose: true });
  for await (const chunk of stream) yield Buffer.from(chunk as Uint8Array);
}

async function* unpacked(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  // One byte alone does not tell whether it is gzip.
  while (head.length < 2) {
    // oxlint-disable-next-line no-await-in-loop -- chunks come one after the other
    const next = await chunks.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* startingWith(head, chunks);
    return;
  }
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  // Errors come out of the loop below.
  pipeline(Readable.from(startingWith(head, chunks)), gunzip, () => {});
  for await (const chunk of gunzip) yield chunk as Buffer;
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") return "its gzip data ends too early";
  if (code?.startsWith("Z_") === true) return `its gzip data is damaged: ${error.message}`;
  return error.message;
}
