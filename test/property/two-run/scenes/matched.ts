/** What is matched, and what of an event is changed on its way. */

import fc from "fast-check";
import { FIRST_OWN } from "../arbitrary-data.ts";
import { makeTag, one, openPart, ownFilter, tell } from "../idioms.ts";
import { GATE } from "../platform-spec.ts";
import type { PartRef, Step } from "../program-spec.ts";
import {
  above,
  anywhere,
  event,
  eventWith,
  has,
  ifSecret,
  on,
  publicPart,
  type Scene,
  secretPart,
  unitOf,
} from "./scene.ts";

/** A unit keeps what it says to itself behind a tag of its own, and asks for what names that tag. */
export const ownTag: fc.Arbitrary<Scene> = fc
  .record({ asksForTag: fc.boolean(), isOpen: fc.boolean() })
  .map(({ asksForTag, isOpen }) => {
    const own = { kind: "tag", tag: FIRST_OWN } as const;
    const label = { secrecy: isOpen ? [] : [FIRST_OWN], integrity: [] };
    const answer: PartRef = { name: "q", label, data: own, carries: [] };
    const raise: readonly Step[] = isOpen
      ? []
      : [
          { kind: "relabel", both: true, component: "secrecy", change: "add", tag: FIRST_OWN },
          { kind: "relabel", both: false, component: "secrecy", change: "remove", tag: FIRST_OWN },
        ];
    const listen: Step = {
      kind: "subscribe",
      subscription: asksForTag ? ownFilter("q") : on("q"),
    };
    return {
      programs: [
        { start: [...makeTag, ...raise, listen], subscriptions: [on("r", tell("p", own))] },
        {
          start: [],
          subscriptions: [
            on(
              "p",
              { kind: "read", on: "hand", name: "p" },
              { kind: "publish", parts: [answer], times: 1 },
            ),
          ],
        },
      ],
      units: [unitOf(0), unitOf(1, { owner: 1 })],
      actions: [event(publicPart("r")), event(publicPart("r"))],
    };
  });

/** A high unit changes an event that goes on to those below. */
export const passedOn: fc.Arbitrary<Scene> = fc.nat(3).map((way) => {
  const wish: Step = { kind: "delete", on: "hand", name: "p", label: anywhere };
  const add: Step = { kind: "add", on: "hand", part: openPart("r", one) };
  const ways: readonly (readonly Step[])[] = [
    [ifSecret(wish)],
    [ifSecret(wish, add)],
    [ifSecret(add)],
    [ifSecret(wish, { kind: "release" }, tell("r", one))],
  ];
  return {
    programs: [
      { start: [], subscriptions: [on("q", ...(ways[way] ?? []))] },
      {
        start: [],
        subscriptions: [
          { filter: { all: [has("q"), { not: has("p") }] }, steps: [] },
          { filter: { all: [has("q"), has("r")] }, steps: [] },
        ],
      },
    ],
    units: [unitOf(0, { label: above }), unitOf(1), unitOf(1, { owner: 1 })],
    actions: [
      event(publicPart("p"), publicPart("q"), secretPart("r")),
      event(publicPart("q"), secretPart("r")),
    ],
  };
});

/** Instances of an owner that believes only what the edge vouches for. */
export const vouched: fc.Arbitrary<Scene> = fc
  .record({ isVouched: fc.boolean() })
  .map(({ isVouched }) => {
    const trusting = { secrecy: [], integrity: [GATE] };
    const label = { secrecy: [], integrity: isVouched ? [GATE] : [] };
    return {
      programs: [
        {
          start: [
            { kind: "manage", filter: has("p"), child: "middle", program: 1, idleMs: 60_000 },
          ],
          subscriptions: [on("p")],
        },
        { start: [tell("q", one)], subscriptions: [on("p", tell("q", one))] },
      ],
      units: [
        unitOf(0, { input: trusting, output: trusting }),
        unitOf(1, { input: trusting, output: trusting, owner: 1 }),
      ],
      actions: [
        event({ ...publicPart("p"), label }, secretPart("p")),
        event({ ...publicPart("p"), label: trusting }),
      ],
    };
  });

/** What is caused by an early event comes after a later one, of which nobody below is to see the time. */
export const timed: fc.Arbitrary<Scene> = fc.nat(3).map((after) => ({
  programs: [
    {
      start: [],
      subscriptions: [on("p", tell("r", one)), on("r", { kind: "now" }), on("q", { kind: "now" })],
    },
  ],
  units: [unitOf(0), unitOf(0, { label: above })],
  actions: [
    eventWith(publicPart("p")),
    {
      kind: "event",
      parts: [secretPart("q")],
      after: after + 1,
      presence: "first",
      settle: true,
    },
  ],
}));

/** The tags of a label become known one by one, and not in the order in which they were made. */
export const labelled: fc.Arbitrary<Scene> = fc
  .record({
    first: fc.nat(1),
    component: fc.constantFrom("secrecy" as const, "integrity" as const),
  })
  .map(({ first, component }) => {
    const tags = [FIRST_OWN, FIRST_OWN + 1];
    const takes = tags.flatMap((tag): readonly Step[] => [
      { kind: "acquire", tag, privilege: "t+" },
      { kind: "relabel", both: false, component, change: "add", tag },
    ]);
    const asks: Step = {
      kind: "subscribe",
      subscription: { filter: { part: "r", equals: { tag: FIRST_OWN + first } }, steps: [] },
    };
    const label = { ...anywhere, [component]: tags };
    const says: Step = {
      kind: "publish",
      parts: [{ name: "r", label, data: one, carries: [] }],
      times: 1,
    };
    return {
      programs: [
        {
          start: [{ kind: "createTag" }, { kind: "createTag" }, ...takes],
          subscriptions: [on("p", asks), on("q", says)],
        },
      ],
      units: [unitOf(0), unitOf(0, { owner: 1 })],
      actions: [event(publicPart("p"), publicPart("q")), event(publicPart("q"))],
      // Who is alone tells of no filters.
      placement: "owner",
    };
  });
