/**
 * Reads files that a program's author wrote, or made point elsewhere: regular files only, of bounded
 * size, that are in the program's folder once all links are followed.
 */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
} from "node:fs";
import { relative } from "node:path";
import { assert } from "../../errors.ts";
import { isInside } from "../paths.ts";

const { O_RDONLY } = constants;
/** Absent on Windows. A FIFO without a writer would hold up who opens it. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const O_NONBLOCK = constants.O_NONBLOCK ?? 0;

/** Says why a file is not read, without a word of its content. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

/** Of files that are read only up to a limit. */
export class TooLarge extends Unreadable {
  constructor(limit: number) {
    super(`it has more than ${limit} bytes`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/**
 * The file or folder that a path leads to.
 *
 * @returns null if there is none
 * @throws Unreadable if it is outside the folder
 */
export function realPath(folder: string, path: string): string | null {
  let real: string;
  try {
    real = realpathSync.native(path);
  } catch (error) {
    if (codeOf(error) === "ERR_ACCESS_DENIED") throw new Unreadable("it is outside the folder");
    return null;
  }
  if (!isInside(folder, real)) throw new Unreadable("it is outside the folder");
  return real;
}

/** @throws Unreadable if it is gone meanwhile */
export function isFolder(real: string): boolean {
  try {
    return lstatSync(real).isDirectory();
  } catch (error) {
    throw new Unreadable(codeOf(error));
  }
}

/** The path that an open file has now, where the system says it; links may have changed meanwhile. */
function isStillAt(descriptor: number, real: string): boolean {
  try {
    if (process.platform === "linux") {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === real;
    }
  } catch (error) {
    // It is not everywhere.
    if (codeOf(error) !== "ENOENT") throw error;
  }
  const opened = fstatSync(descriptor);
  const named = lstatSync(realpathSync.native(real));
  return opened.dev === named.dev && opened.ino === named.ino;
}

function readAll(descriptor: number, limit: number): Uint8Array {
  const buffer = Buffer.alloc(limit + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) return buffer.subarray(0, length);
    length += read;
    if (length > limit) throw new TooLarge(limit);
  }
}

/**
 * Reads a file as UTF-8.
 *
 * @param real as `realPath` gave it
 * @throws Unreadable
 */
export function readText(folder: string, real: string, limit: number): string {
  assert(isInside(folder, real), `a path in the folder, not ${relative(folder, real)}`);
  let descriptor: number | undefined;
  try {
    if (!lstatSync(real).isFile()) throw new Unreadable("it is not a regular file");
    descriptor = openSync(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new Unreadable("it is not a regular file");
    if (!isStillAt(descriptor, real)) throw new Unreadable("it changed while it was read");
    if (stats.size > limit) throw new TooLarge(limit);
    const bytes = readAll(descriptor, Math.min(limit, stats.size + 1));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    if (error instanceof TypeError) throw new Unreadable("it is not UTF-8");
    throw new Unreadable(codeOf(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
