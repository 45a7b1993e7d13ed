/** Running programs: the only place where the kernel calls code that it does not trust. */

import { type EventView, parseMessage, type Value } from "../../src/event/index.ts";
import type { Fault, Thrown, Unit, UnitRuntime } from "../../src/dispatch/index.ts";
import { limits } from "../../src/limits.ts";
import { insistString, insistTuple } from "../wire/insist.ts";
import { longestFrames } from "../wire/messages.ts";

/** Functions of a program's realm. They return texts: an object would be the program's. */
export interface ProgramFunctions {
  /** Runs a program's body for one unit. */
  readonly entry: (config: Value) => void;
  /** Says what was thrown, and where: JSON of two texts. */
  readonly describe: (thrown: unknown) => unknown;
  /** Where the program is that is running. */
  readonly where: () => unknown;
}

export interface LoadedProgram extends ProgramFunctions {
  readonly children: readonly string[];
}

const UNKNOWN: Fault = { message: "threw something that cannot be described", frames: "" };

/** A realm without memory or stack for it may fail to describe what was thrown. */
function faultOf(program: LoadedProgram, thrown: unknown): Fault {
  try {
    const described = program.describe(thrown);
    if (typeof described !== "string") return UNKNOWN;
    const [message, frames] = insistTuple(parseMessage(described), 2, "fault");
    return {
      message: insistString(message, 2 * limits.faultMessage, "message"),
      frames: insistString(frames, longestFrames, "frames"),
    };
  } catch {
    return UNKNOWN;
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

  start(unit: Unit): Fault | null {
    const program = this.#programs.get(unit.program);
    if (program === undefined) {
      return { message: `the program ${unit.program} is not in this cell`, frames: "" };
    }
    try {
      program.entry(unit.config);
      return null;
    } catch (thrown) {
      return faultOf(program, thrown);
    }
  }

  handle(handler: unknown, view: EventView): Thrown | null {
    try {
      (handler as (event: EventView) => void)(view);
      return null;
    } catch (thrown) {
      return { thrown };
    }
  }

  describe(unit: Unit, { thrown }: Thrown): Fault {
    const program = this.#programs.get(unit.program);
    return program === undefined ? UNKNOWN : faultOf(program, thrown);
  }

  /** Where the program of a unit is that has just called. */
  where(unit: Unit): string {
    try {
      const frames = this.#programs.get(unit.program)?.where();
      return typeof frames === "string" && frames.length <= longestFrames ? frames : "";
    } catch {
      return "";
    }
  }
}
