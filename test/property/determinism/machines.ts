/** Ways in which a machine may run the same platform. */

import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Change } from "../two-run/build.ts";
import type { CellMaker, RunOptions } from "../two-run/run.ts";
import { TestCell, type TestCellOptions } from "../two-run/test-cell.ts";

interface Ground {
  cordonSlice?: () => boolean;
}

/** Asks the test, wherever a crossing may come back, whether it does. */
export const sliced: readonly Change[] = [
  {
    file: "isolation/kernel/kernel.ts",
    from: "if (deliveries >= end) return true;",
    to: "if (deliveries >= end || (globalThis as { cordonSlice?: () => boolean }).cordonSlice?.() === true) return true;",
  },
  { file: "src/dispatch/deliver.ts", from: "ASK_EVERY = 16", to: "ASK_EVERY = 1" },
  { file: "isolation/kernel/tag-directory.ts", from: "CLEAN_EVERY = 4_096", to: "CLEAN_EVERY = 1" },
];

/** As if each crossing took long: then threads are worth it. */
class BusyCell extends TestCell {
  #crossings = 0;

  override takenMs(): number {
    return ++this.#crossings;
  }
}

/** Its crossings come back when the test says so. */
class SlicedCell extends BusyCell {
  #asked = 0;
  readonly #isOver: (asked: number) => boolean;

  constructor(options: TestCellOptions, isOver: (asked: number) => boolean) {
    super(options);
    this.#isOver = isOver;
  }

  override run(message: string): string {
    const ground = globalThis as Ground;
    ground.cordonSlice = () => this.#isOver(this.#asked++);
    try {
      return super.run(message);
    } finally {
      delete ground.cordonSlice;
    }
  }
}

function slices(isOver: (asked: number) => boolean): CellMaker {
  return (options) => new SlicedCell(options, isOver);
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const collectEvery = 8;

/** The host's garbage is collected between its crossings, which takes a turn of the event loop. */
class CollectedCell extends BusyCell {
  #crossings = 0;

  override async runAsync(message: string): Promise<string> {
    await setImmediate();
    if (this.#crossings++ % collectEvery === 0) collect();
    return super.run(message);
  }
}

/** Says when it is entered. */
export class CountedCell extends TestCell {
  readonly #onCross: () => void;

  constructor(options: TestCellOptions, onCross: () => void) {
    super(options);
    this.#onCross = onCross;
  }

  override run(message: string): string {
    this.#onCross();
    return super.run(message);
  }
}

export interface Machine {
  readonly title: string;
  readonly options: Pick<RunOptions, "makeCell" | "isAsync">;
}

/** Mixes the bits of a count: the same every time, and in no order. */
function isChosen(asked: number, oneIn: number): boolean {
  return (Math.imul(asked + 1, 0x9e37_79b1) >>> 16) % oneIn === 0;
}

export const undisturbed: RunOptions = { variant: 0, mayExhaust: false, isAsync: false };

export const machines: readonly Machine[] = [
  { title: "run again", options: {} },
  { title: "each crossing comes back at once", options: { makeCell: slices(() => true) } },
  { title: "some crossings come back", options: { makeCell: slices((it) => isChosen(it, 3)) } },
  { title: "few crossings come back", options: { makeCell: slices((it) => isChosen(it, 17)) } },
  {
    title: "other things go on meanwhile",
    options: { isAsync: true, makeCell: (options) => new BusyCell(options) },
  },
  {
    title: "other things go on, and some crossings come back",
    options: { isAsync: true, makeCell: slices((it) => isChosen(it, 2)) },
  },
];

/** Slow, and so for few platforms. */
export const collecting: Machine = {
  title: "garbage is collected",
  options: {
    isAsync: true,
    makeCell: (options) => new CollectedCell(options),
  },
};
