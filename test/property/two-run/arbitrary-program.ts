/** Random programs. */

import fc from "fast-check";
import {
  expression,
  few,
  filter,
  grant,
  heldTag,
  label,
  name,
  part,
  parts,
  privilege,
  tag,
} from "./arbitrary-data.ts";
import { idiom } from "./idioms.ts";
import type { Manifest, ProgramSpec, Step, SubscriptionRef, Target } from "./program-spec.ts";

const component = fc.constantFrom("secrecy", "secrecy", "integrity");
const change = fc.constantFrom("add", "remove");
const child = fc.constantFrom<Manifest>("interpreter", "middle", "middle", "leaf");
const on = fc.constantFrom<Target>("hand", "hand", "hand", "draft");

function kinds<K extends string>(...of: readonly K[]): fc.Arbitrary<K> {
  return fc.constantFrom(...of);
}

/** Steps that need no event in hand and name no other steps. */
const free: readonly fc.WeightedArbitrary<Step>[] = [
  {
    weight: 14,
    arbitrary: fc.record({
      kind: kinds("publish"),
      parts,
      times: fc.constantFrom(1, 1, 1, 1, 1, 3),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: kinds("relabel"),
      both: fc.boolean(),
      component,
      change,
      tag: heldTag,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kinds("require", "drop"), tag }) },
  { weight: 4, arbitrary: fc.record({ kind: kinds("createTag", "now") }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("throw") }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds("loop", "fill") }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kinds("burn"), ms: fc.constantFrom(1, 15, 35, 60) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kinds("draft"), parts }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("send") }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("unsubscribe"), at: few }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kinds("manage"),
      filter,
      child,
      program: few,
      idleMs: fc.constantFrom(0, 5, 60_000, -1),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kinds("spawn"),
      child,
      program: few,
      label,
      grants: fc.array(grant, { maxLength: 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: kinds("acquire", "acquire", "has", "revoke"),
      tag: heldTag,
      privilege,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kinds("set"), to: expression }) },
];

/** Steps on the event in hand, or on the draft. */
const bound: readonly fc.WeightedArbitrary<Step>[] = [
  { weight: 10, arbitrary: fc.record({ kind: kinds("read"), on, name }) },
  { weight: 10, arbitrary: fc.record({ kind: kinds("add"), on, part }) },
  { weight: 4, arbitrary: fc.record({ kind: kinds("delete"), on, name, label }) },
  { weight: 4, arbitrary: fc.record({ kind: kinds("attach"), on, name, label, grant }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: kinds("clone"),
      on,
      label,
      parts: fc.array(part, { maxLength: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kinds("release") }) },
];

function sequence(one: fc.Arbitrary<Step>, maxLength: number): fc.Arbitrary<readonly Step[]> {
  return fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: one.map((it): readonly Step[] => [it]) },
        { weight: 1, arbitrary: idiom },
      ),
      { maxLength },
    )
    .map((groups) => groups.flat());
}

const plain = [...free, ...bound];
const plainSteps = sequence(fc.oneof(...plain), 3);

const innerSubscription: fc.Arbitrary<SubscriptionRef> = fc.record({ filter, steps: plainSteps });

const step: fc.Arbitrary<Step> = fc.oneof(
  ...plain,
  {
    weight: 12,
    arbitrary: fc.record({
      kind: kinds("if"),
      is: expression,
      then: plainSteps,
      otherwise: plainSteps,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: kinds("subscribe"), subscription: innerSubscription }),
  },
);

export const steps: fc.Arbitrary<readonly Step[]> = sequence(step, 4);

export const program: fc.Arbitrary<ProgramSpec> = fc.record({
  start: sequence(fc.oneof(...free), 4),
  subscriptions: fc.array(fc.record({ filter, steps }), { minLength: 1, maxLength: 3 }),
});
