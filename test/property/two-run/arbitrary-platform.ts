/** Random platforms: units, what the operator does, and perhaps a scene. */

import fc from "fast-check";
import { filter, few, literal, names, sometimes } from "./arbitrary-data.ts";
import { program } from "./arbitrary-program.ts";
import { grant, integrity, unit } from "./arbitrary-unit.ts";
import {
  type Action,
  type EdgeSpec,
  FREE,
  GATE,
  type IngressEvent,
  type IngressPart,
  isSecret,
  type PlacementRef,
  type PlatformSpec,
  type Presence,
  SEALED,
  SECRET,
} from "./platform-spec.ts";
import type { GrantRef, LabelRef } from "./program-spec.ts";
import { scene } from "./scenes/index.ts";
import type { Scene } from "./scenes/scene.ts";

const presence = sometimes<Presence>(4, fc.constantFrom<Presence>("first", "second"), "both");

function ingressPart(label: fc.Arbitrary<LabelRef>): fc.Arbitrary<IngressPart> {
  return fc
    .record({
      name: fc.constantFrom(...names),
      label,
      data: fc.tuple(literal, literal),
      presence,
      privileges: sometimes<readonly GrantRef[]>(
        2,
        fc.array(grant, { minLength: 1, maxLength: 2 }),
        [],
      ),
    })
    .map((part) =>
      isSecret(part.label)
        ? part
        : { ...part, data: [part.data[0], part.data[0]], presence: "both" },
    );
}

const openLabel = fc.record({
  secrecy: sometimes<readonly number[]>(2, fc.subarray([...FREE], { maxLength: 1 }), []),
  integrity,
});
const secretLabel = fc.record({
  secrecy: fc
    .tuple(fc.constantFrom(SECRET, SECRET, SEALED), openLabel)
    .map(([secret, open]) => [secret, ...open.secrecy]),
  // The gate vouches for what the declassifier opens, and for nothing else.
  integrity: integrity.map((tags) => tags.filter((tag) => tag !== GATE)),
});

/** What the declassifier opens: the same in both runs; beside it what it must keep. */
const sealedPart: fc.Arbitrary<IngressPart> = fc
  .record({ open: few, hidden: fc.tuple(few, few) })
  .map(({ open, hidden: [first, second] }) => ({
    name: "sealed",
    label: { secrecy: [SEALED], integrity: [GATE] },
    data: [{ record: { open, hidden: first } }, { record: { open, hidden: second } }],
    presence: "both",
    privileges: [],
  }));

const timing = {
  kind: fc.constant("event" as const),
  after: fc.nat(8),
  settle: sometimes(3, fc.constant(true), false),
};

/** Mostly a few parts, sometimes about as many as an event may have. */
const manyParts = fc.oneof(
  { weight: 9, arbitrary: fc.constant(4) },
  { weight: 1, arbitrary: fc.constant(12) },
);

const ingressEvent: fc.Arbitrary<IngressEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      parts: manyParts.chain((maxLength) =>
        fc.array(fc.oneof(ingressPart(openLabel), ingressPart(secretLabel)), {
          minLength: 1,
          maxLength,
        }),
      ),
      presence: fc.constant<Presence>("both"),
      ...timing,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      parts: fc.array(ingressPart(secretLabel), { minLength: 1, maxLength: 3 }),
      presence,
      ...timing,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      parts: fc.tuple(sealedPart),
      presence: fc.constant<Presence>("both"),
      ...timing,
    }),
  },
);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 16, arbitrary: ingressEvent },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stop" as const), unit: few }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("deploy" as const), unit }) },
);

const edge: fc.Arbitrary<EdgeSpec> = fc.record({
  filter,
  clearance: fc.oneof({ weight: 3, arbitrary: openLabel }, { weight: 1, arbitrary: secretLabel }),
});

const placement = fc.constantFrom<PlacementRef>("shared", "shared", "owner", "unit", {
  group: "all",
});

const rest = {
  placement,
  edges: fc.array(edge, { maxLength: 2 }),
  declassifier: fc.boolean(),
  crossingMs: fc.constantFrom(40, 2_000),
  isAsync: sometimes(2, fc.constant(true), false),
};

export const plainPlatform: fc.Arbitrary<PlatformSpec> = fc.record({
  ...rest,
  programs: fc.array(program, { minLength: 2, maxLength: 4 }),
  units: fc.array(unit, { minLength: 2, maxLength: 5 }),
  actions: fc.array(action, { minLength: 2, maxLength: 8 }),
});

/** Puts the actions of a scene in order among others. */
function among(own: readonly Action[], others: readonly Action[], at: readonly number[]): Action[] {
  const all = [...own];
  for (const [i, other] of others.entries()) all.splice((at[i] ?? 0) % (all.length + 1), 0, other);
  return all;
}

/** A scene with few others about it. */
export function platformOf(scenes: fc.Arbitrary<Scene>): fc.Arbitrary<PlatformSpec> {
  return fc
    .record({
      ...rest,
      scene: scenes,
      programs: fc.array(program, { maxLength: 2 }),
      units: fc.array(unit, { maxLength: 2 }),
      actions: fc.array(action, { maxLength: 3 }),
      places: fc.array(fc.nat(7), { minLength: 3, maxLength: 3 }),
    })
    .map(({ scene: of, programs, units, actions, places, ...others }) => ({
      ...others,
      edges: [...others.edges, ...(of.edges ?? [])],
      placement: of.placement ?? others.placement,
      crossingMs: of.crossingMs ?? others.crossingMs,
      programs: [...of.programs, ...programs],
      units: [...of.units, ...units],
      actions: among(of.actions, actions, places),
    }));
}

export const platform: fc.Arbitrary<PlatformSpec> = fc.oneof(
  { weight: 5, arbitrary: plainPlatform },
  { weight: 5, arbitrary: platformOf(scene) },
);
