/** Random reports of a kernel that lies, and what the units of its cell may say, all together. */

import fc from "fast-check";
import { unit } from "../two-run/arbitrary-unit.ts";
import type { UnitSpec } from "../two-run/platform-spec.ts";
import type { GrantRef, LabelRef, PrivilegeName } from "../two-run/program-spec.ts";

export type ForgeryKind = "event" | "added" | "unseen" | "removed" | "spawn" | "endpoint";

export interface Forgery {
  readonly kind: ForgeryKind;
  readonly label: LabelRef;
  /** Delegated on an authority of the first generation. */
  readonly grants: readonly GrantRef[];
}

const tags = [0, 1, 2, 3, 4, 5];

export interface ForgedCell {
  readonly units: readonly UnitSpec[];
  readonly forgery: Forgery;
}

const privilege = fc.constantFrom<PrivilegeName>("t+", "t-", "t+auth", "t-auth");

export const forgedCell: fc.Arbitrary<ForgedCell> = fc
  .record({
    units: fc.array(unit, { minLength: 1, maxLength: 2 }),
    kind: fc.constantFrom<ForgeryKind>("event", "added", "unseen", "removed", "spawn", "endpoint"),
    secrecy: fc.subarray(tags),
    integrity: fc.oneof(fc.constant([]), fc.subarray(tags, { maxLength: 2 })),
    /** Half of all carry at least what the first unit's output label asks for. */
    isConfined: fc.boolean(),
    grants: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(
          fc.record({ tag: fc.constantFrom(...tags), privilege, until: fc.constantFrom(0, 30) }),
          { minLength: 1, maxLength: 2 },
        ),
      },
    ),
  })
  .map(({ units, kind, secrecy, integrity, isConfined, grants }) => {
    const confined = isConfined ? (units[0]?.output.secrecy ?? []) : [];
    const label = { secrecy: [...new Set([...secrecy, ...confined])], integrity };
    return { units, forgery: { kind, label, grants } };
  });

function holds(units: readonly UnitSpec[], tag: number, ...privileges: PrivilegeName[]): boolean {
  return units.some((it) =>
    it.privileges.some((held) => held.tag === tag && privileges.includes(held.privilege)),
  );
}

function mayRead(units: readonly UnitSpec[], { secrecy }: LabelRef): boolean {
  return secrecy.every(
    (tag) =>
      units.some(({ input }) => input.secrecy.includes(tag)) || holds(units, tag, "t+", "t+auth"),
  );
}

function maySay(units: readonly UnitSpec[], { secrecy, integrity }: LabelRef): boolean {
  const isConfined = tags.every(
    (tag) =>
      secrecy.includes(tag) ||
      holds(units, tag, "t-", "t-auth") ||
      units.some(({ output }) => !output.secrecy.includes(tag)),
  );
  const isVouched = integrity.every(
    (tag) =>
      holds(units, tag, "t+", "t+auth") ||
      units.some(
        ({ input, output }) => input.integrity.includes(tag) && output.integrity.includes(tag),
      ),
  );
  return isConfined && isVouched;
}

function mayGive(units: readonly UnitSpec[], { tag, privilege: given, until }: GrantRef): boolean {
  const authority = given.startsWith("t+") ? "t+auth" : "t-auth";
  const leases = units.flatMap(({ privileges }) =>
    privileges
      .filter((held) => held.tag === tag && held.privilege === authority)
      .map((held) => (held.until < 0 ? Infinity : held.until)),
  );
  return leases.some((held) => held >= until);
}

/** Whether an honest kernel with these units could have sent it. */
export function isPossible({ units, forgery: { kind, label, grants } }: ForgedCell): boolean {
  switch (kind) {
    case "endpoint":
      return mayRead(units, label);
    case "unseen":
    case "removed":
      return maySay(units, label);
    case "spawn":
      return (
        mayRead(units, label) && maySay(units, label) && grants.every((it) => mayGive(units, it))
      );
    default:
      return maySay(units, label) && grants.every((it) => mayGive(units, it));
  }
}
