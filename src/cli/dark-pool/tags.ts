/** The tags of a dark pool (the operator's; traders make one more for each order). */

import type { Tag } from "../../label/index.ts";
import type { Platform } from "../../platform/platform.ts";

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

export function createTags(platform: Platform, traders: number): DarkPoolTags {
  return {
    feed: platform.createTag("i-feed"),
    exchange: platform.createTag("i-exchange"),
    broker: platform.createTag("i-broker"),
    darkPool: platform.createTag("dark-pool"),
    regulator: platform.createTag("s-regulator"),
    traders: Array.from({ length: traders }, (_, i) => ({
      secrecy: platform.createTag(`s-trader-${i + 1}`),
      integrity: platform.createTag(`i-trader-${i + 1}`),
    })),
  };
}
