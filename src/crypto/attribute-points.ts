/** A ciphertext's attributes, each with a point of G1, as bytes. */

import { utf8ToBytes } from "@noble/hashes/utils.js";
import mcl from "mcl-wasm";
import {
  checkAscending,
  longestAttribute,
  mostItems,
  type Reader,
  type Writer,
} from "./encoding.ts";
import { CryptoError } from "./errors.ts";
import { decodeG1, encode, type G1, g1Bytes } from "./pairing.ts";

/** In the only order that there is. @throws CryptoError ATTRIBUTES if one comes twice, or there are too many */
export function inOrder(attributes: readonly string[]): readonly string[] {
  const sorted = [...new Set(attributes)].sort();
  if (sorted.length < attributes.length) {
    throw new CryptoError("ATTRIBUTES", "an attribute comes twice");
  }
  for (const attribute of sorted) {
    if (!attribute.isWellFormed() || utf8ToBytes(attribute).length > longestAttribute) {
      const rule = `a well-formed text of at most ${longestAttribute} bytes`;
      throw new CryptoError("ATTRIBUTES", `an attribute is ${rule}`);
    }
  }
  if (sorted.length > mostItems) {
    throw new CryptoError("ATTRIBUTES", `${sorted.length} attributes: at most ${mostItems}`);
  }
  return sorted;
}

/** Points that are brought into affine form together, with one inversion: they have to fit mcl's stack. */
const together = 64;

export function writeAttributePoints(
  writer: Writer,
  attributes: readonly string[],
  pointOf: (attribute: string) => G1,
): void {
  const sorted = inOrder(attributes);
  writer.count(sorted.length);
  for (let from = 0; from < sorted.length; from += together) {
    const some = sorted.slice(from, from + together);
    const points = some.map(pointOf);
    mcl.normalizeVec(points);
    for (const [i, attribute] of some.entries()) {
      writer.text(attribute).fixed(encode(points[i] as G1));
    }
  }
}

export class AttributePoints {
  readonly attributes: readonly string[];
  readonly #points: ReadonlyMap<string, Uint8Array>;

  /** @throws CryptoError ENCODING */
  constructor(reader: Reader) {
    const points = new Map<string, Uint8Array>();
    const count = reader.count(mostItems, "attributes");
    const attributes: string[] = [];
    for (let i = 0; i < count; i++) {
      const attribute = reader.text(longestAttribute);
      attributes.push(attribute);
      points.set(attribute, reader.fixed(g1Bytes));
    }
    checkAscending(attributes);
    this.attributes = attributes;
    this.#points = points;
  }

  /** Read, and checked, only when it is needed. @throws CryptoError ENCODING */
  point(attribute: string): G1 {
    return decodeG1(this.#points.get(attribute) ?? new Uint8Array());
  }
}
