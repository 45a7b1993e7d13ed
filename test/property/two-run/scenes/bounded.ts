/** Bounds that units above the observers use up: shared with what is below, they would tell. */

import fc from "fast-check";
import { FIRST_OWN } from "../arbitrary-data.ts";
import { makeTag, one, tell } from "../idioms.ts";
import { FREE, type IngressPart, SEALED, SECRET } from "../platform-spec.ts";
import type { Literal, Step } from "../program-spec.ts";
import {
  above,
  anywhere,
  event,
  eventWith,
  give,
  has,
  ifSecret,
  on,
  publicPart,
  type Scene,
  secretPart,
  unitOf,
  wideOpen,
} from "./scene.ts";

function times(count: number, step: (i: number) => readonly Step[]): readonly Step[] {
  return Array.from({ length: count }, (_, i) => step(i)).flat();
}

/** High parts of an event, of which there are some in one run alone, beside parts that need more tags. */
export const crowded: fc.Arbitrary<Scene> = fc
  .record({
    called: fc.shuffledSubarray(["p", "q", "r"], { minLength: 1 }),
    secrets: fc.constantFrom<readonly (readonly number[])[]>(
      [[SECRET], [SEALED]],
      [
        [SECRET, 3],
        [SECRET, 4],
        [SECRET, 5],
      ],
      [[SECRET]],
    ),
    below: fc.subarray([...FREE], { minLength: 1 }),
  })
  .map(({ called, secrets, below }) => {
    const high = called.flatMap((name) =>
      secrets.map((secrecy): IngressPart => ({ ...secretPart(name, secrecy), presence: "second" })),
    );
    const low = called.map((name): IngressPart => ({
      ...publicPart(name),
      label: { secrecy: below, integrity: [] },
    }));
    const manage: Step = {
      kind: "manage",
      filter: { all: called.map((name) => has(name)) },
      child: "middle",
      program: 1,
      idleMs: 60_000,
    };
    return {
      programs: [
        { start: [manage], subscriptions: [on("p")] },
        { start: [tell("r", one)], subscriptions: [on(called[0] ?? "p", tell("r", one))] },
      ],
      units: [unitOf(0, { privileges: wideOpen })],
      actions: [event(...high, ...low), event(...low)],
    };
  });

/** Instances draw random numbers and make tags, some after others that there are in one run alone. */
export const drawn: fc.Arbitrary<Scene> = fc
  .record({ isFirst: fc.boolean(), draws: fc.boolean() })
  .map(({ isFirst, draws }) => {
    const manage: Step = {
      kind: "manage",
      filter: { any: [has("p"), has("q")] },
      child: "middle",
      program: 1,
      idleMs: 60_000,
    };
    const own: readonly Step[] = draws
      ? [tell("r", { kind: "random" })]
      : [{ kind: "createTag" }, tell("r", { kind: "tag", tag: FIRST_OWN })];
    const secret = { ...secretPart("q"), presence: "first" } as const;
    const both = [event(secret), event(publicPart("p"))];
    return {
      programs: [
        { start: [manage], subscriptions: [on("r")] },
        { start: own, subscriptions: [on("p", tell("r", { kind: "random" }))] },
      ],
      units: [unitOf(0)],
      actions: isFirst ? both : [event(publicPart("p"), secret), event(publicPart("p"))],
    };
  });

/** A unit starts late, at an earlier time than events had that it could not see, and instances hear it. */
export const late: fc.Arbitrary<Scene> = fc
  .record({ idleMs: fc.constantFrom(0, 3, 60_000), after: fc.constantFrom(1, 10) })
  .map(({ idleMs, after }) => {
    const manage: Step = {
      kind: "manage",
      filter: { any: [has("p"), has("q")] },
      child: "middle",
      program: 1,
      idleMs,
    };
    const secret = { ...secretPart("q"), presence: "first" } as const;
    return {
      programs: [
        { start: [manage], subscriptions: [on("r")] },
        { start: [], subscriptions: [on("p", tell("r", { kind: "count" }))] },
        { start: [tell("p", one)], subscriptions: [on("p", tell("p", one))] },
      ],
      units: [unitOf(0)],
      actions: [
        { kind: "event", parts: [secret], after, presence: "both", settle: true },
        { kind: "deploy", unit: unitOf(2, { owner: 1 }) },
      ],
    };
  });

