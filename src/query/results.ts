/** Results: what the cloud sends a user, one kind for each kind of query. */

import { longestAttribute, Reader, Writer } from "../crypto/encoding.ts";
import type { Block } from "../operator/block.ts";
import { decodeResult, encodeResult, lastNumber } from "./block.ts";
import type { Outgoing } from "../operator/operator.ts";
import type { StreamName } from "./query.ts";

const longest = 2 ** 28;

/** @param of the query's stream */
export function encodeOutgoing(of: StreamName, outgoing: Outgoing): Uint8Array {
  switch (outgoing.form) {
    case "result":
      return encodeResult(outgoing.block);
    case "pair":
      return new Writer("pair")
        .bytes(encodeResult(outgoing.left))
        .bytes(encodeResult(outgoing.right))
        .finish();
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

/** @throws CryptoError ENCODING */
export function decodePair(bytes: Uint8Array): readonly [Block, Block] {
  const reader = new Reader(bytes, "pair");
  const pair = [decodeResult(reader.bytes(longest)), decodeResult(reader.bytes(longest))] as const;
  reader.end();
  return pair;
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
  const sum = reader.bytes(longest);
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
  const masks = decodeResult(reader.bytes(longest));
  const sum = reader.bytes(longest);
  reader.end();
  return { index, masks, sum };
}
