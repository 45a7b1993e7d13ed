/** Rules that keep cell-mates from showing in each other, each broken. */

import type { Mutant } from "./mutant.ts";

const calls = "src/dispatch/calls.ts";
const cellLink = "src/platform/cell-link.ts";
const kernel = "isolation/kernel/kernel.ts";
const reporter = "isolation/kernel/reporter.ts";
const supervisor = "src/platform/supervisor.ts";
const units = "src/dispatch/units.ts";

export const neighbourMutants: readonly Mutant[] = [
  {
    title: "events are sorted only if some come from outside the cell",
    isRare: true,
    changes: [
      {
        file: kernel,
        from: "    dispatcher.queue.sortNext();",
        to: "    if ([...dispatcher.queue.events()].some((it) => it instanceof ImportedEvent)) dispatcher.queue.sortNext();",
      },
    ],
  },
  {
    title: "versions that an instance does not see keep it from going idle",
    isRare: true,
    changes: [
      {
        file: units,
        from: "if (before.some((other) => isSubset(other.secrecy, secrecy))) continue;",
        to: "const known = before.some((other) => isSubset(other.secrecy, secrecy));",
      },
      {
        file: units,
        from: "if (subscription.active) this.#reach(",
        to: "if (!known && subscription.active) this.#reach(",
      },
    ],
  },
  {
    title: "the host is not told of a version that nobody at the edge wanted",
    isRare: true,
    changes: [
      {
        file: reporter,
        from: "if (parts.length === (known?.parts ?? 0)) return known;",
        to: "if (parts.length >= 0) return known;",
      },
    ],
  },
  {
    title: "a cell judges a version by what it could read of the one before",
    isRare: true,
    changes: [
      {
        file: cellLink,
        from: "if (sent === undefined || sent.parts < parts.length) {",
        to: "if (sent === undefined) {",
      },
    ],
  },
  {
    title: "an event of which nothing is left is not counted",
    bounds: "tight",
    isRare: true,
    changes: [
      {
        file: calls,
        from: "    if (parts.length === 0) return;\n    const version",
        to: "    if (parts.length === 0) return void unit.emissions.count--;\n    const version",
      },
    ],
  },
  {
    title: "a unit that was at fault takes all that it instantiated with it",
    isRare: true,
    changes: [
      {
        file: supervisor,
        from: "if (isSubset(known, unit.contamination)) this.stop(",
        to: "this.stop(",
      },
    ],
  },
  {
    title: "children of instances draw from the life that their root is in",
    isRare: true,
    changes: [
      {
        file: supervisor,
        from: 'return numberOf(lineage) === "" ? "" : ` of life ${parent.lives}`;',
        to: "return ` of life ${parent.lives}`;",
      },
    ],
  },
  {
    title: "a cell that is no longer alone is sent nothing until it has said what it wants",
    isRare: true,
    changes: [
      {
        file: "src/platform/cells.ts",
        from: "      for (const link of this.#links.values()) link.share();",
        to: "      this.#router.sole = null;\n      for (const link of this.#links.values()) link.share();",
      },
    ],
  },
];
