/**
 * A cell in the heap of the test, with a clock of its own: time goes by when a unit says so, and a unit
 * that never comes back, or fills the memory, loses the cell as it would lose an isolate.
 */

import type { Cell, CellProgram } from "../../../isolation/cell/cell.ts";
import type { Kernel } from "../../../isolation/kernel/kernel.ts";
import type { ProgramMaker } from "../../../isolation/realm/membrane.ts";
import { CELL_UNFINISHED } from "../../../isolation/wire/messages.ts";
import type { Build } from "./build.ts";
import type { CellHook } from "./program-spec.ts";

const maker: ProgramMaker = {
  // The programs of these tests run in this heap.
  // oxlint-disable-next-line no-implied-eval
  compile: (body) => new Function(body) as () => unknown,
  harden: (thing) => thing,
};

/** More than kernels write of whom to blame. */
const BLAME_BYTES = 4_096;

interface Ground {
  cordonCell?: CellHook;
}

export class TestCell implements Cell, CellHook {
  readonly #build: Build;
  readonly #kernel: Kernel;
  readonly #crossingMs: number;
  readonly #blame = new Int32Array(new SharedArrayBuffer(BLAME_BYTES));
  /** Of each unit of the interpreter, whether an observer is behind it. */
  readonly #areLow: boolean[] = [];
  #now = 0;
  #crossings = 0;
  /** Time that observers and others have taken of this crossing. */
  #lowMs = 0;
  #highMs = 0;
  /** Whether somebody may be here, or come, whom the interpreter has not told of. */
  #hasOthers = false;
  #isUnfinished = false;
  #isLost = false;
  /** The declassifier is below everybody who is not an observer, too. */
  #hasDeclassifier = false;

  constructor(build: Build, crossingMs: number) {
    this.#build = build;
    this.#crossingMs = crossingMs;
    this.#kernel = new build.Kernel(() => this.#now);
    this.#kernel.noteBlameIn(this.#blame.buffer);
  }

  get culprit(): number {
    return this.#blame[0] ?? 0;
  }

  addProgram({ name, body, isShared, children }: CellProgram): void {
    const entry = this.#build.loadProgram(this.#kernel.calls, maker, body, isShared);
    if (typeof entry === "string") throw new Error(entry);
    this.#hasDeclassifier ||= name === "declassifier";
    this.#kernel.addProgram(name, JSON.stringify(children), entry);
  }

  run(message: string): string {
    this.#crossings++;
    this.#lowMs = this.#highMs = 0;
    if (!this.#isUnfinished) this.#hasOthers = message.includes('["start",');
    const ground = globalThis as Ground;
    ground.cordonCell = this;
    let output: string;
    try {
      output = this.#kernel.run(message);
    } finally {
      delete ground.cordonCell;
    }
    if (this.#isLost) {
      throw new this.#build.CordonError("CELL_LOST", { cell: "test", problem: "as a unit says" });
    }
    this.#isUnfinished = output.startsWith(`[${CELL_UNFINISHED},`);
    return output;
  }

  async runAsync(message: string): Promise<string> {
    return this.run(message);
  }

  enter(isLow: boolean): number {
    return this.#areLow.push(isLow) - 1;
  }

  raise(unit: number): void {
    this.#areLow[unit] = false;
  }

  exhaust(unit: number): boolean {
    if (this.#isLost) return true;
    if (!this.#mayBeLostBy(unit)) return false;
    this.#isLost = true;
    // Nobody runs any more: what the kernel writes from now on is in memory of its own.
    this.#kernel.noteBlameIn(new SharedArrayBuffer(BLAME_BYTES));
    return true;
  }

  burn(unit: number, ms: number): boolean {
    if (this.#isLost) return true;
    const isLow = this.#areLow[unit] === true;
    const taken = isLow ? this.#lowMs : this.#lowMs + this.#highMs;
    const isOver = taken + ms > this.#crossingMs;
    if (isOver) return this.exhaust(unit);
    this.#now += ms;
    if (isLow) this.#lowMs += ms;
    else this.#highMs += ms;
    return false;
  }

  /**
   * Neighbours notice, also how much is lost, which depends on what the others did; that is conceded. So
   * none may be on the other side.
   */
  #mayBeLostBy(unit: number): boolean {
    const isLow = this.#areLow[unit] === true;
    const isMixed = this.#areLow.some((it) => it !== isLow);
    return !(isMixed || this.#hasOthers || this.#hasDeclassifier);
  }

  cpuMs(): number {
    return this.#crossings;
  }

  statistics(): string {
    return this.#kernel.statistics();
  }

  heapBytes(): number {
    return 0;
  }

  dispose(): void {}
}
