/** Random units: they may hold anything, but `t-` over what is secret. */

import fc from "fast-check";
import { sometimes, until } from "./arbitrary-data.ts";
import { FREE, GATE, type PlacementRef, SEALED, SECRET, type UnitSpec } from "./platform-spec.ts";
import type { GrantRef } from "./program-spec.ts";
import { cleared } from "./scenes/scene.ts";

export const grant: fc.Arbitrary<GrantRef> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      tag: fc.constantFrom(SECRET, SEALED),
      privilege: fc.constantFrom("t+", "t+", "t+auth"),
      until,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      tag: fc.constantFrom(...FREE),
      privilege: fc.constantFrom("t+", "t-", "t+auth", "t-auth"),
      until,
    }),
  },
);

const secrecy = fc
  .tuple(
    sometimes<readonly number[]>(
      3,
      fc.constantFrom([SECRET], [SECRET], [SEALED], [SECRET, SEALED]),
      [],
    ),
    sometimes<readonly number[]>(3, fc.subarray([...FREE], { minLength: 1, maxLength: 2 }), []),
  )
  .map(([secret, free]) => [...secret, ...free]);

export const integrity: fc.Arbitrary<readonly number[]> = sometimes<readonly number[]>(
  2,
  fc.subarray([GATE, ...FREE], { minLength: 1, maxLength: 2 }),
  [],
);

/** Mostly as the platform says. */
const ownPlacement = sometimes<PlacementRef | null>(
  1,
  fc.constantFrom<PlacementRef>({ group: "a" }, { group: "b" }, "unit"),
  null,
);

/** Labels that the operator may deploy with these privileges; `gate` is nobody's to give. */
export const unit: fc.Arbitrary<UnitSpec> = fc
  .record({
    secrecy,
    integrity,
    extra: sometimes<readonly number[]>(2, secrecy, []),
    sheds: fc.boolean(),
    privileges: fc
      .tuple(sometimes(4, fc.constant(cleared), []), fc.array(grant, { maxLength: 5, size: "max" }))
      .map(([first, rest]) => [...first, ...rest]),
    program: fc.nat(3),
    owner: fc.nat(2),
    onFault: fc.constantFrom("restart" as const, "continue" as const, "quarantine" as const),
    eventsPerDelivery: fc.constantFrom(3, 8),
    placement: ownPlacement,
  })
  .map(({ secrecy: reads, integrity: demands, extra, sheds, privileges, ...rest }) => {
    const holds = (tag: number, privilege: string): boolean =>
      privileges.some((it) => it.tag === tag && it.privilege === privilege && it.until < 0);
    const says = [...reads.filter((tag) => !(sheds && holds(tag, "t-"))), ...extra];
    const vouches = [...demands, ...FREE.filter((tag) => sheds && holds(tag, "t+"))];
    return {
      ...rest,
      privileges,
      input: { secrecy: reads, integrity: demands },
      output: { secrecy: says, integrity: vouches.filter((tag) => tag !== GATE) },
    };
  });
