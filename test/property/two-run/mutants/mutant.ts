/** Rules of the platform, each broken by a small change to the source that keeps it. */

import type fc from "fast-check";
import type { Change } from "../build.ts";
import type { QuestionName } from "../observe.ts";
import type { Scene } from "../scenes/scene.ts";

export interface Mutant {
  /** What goes wrong. */
  readonly title: string;
  readonly changes: readonly Change[];
  /** Who notices: observers of a secret if left out. */
  readonly question?: QuestionName;
  /** Bounds at which it is noticed, if not the usual ones. */
  readonly bounds?: "tight";
  /** Where it shows soonest; all platforms are looked at in the soak. */
  readonly scene?: fc.Arbitrary<Scene>;
  /** Found only after many platforms, or much like another or a flow of `test/flows`: left to the soak. */
  readonly isRare?: boolean;
}
