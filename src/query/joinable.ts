/** Tuples that can be joined, as their owner seals them: a tag for the cloud, and what only a partner opens. */

import { createHmac, randomBytes } from "node:crypto";
import { Writer } from "../crypto/encoding.ts";
import { type FieldValue, type JoinKey, joinTag } from "../crypto/index.ts";
import { lock } from "../crypto/locking.ts";
import type { BlockHead } from "../operator/block.ts";
import { joinableContext, saltBytes } from "./block.ts";

export type Side = "left" | "right";

/** A join, as the owner of one of its streams has it. */
export interface JoinSide {
  readonly side: Side;
  readonly on: string;
  readonly sharedKey: Uint8Array;
  readonly key: JoinKey;
}

/**
 * The secret that opens tuples of one side of a join in one epoch. It comes with each tuple of the other side
 * of the same value and epoch. Without such a tuple nobody reads those of this side, whatever the cloud does.
 */
function partnerSecret(
  shared: Uint8Array,
  join: { readonly name: string; readonly epoch: number },
  side: Side,
  value: FieldValue,
) {
  const writer = new Writer().text("cordon/partner/2").text(join.name).count(join.epoch).text(side);
  writer.text(JSON.stringify(value));
  return createHmac("sha256", shared).update(writer.finish()).digest();
}

/** With the epoch in it: tags of two epochs have nothing in common, whatever tokens a cloud has. */
function taggedName(name: string, epoch: number): string {
  return JSON.stringify([name, epoch]);
}

/** @param tuple the value that it is joined by, and its body */
export function joinable(
  head: BlockHead,
  name: string,
  { side, sharedKey, key }: JoinSide,
  { value, body }: { readonly value: FieldValue; readonly body: Uint8Array },
): { readonly tag: Uint8Array; readonly message: Uint8Array } {
  const { epoch } = head;
  const other = side === "left" ? "right" : "left";
  const own = partnerSecret(sharedKey, { name, epoch }, side, value);
  const salt = randomBytes(saltBytes);
  const message = new Writer()
    .fixed(partnerSecret(sharedKey, { name, epoch }, other, value))
    .fixed(salt)
    .fixed(lock(own, joinableContext(head, name, salt), body))
    .finish();
  return { tag: joinTag(sharedKey, key, taggedName(name, epoch), value), message };
}
