/** A high unit has V8 compile the code that all of a cell share; one below looks at what that leaves. */

import fc from "fast-check";
import type { Step } from "../program-spec.ts";
import { above, event, ifSecret, on, publicPart, type Scene, secretPart, unitOf } from "./scene.ts";

export const warmed: fc.Arbitrary<Scene> = fc
  .record({ times: fc.constantFrom(10, 30, 100), sees: fc.boolean() })
  .map(({ times, sees }) => {
    const looks: Step = { kind: "bits" };
    const warms: Step = { kind: "warm", times };
    return {
      programs: [
        { start: [], subscriptions: [on("q", ifSecret(warms))] },
        { start: sees ? [looks] : [], subscriptions: [on("r", looks, looks)] },
      ],
      units: [unitOf(0, { label: above }), unitOf(1, { owner: 1 })],
      actions: [event(secretPart("q")), event(publicPart("r")), event(publicPart("r"))],
      placement: "shared",
    };
  });