/** A high instance, or unit, burns time; one below is to get its own all the same. */
export const slow: fc.Arbitrary<Scene> = fc
  .record({ ms: fc.constantFrom(60, 60, 30), isManaged: fc.boolean() })
  .map(({ ms, isManaged }) => {
    const burns: Step = ifSecret({ kind: "burn", ms }, tell("q", { kind: "last" }));
    const subscriptions = [on("q", burns), on("p", tell("p", one))];
    const manage: Step = {
      kind: "manage",
      filter: { any: [has("p"), has("q")] },
      child: "middle",
      program: 1,
      idleMs: -1,
    };
    return {
      programs: [
        { start: [manage], subscriptions: [on("r")] },
        { start: [], subscriptions },
      ],
      units: isManaged ? [unitOf(0)] : [unitOf(1, { label: above }), unitOf(1)],
      actions: [eventWith(secretPart("q")), event(publicPart("p"))],
      crossingMs: 70,
    };
  });

/** A high unit makes labels, tags, filters, children and events until what keeps them is swept or full. */
export const swept: fc.Arbitrary<Scene> = fc
  .record({
    way: fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4),
    integrity: fc.subarray([...FREE], { maxLength: 1 }),
    count: fc.constantFrom(2, 4, 6),
  })
  .map(({ way, integrity, count }) => {
    const own = (i: number): { secrecy: number[]; integrity: number[] } => ({
      secrecy: [FIRST_OWN + i],
      integrity: [],
    });
    const labelled = (i: number): Step => ({
      kind: "publish",
      parts: [{ name: "r", label: own(i), data: one, carries: [] }],
      times: 1,
    });
    const value = (i: number): Literal => ({ list: [i] });
    const ways: readonly (readonly Step[])[] = [
      times(count, (i) => [{ kind: "createTag" }, labelled(i)]),
      times(count, () => [
        { kind: "draft", parts: [{ name: "r", label: above, data: one, carries: [] }] },
        { kind: "send" },
      ]),
      times(count, (i) => [
        { kind: "subscribe", subscription: { filter: { part: "r", equals: i }, steps: [] } },
      ]),
      times(count, () => [
        { kind: "spawn", child: "middle", program: 2, label: anywhere, grants: [] },
      ]),
      times(count, (i) => [
        {
          kind: "publish",
          parts: [
            { name: "r", label: anywhere, data: { kind: "literal", value: value(i) }, carries: [] },
          ],
          times: 1,
        },
      ]),
    ];
    const looked: IngressPart = {
      ...publicPart("p"),
      label: { secrecy: [], integrity: [...integrity, 3] },
    };
    return {
      programs: [
        { start: [], subscriptions: [on("q", ifSecret(...(ways[way] ?? [])))] },
        {
          start: [],
          subscriptions: [
            on("p", { kind: "read", on: "hand", name: "p" }, tell("r", { kind: "identity" })),
          ],
        },
        { start: [tell("r", one)], subscriptions: [] },
      ],
      units: [unitOf(0, { label: above }), unitOf(1)],
      actions: [event(looked), event(secretPart("q")), event(publicPart("r")), event(looked)],
    };
  });

/** Labels that grow beyond the bound of what a program writes, by a privilege that is dropped. */
export const swollen: fc.Arbitrary<Scene> = fc
  .record({ each: fc.constantFrom(2, 4, 4), then: fc.nat(3) })
  .map(({ each, then }) => {
    const at = (i: number): number => FIRST_OWN + 1 + i;
    const hidden = times(each, (i) => [
      { kind: "createTag" },
      { kind: "acquire", tag: at(i), privilege: "t+" },
      { kind: "acquire", tag: at(i), privilege: "t-" },
      { kind: "relabel", both: true, component: "secrecy", change: "add", tag: at(i) },
      { kind: "relabel", both: false, component: "secrecy", change: "remove", tag: at(i) },
    ]);
    const said = times(each, (i) => [
      { kind: "createTag" },
      { kind: "acquire", tag: at(each + i), privilege: "t+" },
      { kind: "relabel", both: false, component: "secrecy", change: "add", tag: at(each + i) },
    ]);
    const dropped = times(each, (i) => [{ kind: "drop", tag: at(i) }]);
    const last: readonly Step[] = [
      { kind: "revoke", tag: FIRST_OWN, privilege: "t+" },
      tell("p", one),
      { kind: "spawn", child: "middle", program: 0, label: anywhere, grants: [] },
      { kind: "clone", on: "hand", label: anywhere, parts: [] },
    ];
    return {
      programs: [
        {
          start: [...makeTag, give("p", "t+")],
          subscriptions: [on("r", ...hidden, ...said, ...dropped, last[then] as Step)],
        },
        { start: [], subscriptions: [on("p", { kind: "read", on: "hand", name: "p" })] },
      ],
      units: [unitOf(0), unitOf(1, { owner: 1 })],
      actions: [event(publicPart("r")), event(publicPart("p"))],
    };
  });
