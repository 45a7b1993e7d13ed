/** Results: what the cloud sends a user, one kind for each kind of query. */

import { longestAttribute, longestOf, Reader, Writer } from "../crypto/encoding.ts";
import type { Block } from "../operator/block.ts";
import { decodeResult, encodeResult, lastNumber } from "./block.ts";
import type { Outgoing } from "../operator/operator.ts";
import type { StreamName } from "./query.ts";

/** Of one result. */
const mostPairs = 64;

/** @param of the query's stream */
export function encodeOutgoing(of: StreamName, outgoing: Outgoing): Uint8Array {
  switch (outgoing.form) {
    case "result":
      return encodeResult(outgoing.block);
    case "pairs": {
      const { side, one, others } = outgoing;
      const writer = new Writer("pairs").count(side).bytes(encodeResult(one)).count(others.length);
      for (const other of others) writer.bytes(encodeResult(other));
      return writer.finish();
    }
    case "window":
      return new Writer("window")
        .text(of.owner)
        .text(of.stream)
        .count(outgoing.epoch)
        .count(outgoing.index)
        .bytes(outgoing.sum)
        .finish();
    case "sharedWindow":
      return new Writer("sharedWindow")
        .count(outgoing.index)
        .bytes(encodeResult(outgoing.masks))
        .bytes(outgoing.sum)
        .finish();
  }
}

export interface PairsResult {
  /** Of the stream of the tuple that came last: 0 for the query's. */
  readonly side: 0 | 1;
  readonly one: Block;
  readonly others: readonly Block[];
}

/** @throws CryptoError ENCODING */
export function decodePairs(bytes: Uint8Array): PairsResult {
  const reader = new Reader(bytes, "pairs");
  const side = reader.count(1, "as a side") === 1 ? 1 : 0;
  const one = decodeResult(reader.bytes(longestOf.result));
  const count = reader.count(mostPairs, "pairs");
  const others = Array.from({ length: count }, () => decodeResult(reader.bytes(longestOf.result)));
  reader.end();
  return { side, one, others };
}

export interface WindowResult {
  readonly of: StreamName;
  readonly epoch: number;
  readonly index: number;
  readonly sum: Uint8Array;
}

/** @throws CryptoError ENCODING */
export function decodeWindow(bytes: Uint8Array): WindowResult {
  const reader = new Reader(bytes, "window");
  const of = { owner: reader.text(longestAttribute), stream: reader.text(longestAttribute) };
  const epoch = reader.count(lastNumber, "as an epoch");
  const index = reader.count(lastNumber, "windows");
  const sum = reader.bytes(longestOf.maskedSum);
  reader.end();
  return { of, epoch, index, sum };
}

export interface SharedWindowResult {
  readonly index: number;
  readonly masks: Block;
  readonly sum: Uint8Array;
}

/** @throws CryptoError ENCODING */
export function decodeSharedWindow(bytes: Uint8Array): SharedWindowResult {
  const reader = new Reader(bytes, "sharedWindow");
  const index = reader.count(lastNumber, "windows");
  const masks = decodeResult(reader.bytes(longestOf.result));
  const sum = reader.bytes(longestOf.maskedSum);
  reader.end();
  return { index, masks, sum };
}
