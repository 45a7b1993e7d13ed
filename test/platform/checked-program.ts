/**
 * Programs of tests, which trust what they wrote: checked by the same code as any other, but in this process.
 * A process for each of a thousand texts would take longer than all that is done with them.
 */

import { checkProgram } from "../../src/loading/child/check.ts";
import { Refusal } from "../../src/loading/child/refusal.ts";
import { parseModule } from "../../src/loading/child/typescript.ts";
import { programFromSource } from "../../src/loading/load-program.ts";
import type { BundledProgram } from "../../src/unit/program.ts";

/** @throws CordonError as `programFromSource` does, which is asked about all that is refused */
export function checkedProgram(
  name: string,
  text: string,
  children: readonly string[] = [],
): BundledProgram {
  try {
    const { body, isShared } = checkProgram(parseModule(text, "ts"));
    return { name, body, isShared, children };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return programFromSource(name, text, children);
  }
}
