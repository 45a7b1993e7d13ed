/**
 * Throws what is no error at all, another thing at each event.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const thrown: Readonly<Record<string, unknown>> = {
    attack: Symbol("thrown"),
    again: 1n << 2_000_000n,
    late: undefined,
  };
  unit.subscribe({ part: "type", present: true }, ({ type }) => {
    if (typeof type === "string" && type in thrown) throw thrown[type];
  });
});

export default program;
