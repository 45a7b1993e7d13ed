/** The tags of a dark pool (the operator's; traders make one more for each order). */

import type { Tag } from "../../label/index.ts";

export interface TraderTags {
  /** Confines the trader's pair monitors. */
  readonly secrecy: Tag;
  /** What the trader vouches for its orders with. */
  readonly integrity: Tag;
}

export interface DarkPoolTags {
  /** Integrity that the exchange asks of its feed. */
  readonly feed: Tag;
  /** Integrity of ticks. */
  readonly exchange: Tag;
  /** Integrity of trades. */
  readonly broker: Tag;
  /** Confidentiality of order bodies. */
  readonly darkPool: Tag;
  /** Confidentiality of what traders leave for the regulator. */
  readonly regulator: Tag;
  readonly traders: readonly TraderTags[];
}

/** Who makes tags: a platform. */
export interface TagMaker {
  createTag(name: string): Tag;
}

export function createTags(maker: TagMaker, traders: number): DarkPoolTags {
  return {
    feed: maker.createTag("i-feed"),
    exchange: maker.createTag("i-exchange"),
    broker: maker.createTag("i-broker"),
    darkPool: maker.createTag("dark-pool"),
    regulator: maker.createTag("s-regulator"),
    traders: Array.from({ length: traders }, (_, i) => ({
      secrecy: maker.createTag(`s-trader-${i + 1}`),
      integrity: maker.createTag(`i-trader-${i + 1}`),
    })),
  };
}
