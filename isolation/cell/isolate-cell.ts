/**
 * A cell in an isolate of its own: the unit of memory limit, time limit and crash. Only strings and
 * numbers cross; functions of its contexts are known to each other, never to the host.
 */

import ivm from "isolated-vm";
import { CordonError } from "../../src/errors.ts";
import type { Cell, CellOptions, CellProgram } from "./cell.ts";
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

/** Time (ms) in which a realm must have hardened itself and a program must have been loaded. */
const SETUP_MS = 10_000;

const SETUP = { timeout: SETUP_MS } as const;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export class IsolateCell implements Cell {
  readonly #isolate: ivm.Isolate;
  readonly #functions: ivm.Reference<Record<string, unknown>>;
  readonly #run: RunReference;
  readonly #timeout: { readonly timeout: number };
  /** Written by the kernel alone; outlives it. */
  readonly #blame = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  constructor(options: CellOptions, onCatastrophe: (message: string) => void) {
    cells++;
    this.#timeout = { timeout: options.crossingMs };
    this.#isolate = new ivm.Isolate({
      memoryLimit: options.memoryMiB,
      onCatastrophicError: onCatastrophe,
    });
    const context = this.#isolate.createContextSync();
    this.#functions = this.#evaluate(context, "kernel");
    this.#functions
      .getSync("noteBlameIn", { reference: true })
      .applySync(undefined, [new ivm.ExternalCopy(this.#blame.buffer).copyInto()], SETUP);
    this.#run = this.#functions.getSync("run", { reference: true }) as RunReference;
  }

  get culprit(): number {
    return this.#blame[0] ?? 0;
  }

  addProgram({ name, body, isShared, children }: CellProgram): void {
    try {
      const context = this.#isolate.createContextSync();
      const realm = this.#evaluate(context, "realm");
      const load = realm.getSync("load", { reference: true });
      const calls = this.#functions.getSync("calls", { reference: true });
      // Entered from here, not from the kernel: V8 makes functions of strings only for a context
      // that is entered itself.
      const loaded = [calls.derefInto(), body, isShared];
      const entry: ivm.Reference<unknown> = load.applySync(undefined, loaded, {
        ...SETUP,
        result: { reference: true },
      });
      if (entry.typeof !== "function") {
        const problem: unknown = entry.copySync();
        throw new CordonError("PROGRAM_SOURCE", {
          name,
          problem,
          where: "a place that V8 does not name",
        });
      }
      const newArray = realm.getSync("newArray", { reference: true });
      const addProgram = this.#functions.getSync("addProgram", { reference: true });
      const names = JSON.stringify(children);
      const program = [name, names, entry.derefInto(), newArray.derefInto()];
      addProgram.applySync(undefined, program, SETUP);
    } catch (error) {
      if (error instanceof CordonError) throw error;
      throw this.#lost(error);
    }
  }

  run(message: string): string {
    try {
      return this.#run.applySync(undefined, [message], this.#timeout);
    } catch (error) {
      throw this.#lost(error);
    }
  }

  async runAsync(message: string): Promise<string> {
    try {
      return await this.#run.apply(undefined, [message], this.#timeout);
    } catch (error) {
      throw this.#lost(error);
    }
  }

  cpuMs(): number {
    return this.#isolate.isDisposed ? 0 : Number(this.#isolate.cpuTime) / 1e6;
  }

  statistics(): string {
    return this.#functions
      .getSync("statistics", { reference: true })
      .applySync(undefined, [], this.#timeout) as string;
  }

  heapBytes(): number {
    if (this.#isolate.isDisposed) return 0;
    const { total_heap_size, externally_allocated_size } = this.#isolate.getHeapStatisticsSync();
    return total_heap_size + externally_allocated_size;
  }

  dispose(): void {
    if (!this.#isolate.isDisposed) this.#isolate.dispose();
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
    return new CordonError("CELL_LOST", { cell: "isolate", problem: messageOf(error) });
  }
}
