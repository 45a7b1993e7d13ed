/** Which cells of a generation may run on threads of their own, beside the host's. */

import { availableParallelism } from "node:os";
import { limits } from "../limits.ts";

/** To ask takes as long as ten deliveries of an event to a cell. */
const threads = Math.max(2, availableParallelism());

/** What it goes by. */
export interface Load {
  /** Time (ms) that it may take. */
  readonly expectedMs: number;
}

/** Those with enough to do, who has most of it first; none if there is but one. */
export function worthThreads<Loaded extends Load>(loads: readonly Loaded[]): readonly Loaded[] {
  const heavy = loads.filter(({ expectedMs }) => expectedMs >= limits.threadMs);
  return heavy.length < 2 ? [] : heavy.sort((a, b) => b.expectedMs - a.expectedMs);
}

/**
 * How many of them may be under way beside the one that the host's thread runs. One more than there are
 * other cores: the host hears that one is through only when its own is, too, and no core is to wait for
 * that. Not all: they would take turns on the cores, and each would seem to take long.
 */
export function beside(heavy: number): number {
  return Math.max(0, Math.min(threads, heavy - 1));
}
