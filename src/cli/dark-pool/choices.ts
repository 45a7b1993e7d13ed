/** What can be chosen of a dark pool by name. */

export type DarkPoolPlacement = "shared" | "owner" | "unit";

export const darkPoolPlacements: readonly DarkPoolPlacement[] = ["shared", "owner", "unit"];

/** A rule for two orders of one trader that would trade: the last is cancelled, or the first, or none. */
export type SelfTradeRule = "cancelNewest" | "cancelOldest" | "allow";

export const selfTradeRules: readonly SelfTradeRule[] = ["cancelNewest", "cancelOldest", "allow"];

/** A mistake of the operator's, made on purpose to see that the search finds what comes of it. */
export type PlantedLeak =
  /** The eavesdropper may read what is confidential. */
  | "clearance"
  /** The forger may vouch for ticks. */
  | "endorsement"
  /** The confined colluder may declassify what confines it. */
  | "declassification";

export const plantedLeaks: readonly PlantedLeak[] = [
  "clearance",
  "endorsement",
  "declassification",
];
