/** Steps that belong together in this order, which chance would seldom find. */

import fc from "fast-check";
import { expression, FIRST_OWN, name, until } from "./arbitrary-data.ts";
import type { Expression, LabelRef, PartRef, PrivilegeName, Step } from "./program-spec.ts";

export const open: LabelRef = { secrecy: [], integrity: [] };

/** A part that anybody may read, as far as its publisher lets them. */
export function openPart(called: string, data: Expression): PartRef {
  return { name: called, label: open, data, carries: [] };
}

export function tell(called: string, data: Expression): Step {
  return { kind: "publish", parts: [openPart(called, data)], times: 1 };
}

/** To a tag of the operator's; back again only with a privilege. */
export function raiseTo(tag: number): Step {
  return { kind: "relabel", both: true, component: "secrecy", change: "add", tag };
}

export const one: Expression = { kind: "literal", value: 1 };

/** Makes a tag, and takes both privileges over it. */
export const makeTag: readonly Step[] = [
  { kind: "createTag" },
  { kind: "acquire", tag: FIRST_OWN, privilege: "t+" },
  { kind: "acquire", tag: FIRST_OWN, privilege: "t-" },
];

export const idiom: fc.Arbitrary<readonly Step[]> = fc
  .record({
    name,
    value: expression,
    component: fc.constantFrom("secrecy" as const, "secrecy" as const, "integrity" as const),
    both: fc.boolean(),
    holds: fc.constantFrom<PrivilegeName>("t+", "t-", "t+auth"),
    operators: fc.constantFrom(0, 0, 1, 3, 4, 5),
    until,
    which: fc.nat(19),
  })
  .map(({ name: called, value, component: half, both, holds, operators, until: end, which }) => {
    const tag = FIRST_OWN;
    const add: Step = { kind: "relabel", both, component: half, change: "add", tag };
    const remove: Step = { kind: "relabel", both: !both, component: half, change: "remove", tag };
    const own: Expression = { kind: "tag", tag };
    const given = [{ tag, privilege: holds, until: end }];
    const give: PartRef = { name: called, label: open, data: own, carries: given };
    const sealed: PartRef = {
      name: called,
      label: { secrecy: [tag], integrity: [] },
      data: value,
      carries: [],
    };
    const forged: PartRef = openPart("sealed", { kind: "forged" });
    const says = tell(called, value);
    const raise = raiseTo(operators);
    const shed: Step = { ...raise, kind: "relabel", both: false, change: "remove" } as Step;
    const part = openPart(called, value);
    const ways: readonly (readonly Step[])[] = [
      [...makeTag, add],
      [...makeTag, add, remove],
      [...makeTag, { kind: "publish", parts: [give], times: 1 }],
      [...makeTag, { kind: "publish", parts: [give, sealed], times: 1 }],
      [{ kind: "publish", parts: [sealed], times: 1 }],
      [{ kind: "revoke", tag, privilege: holds }],
      [
        { kind: "read", on: "hand", name: called },
        { kind: "has", tag, privilege: holds },
      ],
      [{ kind: "acquire", tag: operators, privilege: "t-" }, shed, says],
      [raise],
      [raise, { kind: "read", on: "hand", name: called }, says],
      [
        {
          kind: "manage",
          filter: { part: called, present: true },
          child: "middle",
          program: which,
          idleMs: 60_000,
        },
      ],
      [{ kind: "if", is: value, then: [{ kind: "unsubscribe", at: 0 }], otherwise: [says] }],
      [{ kind: "publish", parts: [forged], times: 1 }],
      [
        { kind: "draft", parts: [part] },
        raise,
        { kind: "has", tag, privilege: holds },
        { kind: "if", is: { kind: "held" }, then: [{ kind: "send" }], otherwise: [] },
      ],
      [
        { kind: "delete", on: "hand", name: called, label: open },
        { kind: "add", on: "hand", part },
        raise,
        { kind: "if", is: value, then: [{ kind: "throw" }], otherwise: [{ kind: "release" }] },
      ],
      [
        { kind: "read", on: "hand", name: called },
        { kind: "if", is: { kind: "identity" }, then: [says], otherwise: [] },
      ],
      [
        { kind: "draft", parts: [part] },
        { kind: "delete", on: "draft", name: called, label: open },
        { kind: "add", on: "draft", part: sealed },
        { kind: "read", on: "draft", name: called },
        { kind: "send" },
      ],
      [raise, { kind: "if", is: value, then: [{ kind: "throw" }], otherwise: [] }],
      [{ kind: "if", is: value, then: [{ kind: "loop" }], otherwise: [says] }],
      [...makeTag, add, { kind: "subscribe", subscription: ownFilter(called, says) }],
    ];
    return ways[which] ?? [];
  });

/** A filter for a tag of the unit's own. */
export function ownFilter(called: string, ...steps: readonly Step[]) {
  return { filter: { part: called, equals: { tag: FIRST_OWN } }, steps };
}
