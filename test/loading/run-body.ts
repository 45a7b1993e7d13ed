/** Runs a program's body as a realm does, without the realm: what does it log when it starts? */

import type { BundledProgram } from "../../src/index.ts";

export function logged(program: BundledProgram): readonly unknown[] {
  const lines: unknown[] = [];
  // oxlint-disable-next-line typescript/no-implied-eval
  const factory = new Function(program.body) as () => unknown;
  const made = factory();
  const start: unknown = program.isShared && Array.isArray(made) ? made[0] : made;
  if (typeof start === "function") start({ log: (line: unknown) => lines.push(line) });
  return lines;
}
