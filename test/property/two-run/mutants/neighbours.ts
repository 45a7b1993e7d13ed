/** Rules that keep cell-mates from showing in each other, each broken; `test/flows/neighbours.ts` has more. */

import { climbed, joined, parted, slept, versioned } from "../scenes/neighbours.ts";
import type { Mutant } from "./mutant.ts";

const cellLink = "src/platform/cell-link.ts";
const kernel = "isolation/kernel/kernel.ts";
const reporter = "isolation/kernel/reporter.ts";
const units = "src/dispatch/units.ts";

export const neighbourMutants: readonly Mutant[] = [
  {
    title: "events are sorted only if some come from outside the cell",
    scene: parted,
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
    scene: slept,
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
    scene: versioned,
    changes: [
      {
        file: reporter,
        from: "if (isSame(parts, known?.parts ?? [])) return known;",
        to: "if (parts.length >= 0) return known;",
      },
    ],
  },
  {
    title: "a cell judges a version by what it could read of the one before",
    scene: climbed,
    changes: [
      {
        file: cellLink,
        from: "if (sent === undefined || sent.parts < parts.length) {",
        to: "if (sent === undefined) {",
      },
    ],
  },
  {
    title: "a cell that is no longer alone is sent nothing until it has said what it wants",
    scene: joined,
    changes: [
      {
        file: "src/platform/cells.ts",
        from: "      for (const link of this.#links.values()) link.share();",
        to: "      this.#router.sole = null;\n      for (const link of this.#links.values()) link.share();",
      },
    ],
  },
];
