/**
 * A cell in an isolate of its own: the unit of memory limit, time limit and crash. Only strings and
 * numbers cross; functions of its contexts are known to each other, never to the host.
 */

import ivm from "isolated-vm";
import { CordonError } from "../../src/errors.ts";
import { Blame } from "./blame.ts";
import { type Cell, type CellOptions, type CellProgram, CellTimedOut, SETUP_MS } from "./cell.ts";
import { compileScript, prebuiltCode, scriptFile, type ScriptName, scriptText } from "./scripts.ts";

type RunReference = ivm.Reference<(message: string) => string>;

/** Compiled code of our own scripts. */
const compiled = new Map<ScriptName, ivm.ExternalCopy<ArrayBuffer>>();

let cells = 0;

/** Where nothing is built, the first two cells go without: compiling costs as much as it saves. */
function compiledFor(name: ScriptName): ivm.ExternalCopy<ArrayBuffer> | undefined {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const code = prebuiltCode(name) ?? (cells > 2 ? compileScript(name) : undefined);
  if (code === undefined) return undefined;
  const copy = new ivm.ExternalCopy(code);
  compiled.set(name, copy);
  return copy;
}

const SETUP = { timeout: SETUP_MS } as const;

/** How isolated-vm says that a call was ended by its time limit. */
const TIMED_OUT = "Script execution timed out.";

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export class IsolateCell implements Cell {
  readonly #isolate: ivm.Isolate;
  readonly #functions: ivm.Reference<Record<string, unknown>>;
  readonly #run: RunReference;
  readonly blame: Blame = new Blame();

  constructor(options: CellOptions, onCatastrophe: (message: string) => void) {
    cells++;
    this.#isolate = new ivm.Isolate({
      memoryLimit: options.memoryMiB,
      onCatastrophicError: onCatastrophe,
    });
    const context = this.#isolate.createContextSync();
    this.#functions = this.#evaluate(context, "kernel");
    this.#functions
      .getSync("noteBlameIn", { reference: true })
      .applySync(undefined, [new ivm.ExternalCopy(this.blame.memory).copyInto()], SETUP);
    this.#useArrays(this.#isolate.createContextSync());
    this.#run = this.#functions.getSync("run", { reference: true }) as RunReference;
  }

  addProgram({ name, body, isShared, children }: CellProgram, wallMs: number): void {
    // A program runs code of its own when it is loaded, before any unit of it is there to blame.
    this.blame.clear();
    try {
      const context = this.#isolate.createContextSync();
      const realm = this.#evaluate(context, "realm");
      const load = realm.getSync("load", { reference: true });
      const calls = this.#functions.getSync("calls", { reference: true });
      // Entered from here, not from the kernel: V8 makes functions of strings only for a context
      // that is entered itself.
      const loaded = [calls.derefInto(), body, isShared];
      const program = load.applySync(undefined, loaded, {
        timeout: wallMs,
        result: { reference: true },
      }) as ivm.Reference<Record<string, unknown>>;
      if (program.typeof !== "object") {
        const problem: unknown = program.copySync();
        throw new CordonError("PROGRAM_SOURCE", {
          name,
          problem,
          where: "a place that V8 does not name",
        });
      }
      const addProgram = this.#functions.getSync("addProgram", { reference: true });
      const names = JSON.stringify(children);
      const functions = (["entry", "describe", "where"] as const).map((key) =>
        program.getSync(key, { reference: true }).derefInto(),
      );
      addProgram.applySync(undefined, [name, names, ...functions], SETUP);
    } catch (error) {
      if (error instanceof CordonError) throw error;
      throw this.#lost(error);
    }
  }

  run(message: string, wallMs: number): string {
    try {
      return this.#run.applySync(undefined, [message], { timeout: wallMs });
    } catch (error) {
      throw this.#lost(error);
    }
  }

  async runAsync(message: string, wallMs: number): Promise<string> {
    try {
      return await this.#run.apply(undefined, [message], { timeout: wallMs });
    } catch (error) {
      throw this.#lost(error);
    }
  }

  get isLost(): boolean {
    return this.#isolate.isDisposed;
  }

  takenMs(): number {
    // Its name notwithstanding: isolated-vm's binaries read the wall's clock.
    return this.#isolate.isDisposed ? 0 : Number(this.#isolate.cpuTime) / 1e6;
  }

  statistics(): string {
    return this.#functions
      .getSync("statistics", { reference: true })
      .applySync(undefined, [], SETUP) as string;
  }

  heapBytes(): number {
    if (this.#isolate.isDisposed) return 0;
    const { total_heap_size, externally_allocated_size } = this.#isolate.getHeapStatisticsSync();
    return total_heap_size + externally_allocated_size;
  }

  dispose(): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
  }

  /** Arrays in event data are of a realm without a program: all programs meet the same. */
  #useArrays(context: ivm.Context): void {
    const newArray = this.#evaluate(context, "arrays").getSync("newArray", { reference: true });
    this.#functions
      .getSync("useArraysOf", { reference: true })
      .applySync(undefined, [newArray.derefInto()], SETUP);
  }

  #evaluate(context: ivm.Context, name: ScriptName): ivm.Reference<Record<string, unknown>> {
    const cachedData = compiledFor(name);
    const script = this.#isolate.compileScriptSync(scriptText(name), {
      filename: scriptFile(name),
      ...(cachedData !== undefined && { cachedData }),
    });
    const exported: unknown = script.runSync(context, { reference: true, timeout: SETUP_MS });
    script.release();
    return exported as ivm.Reference<Record<string, unknown>>;
  }

  #lost(error: unknown): CordonError {
    const problem = messageOf(error);
    // A program cannot have thrown it: what programs throw is caught within the isolate.
    if (problem === TIMED_OUT) return new CellTimedOut(problem);
    return new CordonError("CELL_LOST", { cell: "isolate", problem });
  }
}
