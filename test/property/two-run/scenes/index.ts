/** All scenes. */

import fc from "fast-check";
import { crowded, drawn, late, slow, swept, swollen } from "./bounded.ts";
import { labelled, ownTag, passedOn, timed, vouched } from "./matched.ts";
import { begun, climbed, joined, parted, slept, versioned } from "./neighbours.ts";
import { failed, lost, nested, stopped } from "./raised.ts";
import { revoked, shed } from "./revoked.ts";
import type { Scene } from "./scene.ts";

export const scene: fc.Arbitrary<Scene> = fc.oneof(
  { weight: 3, arbitrary: revoked },
  { weight: 5, arbitrary: failed },
  { weight: 1, arbitrary: stopped },
  { weight: 1, arbitrary: nested },
  { weight: 1, arbitrary: crowded },
  { weight: 1, arbitrary: slow },
  { weight: 3, arbitrary: swept },
  { weight: 1, arbitrary: swollen },
  { weight: 1, arbitrary: ownTag },
  { weight: 2, arbitrary: passedOn },
  { weight: 1, arbitrary: vouched },
  { weight: 1, arbitrary: timed },
  { weight: 2, arbitrary: labelled },
  { weight: 1, arbitrary: lost },
  { weight: 1, arbitrary: shed },
  { weight: 1, arbitrary: drawn },
  { weight: 1, arbitrary: late },
  { weight: 1, arbitrary: versioned },
  { weight: 1, arbitrary: begun },
  { weight: 1, arbitrary: parted },
  { weight: 1, arbitrary: slept },
  { weight: 1, arbitrary: climbed },
  { weight: 1, arbitrary: joined },
);
