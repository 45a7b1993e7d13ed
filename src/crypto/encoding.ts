/**
 * Encodings of keys and ciphertexts: `C`, the version, the kind, then fields in a fixed order. Lengths are
 * 32 bits, the most significant byte first. There is one encoding for each thing: whatever can be read
 * comes out as the same bytes again.
 */

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { CryptoError } from "./errors.ts";

const magic = 0x43;
const lengthBytes = 4;
const largestCount = 2 ** 32 - 1;
/** Attributes of one ciphertext, items of one block: above what anybody waits for. */
export const mostItems = 4_096;
/** An attribute, in bytes: `schema.ts` makes them of some texts of bounded length. */
export const longestAttribute = 8_192;

/** What an encoding is of; never to be given to anything else. */
export const kinds = {
  smallPublicKey: 1,
  smallMasterKey: 2,
  smallTransformKey: 3,
  largePublicKey: 4,
  largeMasterKey: 5,
  largeTransformKey: 6,
  userKey: 7,
  ciphertext: 8,
  transformed: 9,
  protectedKey: 10,
  block: 11,
  result: 12,
  cloudGrant: 13,
  userGrant: 14,
  masked: 15,
  maskedSum: 16,
  pairs: 17,
  window: 18,
  sharedWindow: 19,
  joinTokens: 20,
} as const;

export type Kind = keyof typeof kinds;

/** Versions that are written; earlier ones are read, too. Kinds that are not listed are of version 1. */
const versions: { readonly [kind in Kind]?: number } = { userGrant: 2 };

const mebibyte = 2 ** 20;

/**
 * The most bytes of each kind. A reader looks at the length before anything else. Keys and grants hold a policy of as many leaves as there may be. Blocks and results hold a batch
 * of the longest tuples, pairs some dozens of them. Ciphertexts hold messages of 256 MiB and their headers.
 */
export const longestOf: { readonly [kind in Kind]: number } = {
  smallPublicKey: 8 * mebibyte,
  smallMasterKey: 8 * mebibyte,
  smallTransformKey: 4 * mebibyte,
  largePublicKey: 1_024,
  largeMasterKey: 1_024,
  largeTransformKey: 4 * mebibyte,
  userKey: 1_024,
  ciphertext: 320 * mebibyte,
  transformed: 320 * mebibyte,
  protectedKey: 64 * mebibyte,
  block: 64 * mebibyte,
  result: 64 * mebibyte,
  cloudGrant: 4 * mebibyte,
  userGrant: 4 * mebibyte,
  masked: 32 * mebibyte,
  maskedSum: 2_048,
  pairs: 128 * mebibyte,
  window: 32_768,
  sharedWindow: 64 * mebibyte,
  joinTokens: 2 * mebibyte,
};

function malformed(problem: string): CryptoError {
  return new CryptoError("ENCODING", problem);
}

/**
 * Writers of what others read check it, too.
 *
 * @throws CryptoError ENCODING if nobody would read it
 */
export function checkLength({ length }: Uint8Array, kind: Kind): void {
  const most = longestOf[kind];
  if (length > most) throw malformed(`a ${kind} of ${length} bytes: at most ${most}`);
}

/** Room (bytes) that a writer begins with: enough for most. */
const firstRoom = 512;

export class Writer {
  #buffer = Buffer.allocUnsafe(firstRoom);
  #length = 0;

  constructor(kind?: Kind) {
    if (kind !== undefined) this.fixed(Uint8Array.of(magic, versions[kind] ?? 1, kinds[kind]));
  }

  /** As it is: for what always has the same length. */
  fixed(bytes: Uint8Array): this {
    const end = this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length = end;
    return this;
  }

  /** @throws CryptoError ENCODING if it does not fit */
  count(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > largestCount) {
      throw malformed(`${value} is not counted: whole numbers up to ${largestCount} are`);
    }
    const end = this.#reserve(lengthBytes);
    this.#buffer.writeUInt32BE(value, this.#length);
    this.#length = end;
    return this;
  }

  /** Headed by its length. */
  bytes(bytes: Uint8Array): this {
    return this.count(bytes.length).fixed(bytes);
  }

  /** @throws CryptoError ENCODING: what is ill-formed would come out as another text */
  text(text: string): this {
    if (!text.isWellFormed()) throw malformed("a text is well-formed");
    return this.bytes(utf8ToBytes(text));
  }

  /** What was written, in memory of its own. */
  finish(): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(0, this.#length));
  }

  /** @returns where the next bytes end */
  #reserve(bytes: number): number {
    const end = this.#length + bytes;
    if (end > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    return end;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** Of the encoding. */
  readonly version: number;

  /** @throws CryptoError ENCODING */
  constructor(bytes: Uint8Array, kind?: Kind) {
    if (!(bytes instanceof Uint8Array)) throw malformed("what is read are bytes, a Uint8Array");
    this.#bytes = bytes;
    this.version = 1;
    if (kind === undefined) return;
    checkLength(bytes, kind);
    const [first, second = 0, third] = this.fixed(3);
    if (first !== magic) throw malformed("this is nothing that was encoded here");
    const latest = versions[kind] ?? 1;
    if (second < 1 || second > latest) {
      const known = latest === 1 ? "version 1" : `versions up to ${latest}`;
      throw malformed(`its version is ${second}; this program knows ${known}`);
    }
    this.version = second;
    if (third !== kinds[kind]) throw malformed(`this is something else than a ${kind}`);
  }

  /** @throws CryptoError ENCODING */
  fixed(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw malformed("it breaks off");
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  /** @throws CryptoError ENCODING */
  count(most: number, what: string): number {
    const bytes = this.fixed(lengthBytes);
    const value = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (value > most) throw malformed(`${value} ${what}: at most ${most}`);
    return value;
  }

  /** @throws CryptoError ENCODING */
  bytes(most: number): Uint8Array {
    return this.fixed(this.count(most, "bytes"));
  }

  /** @throws CryptoError ENCODING */
  text(most: number): string {
    try {
      return decoder.decode(this.bytes(most));
    } catch (error) {
      if (error instanceof CryptoError) throw error;
      throw malformed("a text is in UTF-8");
    }
  }

  /** Whatever there is left. */
  rest(): Uint8Array {
    return this.fixed(this.#bytes.length - this.#at);
  }

  /** Before what is costly to read. @throws CryptoError ENCODING unless so many bytes are left */
  endsAfter(length: number): void {
    if (this.#at + length !== this.#bytes.length) {
      throw malformed(`its last part has ${length} bytes, not ${this.#bytes.length - this.#at}`);
    }
  }

  /** @throws CryptoError ENCODING if there is more */
  end(): void {
    if (this.#at < this.#bytes.length) throw malformed("there is something behind its end");
  }
}

/** @throws CryptoError ENCODING */
export function checkAscending(texts: readonly string[]): void {
  for (let i = 1; i < texts.length; i++) {
    if ((texts[i - 1] as string) >= (texts[i] as string)) {
      throw malformed("attributes are in ascending order, each once");
    }
  }
}
