/** Running programs: the only place where the kernel calls code that it does not trust. */

import type { EventView, Value } from "../../src/event/index.ts";
import type { Unit, UnitRuntime } from "../../src/dispatch/index.ts";
import { limits } from "../../src/limits.ts";

/** Runs a program's body for one unit. */
export type ProgramEntry = (config: Value) => void;

export interface LoadedProgram {
  readonly children: readonly string[];
  readonly entry: ProgramEntry;
}

/**
 * Describes what was thrown without running any code of whoever threw it: own data properties only,
 * no conversions.
 */
export function describeFault(thrown: unknown): string {
  switch (typeof thrown) {
    case "string":
      return `threw ${JSON.stringify(thrown.slice(0, limits.faultMessage))}`;
    case "object":
    case "function": {
      if (thrown === null) return "threw null";
      const message: unknown = Reflect.getOwnPropertyDescriptor(thrown, "message")?.value;
      return typeof message === "string"
        ? message.slice(0, limits.faultMessage)
        : `threw ${typeof thrown === "function" ? "a function" : "an object"}`;
    }
    case "symbol":
      return "threw a symbol";
    case "bigint":
      return "threw a bigint";
    default:
      return `threw ${String(thrown)}`;
  }
}

export class Programs implements UnitRuntime {
  readonly #programs = new Map<string, LoadedProgram>();

  add(name: string, program: LoadedProgram): void {
    this.#programs.set(name, program);
  }

  has(name: string): boolean {
    return this.#programs.has(name);
  }

  childrenOf(name: string): readonly string[] {
    return this.#programs.get(name)?.children ?? [];
  }

  start(unit: Unit): string | null {
    const program = this.#programs.get(unit.program);
    if (program === undefined) return `the program ${unit.program} is not in this cell`;
    try {
      program.entry(unit.config);
      return null;
    } catch (thrown) {
      return describeFault(thrown);
    }
  }

  handle(handler: unknown, view: EventView): string | null {
    try {
      (handler as (event: EventView) => void)(view);
      return null;
    } catch (thrown) {
      return describeFault(thrown);
    }
  }
}
