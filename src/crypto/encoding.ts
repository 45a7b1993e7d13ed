/**
 * Encodings of keys and ciphertexts: `C`, the version, the kind, then fields in a fixed order. Lengths are
 * 32 bits, the most significant byte first. There is one encoding for each thing: whatever can be read
 * comes out as the same bytes again.
 */

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { CryptoError } from "./errors.ts";

const magic = 0x43;
const version = 1;
const lengthBytes = 4;
const largestCount = 2 ** 32 - 1;
/** Attributes of one ciphertext, leaves of one key: above what anybody waits for. */
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

function malformed(problem: string): CryptoError {
  return new CryptoError("ENCODING", problem);
}

/** Room (bytes) that a writer begins with: enough for most. */
const firstRoom = 512;

export class Writer {
  #buffer = Buffer.allocUnsafe(firstRoom);
  #length = 0;

  constructor(kind?: Kind) {
    if (kind !== undefined) this.fixed(Uint8Array.of(magic, version, kinds[kind]));
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

  /** @throws CryptoError ENCODING */
  constructor(bytes: Uint8Array, kind?: Kind) {
    if (!(bytes instanceof Uint8Array)) throw malformed("what is read are bytes, a Uint8Array");
    this.#bytes = bytes;
    if (kind === undefined) return;
    const [first, second, third] = this.fixed(3);
    if (first !== magic) throw malformed("this is nothing that was encoded here");
    if (second !== version) {
      throw malformed(`its version is ${second}; this program knows version ${version}`);
    }
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
