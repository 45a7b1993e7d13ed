/** Builds with bounds so small that random platforms reach them. */

import type { Change } from "./build.ts";

function bound(name: string, from: string, to: number): Change {
  return { file: "src/limits.ts", from: `  ${name}: ${from},`, to: `  ${name}: ${to},` };
}

/** Only what keeps random platforms from growing without end. */
export const restful: readonly Change[] = [
  bound("eventHops", "64", 4),
  bound("childrenPerUnit", "1_024", 3),
  bound("queuedEventsPerUnit", "4_096", 16),
];

/** None that what is dropped, or who is refused, could depend on: an account is a cell's. */
export const unbounded: readonly Change[] = [
  bound("eventHops", "64", 3),
  bound("childrenPerUnit", "1_024", 3),
];

/** All bounds within reach: what is refused or dropped for one unit must not show to another. */
export const tight: readonly Change[] = [
  bound("eventHops", "64", 3),
  bound("childrenPerUnit", "1_024", 2),
  bound("queuedEventsPerUnit", "4_096", 3),
  bound("eventParts", "30", 4),
  bound("deliveriesPerCrossing", "100_000", 3),
  bound("labelTags", "1_024", 6),
  bound("privilegeTags", "16_384", 8),
  bound("partPrivileges", "16", 2),
  bound("subscriptionsPerUnit", "1_024", 4),
  bound("startBatch", "256", 2),
  bound("labelSweep", "4_096", 4),
  bound("shapes", "32", 1),
  {
    file: "src/dispatch/units.ts",
    from: "UNITS_BETWEEN_SWEEPS = 1_024",
    to: "UNITS_BETWEEN_SWEEPS = 2",
  },
  { file: "src/dispatch/deliver.ts", from: "FAN_OUT = 16", to: "FAN_OUT = 1" },
  { file: "src/dispatch/deliver.ts", from: "ASK_EVERY = 16", to: "ASK_EVERY = 1" },
  { file: "src/dispatch/match.ts", from: "SMALL_BUCKET = 16", to: "SMALL_BUCKET = 0" },
  { file: "src/event/event.ts", from: "NARROW = 30", to: "NARROW = 1" },
];
