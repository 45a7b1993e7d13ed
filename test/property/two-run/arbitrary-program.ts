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

/** Position of the first tag that a unit has made. */
const FIRST_OWN = 6;

export const names = ["p", "q", "r"] as const;

const name = fc.constantFrom(...names);
/** Also what only the edge can publish so that the declassifier believes it. */
const partName = fc.constantFrom(...names, ...names, ...names, "sealed");
const few = fc.nat(3);
/** The operator's tags, then what a unit has made or been given. */
const tag = fc.constantFrom(0, 1, 2, 3, 4, 5, FIRST_OWN, FIRST_OWN, FIRST_OWN + 1);
/** Those over which units hold something. */
const heldTag = fc.constantFrom(0, 3, 4, 5, FIRST_OWN, FIRST_OWN, FIRST_OWN + 1);
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
const grant: fc.Arbitrary<GrantRef> = fc.record({ tag: heldTag, privilege, until });

const expression: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 2, arbitrary: few.map((value): Expression => ({ kind: "constant", value })) },
  { weight: 1, arbitrary: tag.map((it): Expression => ({ kind: "tag", tag: it })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom("last", "last", "last", "secret", "secret", "forged", "count", "mix", "random")
      .map((kind) => ({ kind }) as Expression),
  },
);

const carries = fc.oneof(
  { weight: 4, arbitrary: fc.constant<readonly GrantRef[]>([]) },
  { weight: 1, arbitrary: fc.array(grant, { minLength: 1, maxLength: 2 }) },
);
const part: fc.Arbitrary<PartRef> = fc.record({ name: partName, label, data: expression, carries });
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
    arbitrary: fc.record({
      kind: kinds("publish"),
      parts,
      times: fc.constantFrom(1, 1, 1, 1, 1, 3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kinds("relabel"),
      both: fc.boolean(),
      component,
      change,
      tag: heldTag,
    }),
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
    arbitrary: fc.record({
      kind: kinds("acquire", "acquire", "has", "revoke"),
      tag: heldTag,
      privilege,
    }),
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

/** What takes several steps in the right order, which chance would seldom find. */
const idiom: fc.Arbitrary<readonly Step[]> = fc
  .record({
    name,
    value: expression,
    component,
    both: fc.boolean(),
    holds: fc.constantFrom<PrivilegeName>("t+", "t-", "t+auth"),
    operators: fc.constantFrom(0, 0, 1, 3, 4, 5),
    until,
    which: fc.nat(12),
  })
  .map(({ name: called, value, component: half, both, holds, operators, until: end, which }) => {
    const tag = FIRST_OWN;
    const make: readonly Step[] = [
      { kind: "createTag" },
      { kind: "acquire", tag, privilege: "t+" },
      { kind: "acquire", tag, privilege: "t-" },
    ];
    const add: Step = { kind: "relabel", both, component: half, change: "add", tag };
    const remove: Step = { kind: "relabel", both: !both, component: half, change: "remove", tag };
    const open = { secrecy: [], integrity: [] };
    const own: Expression = { kind: "tag", tag };
    const given = [{ tag, privilege: holds, until: end }];
    const give: PartRef = { name: called, label: open, data: own, carries: given };
    const sealed: PartRef = {
      name: called,
      label: { secrecy: [tag], integrity: [] },
      data: value,
      carries: [],
    };
    const forged: PartRef = {
      name: "sealed",
      label: open,
      data: { kind: "forged" },
      carries: [],
    };
    const tell: Step = {
      kind: "publish",
      parts: [{ name: called, label: open, data: value, carries: [] }],
      times: 1,
    };
    const raise: Step = {
      kind: "relabel",
      both: true,
      component: "secrecy",
      change: "add",
      tag: operators,
    };
    const say: Step = { ...raise, both: false, change: "remove" };
    const ways: readonly (readonly Step[])[] = [
      [...make, add],
      [...make, add, remove],
      [...make, { kind: "publish", parts: [give], times: 1 }],
      [...make, { kind: "publish", parts: [give, sealed], times: 1 }],
      [{ kind: "publish", parts: [sealed], times: 1 }],
      [{ kind: "revoke", tag, privilege: holds }],
      [
        { kind: "read", name: called },
        { kind: "has", tag, privilege: holds },
      ],
      [{ kind: "acquire", tag: operators, privilege: "t-" }, say, tell],
      [raise],
      [raise, { kind: "read", name: called }, tell],
      [{ kind: "manage", filter: { part: called, present: true }, program: which, idleMs: 60_000 }],
      [{ kind: "if", is: value, then: [{ kind: "unsubscribe", at: 0 }], otherwise: [tell] }],
      [{ kind: "publish", parts: [forged], times: 1 }],
    ];
    return ways[which] ?? [];
  });

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
const plainStep = fc.oneof(...plain);
const plainSteps = sequence(plainStep, 3);

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

const steps = sequence(step, 4);

export const program: fc.Arbitrary<ProgramSpec> = fc.record({
  start: sequence(fc.oneof(...free), 4),
  subscriptions: fc.array(fc.record({ filter, steps }), { minLength: 1, maxLength: 3 }),
});

/**
 * Two that belong together: one gives away a privilege over its tag, learns a secret and perhaps
 * withdraws the privilege; the other looks whether it still holds it.
 */
export const programPair: fc.Arbitrary<readonly ProgramSpec[]> = fc
  .record({ gives: name, decides: name, privilege })
  .map(({ gives, decides, privilege: what }) => {
    const tag = FIRST_OWN;
    const on = (part: string, ...done: readonly Step[]): SubscriptionRef => ({
      filter: { part, present: true },
      steps: done,
    });
    const given: PartRef = {
      name: gives,
      label: { secrecy: [], integrity: [] },
      data: { kind: "tag", tag },
      carries: [{ tag, privilege: what, until: -1 }],
    };
    const raise = { both: true, component: "secrecy", change: "add", tag: 0 } as const;
    const revoke: Step = { kind: "revoke", tag, privilege: what };
    const has: Step = { kind: "has", tag, privilege: what };
    return [
      {
        start: [{ kind: "createTag" }, { kind: "publish", parts: [given], times: 1 }],
        subscriptions: [
          on(gives, { kind: "relabel", ...raise }),
          on(decides, { kind: "if", is: { kind: "last" }, then: [revoke], otherwise: [] }),
        ],
      },
      {
        start: [],
        subscriptions: [on(gives, { kind: "read", name: gives }, has)],
      },
    ];
  });
