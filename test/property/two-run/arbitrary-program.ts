/** Random programs: few names, values and tags, so that units meet. */

import fc from "fast-check";
import type { Filter } from "../../../src/unit/index.ts";
import type {
  Expression,
  GrantRef,
  LabelRef,
  PartRef,
  PrivilegeName,
  ProgramSpec,
  Step,
  SubscriptionRef,
} from "./program-spec.ts";

export const names = ["p", "q", "r"] as const;

const name = fc.constantFrom(...names);
const few = fc.nat(3);
/** The operator's tags and what a unit has made or been given besides. */
const tag = fc.nat(7);
const privilege = fc.constantFrom<PrivilegeName>("t+", "t-", "t+auth", "t-auth");

const label: fc.Arbitrary<LabelRef> = fc.record({
  secrecy: fc.oneof(
    { weight: 3, arbitrary: fc.constant<readonly number[]>([]) },
    { weight: 1, arbitrary: fc.array(tag, { minLength: 1, maxLength: 2 }) },
  ),
  integrity: fc.oneof(
    { weight: 4, arbitrary: fc.constant<readonly number[]>([]) },
    { weight: 1, arbitrary: fc.array(tag, { minLength: 1, maxLength: 2 }) },
  ),
});

const until = fc.oneof(fc.constant(-1), fc.nat(40));
const grant: fc.Arbitrary<GrantRef> = fc.record({ tag, privilege, until });

const expression: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 2, arbitrary: few.map((value): Expression => ({ kind: "constant", value })) },
  { weight: 1, arbitrary: tag.map((it): Expression => ({ kind: "tag", tag: it })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("last", "last", "count", "mix", "random", "secret")
      .map((kind) => ({ kind }) as Expression),
  },
);

const carries = fc.oneof(
  { weight: 4, arbitrary: fc.constant<readonly GrantRef[]>([]) },
  { weight: 1, arbitrary: fc.array(grant, { minLength: 1, maxLength: 2 }) },
);
const part: fc.Arbitrary<PartRef> = fc.record({ name, label, data: expression, carries });
const parts = fc.array(part, { minLength: 1, maxLength: 2 });

export const filter: fc.Arbitrary<Filter> = fc.letrec<{ readonly node: Filter }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    { weight: 6, arbitrary: name.map((it): Filter => ({ part: it, present: true })) },
    { weight: 2, arbitrary: fc.record({ part: name, equals: few }) },
    { weight: 1, arbitrary: fc.record({ part: name, gte: few }) },
    { weight: 1, arbitrary: fc.record({ not: tie("node") }) },
    { weight: 1, arbitrary: fc.record({ all: fc.tuple(tie("node"), tie("node")) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.tuple(tie("node"), tie("node")) }) },
  ),
})).node;

const component = fc.constantFrom("secrecy", "secrecy", "integrity");
const change = fc.constantFrom("add", "remove");

function kinds<K extends string>(...of: readonly K[]): fc.Arbitrary<K> {
  return fc.constantFrom(...of);
}

/** Steps that need no event in hand and name no other steps. */
const free: readonly fc.WeightedArbitrary<Step>[] = [
  {
    weight: 7,
    arbitrary: fc.record({ kind: kinds("publish"), parts, times: fc.constantFrom(1, 1, 1, 3) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: kinds("relabel"), both: fc.boolean(), component, change, tag }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kinds("require", "drop"), tag }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("createTag", "now") }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds("throw") }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds("unsubscribe"), at: few }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kinds("manage"),
      filter,
      program: few,
      idleMs: fc.constantFrom(0, 5, 60_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kinds("spawn"),
      program: few,
      label,
      grants: fc.array(grant, { maxLength: 1 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: kinds("acquire", "acquire", "has", "revoke"), tag, privilege }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kinds("set"), to: expression }) },
];

/** Steps on the event in hand. */
const bound: readonly fc.WeightedArbitrary<Step>[] = [
  { weight: 5, arbitrary: fc.record({ kind: kinds("read"), name }) },
  { weight: 5, arbitrary: fc.record({ kind: kinds("add"), part }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("delete"), name, label }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("attach"), name, label, grant }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: kinds("clone"), label, parts: fc.array(part, { maxLength: 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kinds("release") }) },
];

const plain = [...free, ...bound];
const plainStep = fc.oneof(...plain);
const plainSteps = fc.array(plainStep, { maxLength: 3 });

const innerSubscription: fc.Arbitrary<SubscriptionRef> = fc.record({ filter, steps: plainSteps });

const step: fc.Arbitrary<Step> = fc.oneof(
  ...plain,
  {
    weight: 6,
    arbitrary: fc.record({
      kind: kinds("if"),
      is: expression,
      then: plainSteps,
      otherwise: plainSteps,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kinds("subscribe"), subscription: innerSubscription }),
  },
);

const steps = fc.array(step, { maxLength: 4 });

export const program: fc.Arbitrary<ProgramSpec> = fc.record({
  start: fc.array(fc.oneof(...free), { maxLength: 4 }),
  subscriptions: fc.array(fc.record({ filter, steps }), { minLength: 1, maxLength: 3 }),
});
