/** Builds with bounds so small that random platforms reach them. */

import type { Change } from "./build.ts";

function bound(name: string, from: string, to: number | string): Change {
  return { file: "src/limits.ts", from: `  ${name}: ${from},`, to: `  ${name}: ${to},` };
}

function constant(file: string, name: string, from: string, to: number): Change {
  return { file, from: `${name} = ${from}`, to: `${name} = ${to}` };
}

/**
 * All deliveries are measured, and neither events nor time give any back: SECURITY.md says that what is measured, and how
 * much is given back, depends on what others do.
 */
const metered: readonly Change[] = [
  bound("ingressMs", "20", 0),
  bound("ingressShare", "0.2", 0),
  bound("idleShare", "0.05", 0),
  // SECURITY.md concedes that all instances of a unit together can have it stopped.
  bound("instanceAllowances", "16", 1_000_000),
  constant("src/dispatch/meter.ts", "FAST_DELIVERIES", "4", 1_000_000_000),
  // Not only when the crossing is over: when that is depends on others, too.
  {
    file: "src/dispatch/meter.ts",
    from: "this.#accountOf(unit).fresh += spent;",
    to: "this.#accountOf(unit).spent += spent;",
  },
];

/** Only what keeps random platforms from growing without end. */
export const restful: readonly Change[] = [
  bound("eventHops", "64", 4),
  bound("childrenPerUnit", "1_024", 3),
  bound("eventsPerGeneration", "4_096", 16),
  ...metered,
];

/** Bounds of which SECURITY.md says that they can be noticed are left as they are. */
const bounds: readonly Change[] = [
  bound("eventHops", "64", 3),
  bound("childrenPerUnit", "1_024", 2),
  bound("eventsPerGeneration", "4_096", 3),
  bound("eventParts", "30", 4),
  bound("joinedLabels", "[3, 2]", "[1, 1]"),
  bound("deliveriesPerCrossing", "100_000", 3),
  bound("messageCharacters", "262_144", 200),
  bound("logLinesPerDelivery", "64", 1),
  bound("faultMessage", "500", 8),
  bound("labelTags", "1_024", 6),
  bound("privilegeTags", "16_384", 8),
  bound("partPrivileges", "16", 2),
  bound("subscriptionsPerUnit", "1_024", 4),
  bound("filterNodes", "256", 3),
  bound("filterValues", "2_048", 2),
  bound("filterDepth", "8", 2),
  bound("valueDepth", "16", 4),
  bound("valueNodes", "4_096", 40),
  bound("startBatch", "256", 2),
  bound("restarts", "3", 1),
  bound("labelSweep", "4_096", 4),
  bound("filterSweep", "1_048_576", 60),
  bound("shapes", "32", 1),
  constant("src/dispatch/units.ts", "UNITS_BETWEEN_SWEEPS", "1_024", 2),
  constant("src/dispatch/deliver.ts", "FAN_OUT", "16", 1),
  constant("src/dispatch/deliver.ts", "ASK_EVERY", "16", 1),
  constant("src/dispatch/match.ts", "SMALL_BUCKET", "16", 0),
  constant("src/dispatch/match.ts", "REMEMBERED_LABELS", "8", 1),
  constant("src/dispatch/match.ts", "FEW_LISTS", "4", 1),
  constant("src/event/event.ts", "NARROW", "30", 1),
  constant("isolation/kernel/tag-directory.ts", "CLEAN_EVERY", "4_096", 1),
];

/** All within reach: what is refused or dropped for one unit must not show to another. */
export const tight: readonly Change[] = [...bounds, ...metered];

/** Each within reach alone: none hides what another lets through. */
export const alone: readonly (readonly Change[])[] = bounds.map((change) => [
  ...restful.filter((it) => it.from !== change.from),
  change,
]);

/** What `alone` is called. */
export function nameOf(changes: readonly Change[]): string {
  return changes.at(-1)?.to.trim() ?? "";
}
