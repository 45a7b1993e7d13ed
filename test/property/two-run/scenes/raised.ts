/** Units that raise themselves, learn a secret and fail because of it; others of theirs go on below. */

import fc from "fast-check";
import { one, raiseTo, tell } from "../idioms.ts";
import { type Action, type PlacementRef, SECRET, type UnitSpec } from "../platform-spec.ts";
import type { ProgramSpec, Step } from "../program-spec.ts";
import {
  anywhere,
  event,
  has,
  ifSecret,
  on,
  publicPart,
  type Scene,
  secretPart,
  unitOf,
} from "./scene.ts";

/** Nothing, an instance or a child of the failing unit, which goes on when it fails. */
type Kin = "none" | "instance" | "child" | "both";

const manage: Step = {
  kind: "manage",
  filter: has("p"),
  child: "middle",
  program: 1,
  idleMs: -1,
};

/** A child has no event in hand that it could make one more child on. */
const spawn: Step = {
  kind: "spawn",
  child: "middle",
  program: 1,
  label: anywhere,
  grants: [],
};

const kinsSteps: Readonly<Record<Kin, readonly Step[]>> = {
  none: [],
  instance: [manage],
  child: [spawn],
  both: [manage, spawn],
};

function failing(kin: Kin, fails: readonly Step[]): ProgramSpec {
  return {
    start: [...kinsSteps[kin], tell("p", one)],
    subscriptions: [on("r", raiseTo(SECRET)), on("q", ifSecret(...fails))],
  };
}

/** With each event, one more child; or but a word. */
function goingOn(spawns: boolean): ProgramSpec {
  const more: Step = spawns
    ? { kind: "spawn", child: "leaf", program: 2, label: anywhere, grants: [] }
    : tell("r", one);
  return { start: [], subscriptions: [on("p", more)] };
}

const leaf: ProgramSpec = { start: [tell("r", one)], subscriptions: [on("p")] };

const fails = fc.constantFrom<readonly Step[]>(
  [{ kind: "throw" }],
  [{ kind: "loop" }],
  [{ kind: "fill" }],
  [{ kind: "burn", ms: 5_000 }],
  [{ kind: "repeat", times: 9, steps: [tell("q", one)] }],
);

export const failed: fc.Arbitrary<Scene> = fc
  .record({
    kin: fc.constantFrom<Kin>("none", "none", "instance", "instance", "child", "both"),
    fails,
    placement: fc.constantFrom<PlacementRef>("unit", "unit", "owner", "shared"),
    onFault: fc.constantFrom<UnitSpec["onFault"]>("restart", "restart", "continue", "quarantine"),
    neighbours: fc.boolean(),
    spawns: fc.boolean(),
  })
  .map(({ kin, fails: how, placement, onFault, neighbours, spawns }) => {
    // Both raise themselves; only the first fails.
    const together = neighbours ? { placement: { group: "raised" } } : {};
    return {
      programs: [failing(kin, how), goingOn(spawns), leaf, failing("none", [])],
      units: [
        unitOf(0, { onFault, ...together }),
        ...(neighbours ? [unitOf(3, { owner: 1, ...together })] : []),
        unitOf(2, { owner: 2 }),
      ],
      actions: [
        event(publicPart("p", 2)),
        event(publicPart("r")),
        event(secretPart("q")),
        event(publicPart("p", 3)),
        event(publicPart("p", 2)),
      ],
      placement,
    };
  });

/** Units without secrets lose their cell, and some of them start again. */
export const lost: fc.Arbitrary<Scene> = fc
  .record({ how: fc.constantFrom("loop" as const, "fill" as const), atOnce: fc.boolean() })
  .map(({ how, atOnce }) => ({
    programs: [
      { start: atOnce ? [tell("p", one)] : [], subscriptions: [on("p", { kind: how })] },
      {
        start: [{ kind: "now" }],
        subscriptions: [on("p", tell("r", one)), on("r", tell("q", one))],
      },
    ],
    units: [
      unitOf(0, { placement: { group: "lost" } }),
      unitOf(1, { placement: { group: "lost" } }),
      unitOf(1, { owner: 1 }),
    ],
    actions: [event(secretPart("q")), event(publicPart("p")), event(publicPart("r"))],
  }));

/** The operator stops a unit that has raised itself; all that descends from it has to end. */
export const stopped: fc.Arbitrary<Scene> = fc
  .record({
    kin: fc.constantFrom<Kin>("instance", "child", "both"),
    isRaised: fc.boolean(),
    deployed: fc.nat(2),
    spawns: fc.boolean(),
  })
  .map(({ kin, isRaised, deployed, spawns }) => {
    const again: readonly Action[] = deployed === 0 ? [{ kind: "deploy", unit: unitOf(0) }] : [];
    return {
      programs: [failing(kin, []), goingOn(spawns), leaf],
      units: [unitOf(0)],
      actions: [
        event(publicPart("p", 2)),
        ...(isRaised ? [event(publicPart("r"))] : []),
        { kind: "stop", unit: 0 } as const,
        ...again,
        event(publicPart("p", 3)),
      ],
    };
  });

/** An instance makes children, and instances, of what its own manifest names. */
export const nested: fc.Arbitrary<Scene> = fc
  .record({ manages: fc.boolean(), isSecret: fc.boolean(), idleMs: fc.constantFrom(0, 60_000, -1) })
  .map(({ manages, isSecret, idleMs }) => {
    const makes: Step = manages
      ? { kind: "manage", filter: has("p"), child: "leaf", program: 2, idleMs }
      : { kind: "spawn", child: "leaf", program: 2, label: anywhere, grants: [] };
    return {
      programs: [
        { start: [{ ...manage, idleMs } as Step], subscriptions: [on("q")] },
        { start: manages ? [makes] : [], subscriptions: [on("p", makes)] },
        leaf,
      ],
      units: [unitOf(0), unitOf(2, { owner: 1 })],
      actions: [
        event(isSecret ? secretPart("p") : publicPart("p")),
        event(publicPart("p"), secretPart("p")),
        event(publicPart("q")),
        event(publicPart("p")),
      ],
    };
  });
