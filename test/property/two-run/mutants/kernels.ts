/** Rules between kernels and the host, each broken. */

import type { Mutant } from "./mutant.ts";

const calls = "src/dispatch/calls.ts";
const supervisor = "src/platform/supervisor.ts";

export const kernelMutants: readonly Mutant[] = [
  {
    title: "a child of an instance is taken for a forgery",
    question: "accusation",
    changes: [
      {
        file: supervisor,
        from: "if (!this.#cells.descendants(parent.program).has(program)) {",
        to: "if (!this.#cells.programs.get(parent.program)?.children.includes(program)) {",
      },
    ],
  },
  {
    title: "a revocation says more tags than the host takes",
    isRare: true,
    question: "accusation",
    bounds: "tight",
    changes: [{ file: calls, from: "    compose.checkLabelSize(unit.output);\n", to: "" }],
  },
];
