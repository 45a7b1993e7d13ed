/** Which cells of a generation run on threads of their own, beside the host's. */

import { availableParallelism } from "node:os";
import { limits } from "../limits.ts";

/** To ask takes as long as ten deliveries of an event to a cell. */
const threads = Math.max(2, availableParallelism());

/** What it goes by. */
export interface Load {
  /** Time (ms) that it may take. */
  readonly expectedMs: number;
}

/**
 * Those with the most to do, if there are several with enough; the rest is the share of this thread,
 * which else would wait: to wake another takes longer than to begin.
 */
export function elsewhere<Loaded extends Load>(loads: readonly Loaded[]): readonly Loaded[] {
  const heavy = loads
    .filter((load) => load.expectedMs >= limits.threadMs)
    .sort((a, b) => b.expectedMs - a.expectedMs);
  const total = heavy.reduce((sum, { expectedMs }) => sum + expectedMs, 0);
  let left = total / threads;
  let count = heavy.length;
  // From the least on, as many as make up the share; one at least.
  while (count > 0) {
    const { expectedMs } = heavy[count - 1] as Loaded;
    if (count < heavy.length && expectedMs > left) break;
    left -= expectedMs;
    count--;
  }
  return heavy.slice(0, count);
}
