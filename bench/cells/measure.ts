/**
 * What parallel cells gain: the same units on the same events, in one cell, in two cells one after the
 * other, and in two cells at a time, for handlers that take longer and longer.
 */

import { createPlatform, type Platform, programFromSource } from "../../src/index.ts";
import type { Progress } from "../progress.ts";
import { median, range } from "../statistics.ts";

export interface CellsPlan {
  /** What a handler costs, in µs. */
  readonly handlerMicroseconds: readonly number[];
  /** How long each is measured. */
  readonly seconds: number;
}

export interface CellsResult {
  /** What a handler was to cost, and what a delivery cost in one cell, in µs. */
  readonly handlerMicroseconds: number;
  readonly measuredMicroseconds: number;
  readonly deliveriesPerSecond: {
    readonly oneCell: number;
    readonly twoCells: number;
    readonly twoCellsInParallel: number;
  };
  /** Two cells in parallel over one cell: median of the rounds, slowest and fastest. */
  readonly gain: number;
  readonly spread: readonly [number, number];
}

/** From a handler that does next to nothing to one that does a lot. */
export const usualCosts: readonly number[] = [0.2, 0.5, 1, 2, 5, 10, 20, 50];
const unitsPerCell = 8;
const eventsPerBatch = 64;
const rounds = 15;
/** Batches from which the cells' speed is known. */
const warmUpBatches = 30;
/** In an isolate V8 takes seconds until all code is compiled; but no longer than is measured. */
const warmUpSeconds = 3;

/** A handler that calculates for so many steps. */
function program(steps: number): string {
  return `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  const memory = { state: 1 };
  unit.subscribe({ part: "type", equals: "work" }, () => {
    let state = memory.state;
    for (let i = 0; i < ${steps}; i++) state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    memory.state = state;
  });
});
`;
}

class Bench {
  readonly platform: Platform;

  constructor(steps: number, cells: number) {
    this.platform = createPlatform({ seed: 1 });
    this.platform.addProgram(programFromSource("work", program(steps)));
    for (let i = 0; i < 2 * unitsPerCell; i++) {
      const placement = { group: `cell-${i % cells}` };
      this.platform.deploy({ program: "work", name: `unit-${i}`, placement });
    }
    this.platform.settle();
  }

  /** @returns deliveries a second */
  async run(batches: number, inParallel: boolean): Promise<number> {
    const before = this.platform.statistics().deliveries;
    const beganAt = performance.now();
    for (let batch = 0; batch < batches; batch++) {
      for (let i = 0; i < eventsPerBatch; i++) {
        this.platform.publish([{ name: "type", data: "work" }], 0);
      }
      // oxlint-disable-next-line no-await-in-loop -- batches come one after the other
      if (inParallel) await this.platform.settleAsync();
      else this.platform.settle();
    }
    const seconds = (performance.now() - beganAt) / 1_000;
    const made = this.platform.statistics().deliveries - before;
    if (made !== batches * eventsPerBatch * 2 * unitsPerCell)
      throw new Error("a delivery is missing");
    return made / seconds;
  }
}

/** Steps that a handler makes in a microsecond. */
async function calibrate(): Promise<number> {
  const steps = 20_000;
  const bench = new Bench(steps, 1);
  try {
    await bench.run(warmUpBatches / 10, false);
    const perSecond = await bench.run(5, false);
    return (steps * perSecond) / 1e6;
  } finally {
    bench.platform.close();
  }
}

async function measureOne(
  handlerMicroseconds: number,
  stepsPerMicrosecond: number,
  seconds: number,
): Promise<CellsResult> {
  const steps = Math.round(handlerMicroseconds * stepsPerMicrosecond);
  const benches = [new Bench(steps, 1), new Bench(steps, 2), new Bench(steps, 2)] as const;
  const perSecond: readonly number[][] = [[], [], []];
  try {
    for (const [i, bench] of benches.entries()) {
      const beganAt = performance.now();
      do {
        // oxlint-disable-next-line no-await-in-loop -- one at a time, or they would disturb each other
        await bench.run(warmUpBatches, i === 2);
      } while (performance.now() - beganAt < 1_000 * warmUpTime(seconds));
    }
    const perBatch = (await benches[0].run(5, false)) / (eventsPerBatch * 2 * unitsPerCell);
    const batches = Math.max(1, Math.round((seconds * perBatch) / (3 * rounds)));
    for (let round = 0; round < rounds; round++) {
      for (const [i, bench] of benches.entries()) {
        // oxlint-disable-next-line no-await-in-loop -- they take turns
        perSecond[i]?.push(await bench.run(batches, i === 2));
      }
    }
  } finally {
    for (const { platform } of benches) platform.close();
  }
  const [one = [], two = [], parallel = []] = perSecond;
  const gains = parallel.map((value, i) => value / (one[i] ?? NaN));
  return {
    handlerMicroseconds,
    measuredMicroseconds: 1e6 / median(one),
    deliveriesPerSecond: {
      oneCell: Math.round(median(one)),
      twoCells: Math.round(median(two)),
      twoCellsInParallel: Math.round(median(parallel)),
    },
    gain: median(gains),
    spread: range(gains),
  };
}

/** About how long it takes to measure (s). */
export function cellsSeconds({ handlerMicroseconds, seconds }: CellsPlan): number {
  return handlerMicroseconds.length * (seconds + 3 * warmUpTime(seconds));
}

/** How long each contender warms up (s). */
function warmUpTime(seconds: number): number {
  return Math.min(warmUpSeconds, seconds);
}

export async function measureCells(
  { handlerMicroseconds, seconds }: CellsPlan,
  progress: Progress,
): Promise<readonly CellsResult[]> {
  const stepsPerMicrosecond = await calibrate();
  const results: CellsResult[] = [];
  for (const cost of handlerMicroseconds) {
    const oneCost = { handlerMicroseconds: [cost], seconds };
    progress.step(`parallel cells, handlers of ${cost} µs`, cellsSeconds(oneCost));
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    results.push(await measureOne(cost, stepsPerMicrosecond, seconds));
  }
  return results;
}
