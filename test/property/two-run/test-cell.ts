/**
 * A cell in the heap of the test, with a clock of its own: time goes by when a unit says so, and a unit
 * that never comes back, or fills the memory, loses the cell as it would lose an isolate.
 */

import { Blame } from "../../../isolation/cell/blame.ts";
import type { Cell, CellProgram } from "../../../isolation/cell/cell.ts";
import type { Kernel } from "../../../isolation/kernel/kernel.ts";
import type { ProgramMaker } from "../../../isolation/realm/membrane.ts";
import { CELL_UNFINISHED } from "../../../isolation/wire/messages.ts";
import type { Clocks } from "../../../src/platform/patience.ts";
import type { Build } from "./build.ts";
import type { CellHook } from "./program-spec.ts";

const maker: ProgramMaker = {
  // The programs of these tests run in this heap.
  // oxlint-disable-next-line no-implied-eval
  compile: (body) => new Function(body) as () => unknown,
  makeGlobals: () => globalThis,
  stackOf: ({ stack = "" }) => stack,
  harden: (thing) => thing,
};

/** The time (ms) that all cells of a platform have taken: nothing else takes any. */
export class TestClock {
  #ms = 0;

  advance(ms: number): void {
    this.#ms += ms;
  }

  /** As the host reads its thread's clocks: no machine is as idle as this one. */
  get clocks(): Clocks {
    return { wallMs: () => this.#ms, cpuMs: () => this.#ms, crowding: () => 0 };
  }
}

type Tuple = readonly unknown[];

interface Ground {
  cordonCell?: CellHook;
}

export interface TestCellOptions {
  readonly build: Build;
  readonly clock: TestClock;
  readonly crossingMs: number;
  /** Ids of the tags above observers. */
  readonly secrets: ReadonlySet<string>;
}

export class TestCell implements Cell, CellHook {
  readonly blame: Blame = new Blame();
  readonly #build: Build;
  readonly #clock: TestClock;
  readonly #kernel: Kernel;
  readonly #crossingMs: number;
  /** Of each unit of the interpreter, whether an observer is behind it. */
  readonly #areLow: boolean[] = [];
  readonly #raised: number[] = [];
  readonly #secrets: ReadonlySet<string>;
  /** Units that were started at labels above observers. */
  readonly #startedHigh = new Set<number>();
  #now = 0;
  /** Time that observers and others have taken of this crossing. */
  #lowMs = 0;
  #highMs = 0;
  /** Whether somebody may be here, or come, whom the interpreter has not told of. */
  #hasOthers = false;
  #isUnfinished = false;
  #hasInstances = false;
  /** What ended it. */
  #loss: "time" | "memory" | null = null;
  /** The declassifier is below everybody who is not an observer, too. */
  #hasDeclassifier = false;

  constructor({ build, clock, crossingMs, secrets }: TestCellOptions) {
    this.#build = build;
    this.#secrets = secrets;
    this.#clock = clock;
    this.#crossingMs = crossingMs;
    this.#kernel = new build.Kernel(() => this.#now);
    this.#kernel.noteBlameIn(this.blame.memory);
  }

  get isLost(): boolean {
    return this.#loss !== null;
  }

  addProgram({ name, body, isShared, children }: CellProgram): void {
    const entry = this.#build.loadProgram(this.#kernel.calls, maker, body, isShared);
    if (typeof entry === "string") throw new Error(entry);
    this.#hasDeclassifier ||= name === "declassifier";
    this.#kernel.addProgram(name, JSON.stringify(children), entry);
  }

  run(message: string): string {
    this.#lowMs = this.#highMs = 0;
    if (!this.#isUnfinished) this.#hasOthers = false;
    if (message.includes('["start",')) this.#noteStarts(message);
    const ground = globalThis as Ground;
    ground.cordonCell = this;
    let output: string;
    try {
      output = this.#kernel.run(message);
    } finally {
      delete ground.cordonCell;
    }
    if (this.#loss !== null) throw this.#lossError(this.#loss);
    for (const unit of this.#raised.splice(0)) this.#areLow[unit] = false;
    this.#isUnfinished = output.startsWith(`[${CELL_UNFINISHED},`);
    return output;
  }

  async runAsync(message: string): Promise<string> {
    return this.run(message);
  }

  startsLow(): boolean {
    return !this.#startedHigh.has(this.blame.unit);
  }

  enter(isLow: boolean): number {
    return this.#areLow.push(isLow) - 1;
  }

  /** From the next crossing on: until this one is back, its reports from below can still be lost. */
  raise(unit: number): void {
    this.#raised.push(unit);
  }

  manage(): void {
    this.#hasInstances = true;
  }

  exhaust(unit: number, what: "time" | "memory"): boolean {
    if (this.#loss !== null) return true;
    if (!this.#mayBeLostBy(unit)) return false;
    this.#loss = what;
    if (what === "time") this.#clock.advance(this.#crossingMs);
    // Nobody runs any more: what the kernel writes from now on is in memory of its own.
    this.#kernel.noteBlameIn(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    return true;
  }

  burn(unit: number, ms: number): boolean {
    if (this.#loss !== null) return true;
    const isLow = this.#areLow[unit] === true;
    const taken = isLow ? this.#lowMs : this.#lowMs + this.#highMs;
    const isOver = taken + ms > this.#crossingMs;
    // A loss that is not honoured is no gift: the time counts, whatever crossing it falls into.
    if (isOver && this.exhaust(unit, "time")) return true;
    this.#now += ms;
    this.#clock.advance(ms);
    if (isLow) this.#lowMs += ms;
    else this.#highMs += ms;
    return false;
  }

  /** A unit may start higher than it was deployed: no lower than it could have learnt. */
  #noteStarts(message: string): void {
    this.#hasOthers = true;
    const [, commands] = JSON.parse(message) as [head: unknown, commands: readonly Tuple[]];
    for (const [kind, id, , , input] of commands) {
      if (kind !== "start") continue;
      const [secrecy] = input as readonly [secrecy: readonly string[]];
      if (secrecy.some((tag) => this.#secrets.has(tag))) this.#startedHigh.add(id as number);
      else this.#startedHigh.delete(id as number);
    }
  }

  /**
   * Neighbours notice, also how much is lost, which depends on what the others did; that is conceded. So
   * none may be on the other side. For those below, whoever might come there counts, too: an instance.
   */
  #mayBeLostBy(unit: number): boolean {
    if (this.#hasOthers || this.#hasDeclassifier) return false;
    if (this.#areLow[unit] === true) return !this.#areLow.includes(false) && !this.#hasInstances;
    return !this.#areLow.includes(true);
  }

  #lossError(what: "time" | "memory"): Error {
    const { CellTimedOut, CordonError } = this.#build;
    return what === "time"
      ? new CellTimedOut("it did not come back")
      : new CordonError("CELL_LOST", { cell: "test", problem: "its memory is full" });
  }

  /** Too little for a thread of its own: which cells run elsewhere depends on what others have to do. */
  takenMs(): number {
    return 0;
  }

  statistics(): string {
    return this.#kernel.statistics();
  }

  heapBytes(): number {
    return 0;
  }

  dispose(): void {}
}
