/** State that units share, each with something in it that tells. */

import type { Mutant } from "./mutant.ts";

const activation = "src/dispatch/activation.ts";
const compose = "src/dispatch/compose.ts";
const managed = "src/dispatch/managed.ts";
const unit = "src/dispatch/unit.ts";

export const sharedMutants: readonly Mutant[] = [
  {
    title: "all units share what a generation may have of one",
    isRare: true,
    changes: [
      {
        file: "src/dispatch/calls.ts",
        from: "const { emissions } = unit;",
        to: "const of = this.#dispatcher as { shared?: Unit };\n    const { emissions } = (of.shared ??= unit);",
      },
    ],
  },
  {
    title: "units draw from one sequence of random numbers",
    isRare: true,
    changes: [
      {
        file: unit,
        from: "this.#random ??= randomSequence(this.#ownSecret());\n    return this.#random();",
        to: "const shared = globalThis as { draws?: (() => number) };\n    shared.draws ??= randomSequence(this.#ownSecret());\n    return shared.draws();",
      },
    ],
  },
  {
    title: "time goes by the latest event of anybody",
    isRare: true,
    changes: [
      {
        file: activation,
        from: "this.cause = cause;",
        to: "this.cause = { ...cause, time: Math.max(cause.time, this.cause.time) };",
      },
    ],
  },
  {
    title: "a label is shown as the same object until it is swept",
    bounds: "tight",
    changes: [
      {
        file: compose,
        from: "  const { secrecy, integrity } = sortedById(label);\n  const shown = newRecord();",
        to: "  const cache = label as { shown?: Value };\n  if (cache.shown !== undefined) return cache.shown;\n  const { secrecy, integrity } = sortedById(label);\n  const shown = newRecord();\n  cache.shown = shown;",
      },
    ],
  },
  {
    title: "contaminations that are not seen take the place of others",
    changes: [
      {
        file: managed,
        from: "if (!isCovered) kept.push(join);",
        to: "if (!isCovered && kept.length < 2) kept.push(join);",
      },
    ],
  },
  {
    title: "a wish to remove a part that is not seen goes by the name alone",
    changes: [
      {
        file: compose,
        from: "(part, i) => part.name === name && part.label === label && !removed.has(i),",
        to: "(part, i) => part.name === name && label !== null && !removed.has(i),",
      },
    ],
  },
];
