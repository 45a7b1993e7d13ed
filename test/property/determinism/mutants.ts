/** What makes runs differ, put back: the harness must find each. */

import type fc from "fast-check";
import type { Change } from "../two-run/build.ts";
import { labelled, ownTag } from "../two-run/scenes/matched.ts";
import { lost } from "../two-run/scenes/raised.ts";
import type { Scene } from "../two-run/scenes/scene.ts";

export interface Disturbance {
  readonly title: string;
  readonly changes: readonly Change[];
  /** Which of the questions finds it. */
  readonly question: "unsteadiness" | "displacement" | "interruption";
  /** Where it shows soonest; all platforms are looked at in the soak. */
  readonly scene?: fc.Arbitrary<Scene>;
}

const engine = "src/platform/engine.ts";
const reporter = "isolation/kernel/reporter.ts";
const taken = "const taken = this.#reports;";

export const disturbances: readonly Disturbance[] = [
  {
    title: "a slice makes a cell forget that the edge waits for the generation",
    question: "unsteadiness",
    changes: [{ file: reporter, from: taken, to: `${taken}\n    this.#hasNews = false;` }],
  },
  {
    title: "refusals are counted by the crossing",
    question: "unsteadiness",
    changes: [{ file: reporter, from: taken, to: `this.endGeneration();\n    ${taken}` }],
  },
  {
    title: "the edge is shown tags in the order in which the host met them",
    question: "unsteadiness",
    scene: labelled,
    changes: [
      {
        file: "src/platform/router.ts",
        from: "const { secrecy, integrity } = sortedById(label);",
        to: "const { secrecy, integrity } = label;",
      },
    ],
  },
  {
    title: "a unit is told the time of an event that waits yet",
    question: "interruption",
    scene: lost,
    changes: [
      {
        file: engine,
        from: "    this.#latest = event.time;\n",
        to: "    this.#latest = event.time;\n    for (const { label } of event.parts) this.#times.note(label, event.time);\n",
      },
    ],
  },
  {
    title: "a unit whose filter names its own tag is not heard of",
    question: "displacement",
    scene: ownTag,
    changes: [
      {
        file: reporter,
        from: "      const subscriptions = this.#subscriptions.flatMap((it) => this.#subscriptionReport(it));\n      for (const unit of this.#changed) this.#reportEndpoint(unit);",
        to: "      for (const unit of this.#changed) this.#reportEndpoint(unit);\n      const subscriptions = this.#subscriptions.flatMap((it) => this.#subscriptionReport(it));",
      },
    ],
  },
];
