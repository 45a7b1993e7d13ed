/** What the kernel's context runs: one kernel, and the functions by which the host drives it. */

import { Kernel } from "./kernel.ts";
import type { RealmCalls } from "./membrane.ts";
import type { ProgramFunctions } from "./programs.ts";

// Refusals are common and told by code and message: nobody ever sees where they were thrown.
Error.stackTraceLimit = 0;

const kernel = new Kernel();

/** For realms only: the host never calls them. */
export const calls: RealmCalls = kernel.calls;

export function addProgram(
  name: string,
  children: string,
  entry: ProgramFunctions["entry"],
  describe: ProgramFunctions["describe"],
  where: ProgramFunctions["where"],
): void {
  kernel.addProgram(name, children, { entry, describe, where });
}

/** Called before there is any program, with what the realm of arrays exports. */
export { useArraysOf } from "../../src/event/index.ts";

/** Nothing but a string leaves: an error object would be read by the host outside any time limit. */
export function run(message: string): string {
  try {
    return kernel.run(message);
  } catch (error) {
    return `!${error instanceof Error ? error.message : "unknown failure"}`;
  }
}

export function statistics(): string {
  return kernel.statistics();
}

/** The only memory that kernel and host share; no realm ever meets it. */
export function noteBlameIn(memory: SharedArrayBuffer): void {
  kernel.noteBlameIn(memory);
}
