/**
 * A cell without isolation, in the host's own heap: the same kernel and the same programs, not
 * hardened and not limited. For tests that compare behaviour, and for measuring what isolation costs;
 * never for programs that are not trusted.
 */

import { CordonError } from "../../src/errors.ts";
import type { Cell, CellProgram } from "../cell/cell.ts";
import { Kernel } from "../kernel/kernel.ts";
import { PROGRAM_FILE } from "../realm/faults.ts";
import { loadProgram, type ProgramMaker } from "../realm/membrane.ts";

const maker: ProgramMaker = {
  // The point of this cell is to run a program's text in this heap.
  // oxlint-disable-next-line no-implied-eval
  compile: (body) => new Function(`${body}\n//# sourceURL=${PROGRAM_FILE}`) as () => unknown,
  makeGlobals: () => globalThis,
  stackOf: ({ stack = "" }) => stack,
  harden: (thing) => thing,
};

export class HeapCell implements Cell {
  readonly #kernel: Kernel;
  readonly blame = null;
  readonly isLost = false;

  /** @param now the clock (ms) of the meter and of slices; it stands still if left out: nothing is limited */
  constructor(now: () => number = () => 0) {
    this.#kernel = new Kernel(now);
  }

  addProgram({ name, body, isShared, children }: CellProgram): void {
    const loaded = loadProgram(this.#kernel.calls, maker, body, isShared);
    if (typeof loaded === "string") {
      throw new CordonError("PROGRAM_SOURCE", {
        name,
        problem: loaded,
        where: "a place that V8 does not name",
      });
    }
    this.#kernel.addProgram(name, JSON.stringify(children), loaded);
  }

  run(message: string): string {
    return this.#kernel.run(message);
  }

  async runAsync(message: string): Promise<string> {
    return this.run(message);
  }

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
