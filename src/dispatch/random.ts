/**
 * What a unit cannot predict about others and others cannot predict about it: tag ids and random
 * sequences, both derived from a secret of the unit, so that a replay draws the same again.
 */

import { blake2s } from "@noble/hashes/blake2.js";
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { TagId } from "../label/index.ts";

/** 32 bytes in hexadecimal. */
export type Secret = string & { readonly __brand: "Secret" };

export function isSecret(value: unknown): value is Secret {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

/** Two bytes a character: a cell has no TextEncoder. */
function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    bytes[2 * i] = unit >> 8;
    bytes[2 * i + 1] = unit & 0xff;
  }
  return bytes;
}

/** Keyed BLAKE2s (RFC 7693): a pseudo-random function of the secret. */
function derive(secret: Secret, purpose: string, length: number): Uint8Array {
  return blake2s(toBytes(purpose), { key: hexToBytes(secret), dkLen: length });
}

/** A short name for a text of any length. */
export function digest(text: string): string {
  return bytesToHex(blake2s(toBytes(text), { dkLen: 16 }));
}

/** The secret of something that this secret's owner makes. */
export function childSecret(secret: Secret, purpose: string): Secret {
  return bytesToHex(derive(secret, purpose, 32)) as Secret;
}

export function tagIdOf(secret: Secret, index: number): TagId {
  return bytesToHex(derive(secret, `tag ${index}`, 16)) as TagId;
}

/** sfc32 (C. Doty-Humphrey, PractRand): numbers in [0, 1), not for secrets. */
export function randomSequence(secret: Secret): () => number {
  const seed = new DataView(derive(secret, "random", 32).buffer);
  let a = seed.getUint32(0);
  let b = seed.getUint32(4);
  let c = seed.getUint32(8);
  let counter = 1;
  return () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
}
