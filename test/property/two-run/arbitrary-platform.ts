/** Random platforms: anybody may hold anything, but `t-` over what is secret. */

import fc from "fast-check";
import { filter, names, program, programPair } from "./arbitrary-program.ts";
import {
  type DataRef,
  type EdgeSpec,
  FREE,
  GATE,
  type IngressEvent,
  type IngressPart,
  isSecret,
  type PlatformSpec,
  type Presence,
  SEALED,
  SECRET,
  type UnitSpec,
} from "./platform-spec.ts";
import type { GrantRef, LabelRef, ProgramSpec } from "./program-spec.ts";

function sometimes<T>(weight: number, value: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> {
  return fc.oneof(
    { weight, arbitrary: value },
    { weight: 10 - weight, arbitrary: fc.constant(otherwise) },
  );
}

const until = fc.oneof(fc.constant(-1), fc.nat(40));
const grant: fc.Arbitrary<GrantRef> = fc.oneof(
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

const integrity = sometimes<readonly number[]>(
  2,
  fc.subarray([GATE, ...FREE], { minLength: 1, maxLength: 2 }),
  [],
);

/** May raise itself, or instances, to what is secret; comes back from there never. */
const cleared: readonly GrantRef[] = [{ tag: SECRET, privilege: "t+", until: -1 }];

/** Labels that the operator may deploy with these privileges; `gate` is nobody's to give. */
const unit: fc.Arbitrary<UnitSpec> = fc
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

const number = fc.nat(3).map((it): DataRef => ({ number: it }));
const data: fc.Arbitrary<DataRef> = fc.oneof(
  { weight: 5, arbitrary: number },
  { weight: 1, arbitrary: fc.nat(5).map((it): DataRef => ({ tag: it })) },
);
const presence = sometimes<Presence>(4, fc.constantFrom<Presence>("first", "second"), "both");

function ingressPart(label: fc.Arbitrary<LabelRef>): fc.Arbitrary<IngressPart> {
  return fc
    .record({
      name: fc.constantFrom(...names),
      label,
      data: fc.tuple(data, data),
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
  .record({ open: fc.nat(3), hidden: fc.tuple(fc.nat(3), fc.nat(3)) })
  .map(({ open, hidden: [first, second] }) => ({
    name: "sealed",
    label: { secrecy: [SEALED], integrity: [GATE] },
    data: [
      { open, hidden: first },
      { open, hidden: second },
    ],
    presence: "both",
    privileges: [],
  }));

const timing = { after: fc.nat(8), settle: sometimes(3, fc.constant(true), false) };

const ingressEvent: fc.Arbitrary<IngressEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      parts: fc.array(fc.oneof(ingressPart(openLabel), ingressPart(secretLabel)), {
        minLength: 1,
        maxLength: 4,
      }),
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

const edge: fc.Arbitrary<EdgeSpec> = fc.record({ filter, clearance: openLabel });

const anywhere: LabelRef = { secrecy: [], integrity: [] };

/** Runs one of the pair's programs, which come first. */
function pairUnit(program: number, privileges: readonly GrantRef[]): UnitSpec {
  const labels = { input: anywhere, output: anywhere };
  return {
    ...labels,
    privileges,
    program,
    owner: program,
    onFault: "restart",
    eventsPerDelivery: 8,
  };
}

export const platform: fc.Arbitrary<PlatformSpec> = fc
  .record({
    pair: sometimes<readonly ProgramSpec[]>(1, programPair, []),
    placement: fc.constantFrom("shared", "shared", "owner", "unit"),
    programs: fc.array(program, { minLength: 2, maxLength: 4 }),
    units: fc.array(unit, { minLength: 2, maxLength: 5 }),
    edges: fc.array(edge, { maxLength: 2 }),
    ingress: fc.array(ingressEvent, { minLength: 2, maxLength: 8 }),
    declassifier: fc.boolean(),
  })
  .map(({ pair, programs, units, ...rest }) => ({
    ...rest,
    programs: [...pair, ...programs],
    units: [...pair.map((_, i) => pairUnit(i, i === 0 ? cleared : [])), ...units],
  }));
