/** Counts of what a platform dropped, over the lives of all its cells. */

import { limits } from "../limits.ts";
import type { Platform } from "../platform/platform.ts";

export interface Drops {
  /** Events that were too many generations from the edge: a ring of units that feed each other. */
  readonly droppedHops: number;
  /** Events beyond what one unit may publish in one generation. */
  readonly droppedQueue: number;
  /** Events that were not handed on to managed instances that had taken too much time. */
  readonly droppedTime: number;
}

const none: Drops = { droppedHops: 0, droppedQueue: 0, droppedTime: 0 };

export class DropCount {
  readonly #platform: Platform;
  /** Counts of cells that were lost, as they were when they were last looked at. */
  #lost: Drops = none;
  #cells = new Map<string, Drops>();

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Looks at the counts. A cell that is lost takes with it what it counted since. */
  look(): Drops {
    const cells = new Map<string, Drops>();
    for (const { key, droppedHops, droppedQueue, droppedTime } of this.#platform.statistics()
      .cells) {
      cells.set(key, { droppedHops, droppedQueue, droppedTime });
    }
    for (const [key, before] of this.#cells) {
      const now = cells.get(key);
      if (now === undefined || isLess(now, before)) this.#lost = sum(this.#lost, before);
    }
    this.#cells = cells;
    return [...cells.values()].reduce(sum, this.#lost);
  }
}

/** Whether another cell has taken the place of one: counts only grow. */
function isLess(now: Drops, before: Drops): boolean {
  return (
    now.droppedHops < before.droppedHops ||
    now.droppedQueue < before.droppedQueue ||
    now.droppedTime < before.droppedTime
  );
}

function sum(a: Drops, b: Drops): Drops {
  return {
    droppedHops: a.droppedHops + b.droppedHops,
    droppedQueue: a.droppedQueue + b.droppedQueue,
    droppedTime: a.droppedTime + b.droppedTime,
  };
}

/** The counts that are not zero. */
export function nonZero(drops: Drops): Partial<Drops> {
  return Object.fromEntries(Object.entries(drops).filter(([, count]) => count > 0));
}

/** Says what was dropped, in parts of a sentence. */
export function dropTexts({ droppedHops, droppedQueue, droppedTime }: Drops): readonly string[] {
  return [
    ...(droppedHops > 0 ? [`${droppedHops} dropped after ${limits.eventHops} hops`] : []),
    ...(droppedQueue > 0 ? [`${droppedQueue} dropped as too many of one unit at a time`] : []),
    ...(droppedTime > 0 ? [`${droppedTime} dropped for instances that took too much time`] : []),
  ];
}
