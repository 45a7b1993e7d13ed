/**
 * One unit gives away a privilege over its tag, learns a secret and perhaps withdraws the privilege.
 * Another looks whether it still holds it, after it has raised itself, and acts on that.
 */

import fc from "fast-check";
import { FIRST_OWN, privilege } from "../arbitrary-data.ts";
import { one, openPart, raiseTo, tell } from "../idioms.ts";
import { SEALED, SECRET } from "../platform-spec.ts";
import type { FilterRef, PrivilegeName, Step } from "../program-spec.ts";
import {
  anywhere,
  cleared,
  event,
  give,
  has,
  ifSecret,
  on,
  publicPart,
  type Scene,
  secretPart,
  unitOf,
} from "./scene.ts";

const raise = raiseTo(SECRET);
const leak = openPart("q", one);

/** Only what was added, or is left when something was removed. */
const changed: FilterRef = {
  any: [{ part: "q", equals: 1 }, { all: [has("p"), { not: has("r") }] }],
};

/** What is done on what was learnt, with what was composed before. */
function waysToLook(asks: Step): readonly (readonly Step[])[] {
  const ifHeld = (then: readonly Step[], otherwise: readonly Step[] = []): Step => ({
    kind: "if",
    is: { kind: "held" },
    then,
    otherwise,
  });
  const shorten: Step = { kind: "delete", on: "hand", name: "r", label: anywhere };
  const extend: Step = { kind: "add", on: "hand", part: leak };
  return [
    [asks],
    [raise, asks],
    [{ kind: "draft", parts: [leak] }, raise, asks, ifHeld([{ kind: "send" }])],
    [extend, raise, asks, ifHeld([{ kind: "release" }], [{ kind: "throw" }])],
    [shorten, raise, asks, ifHeld([{ kind: "throw" }])],
    [asks, raise, asks, ifHeld([tell("q", one)])],
    [
      { kind: "clone", on: "hand", label: anywhere, parts: [leak] },
      raise,
      asks,
      ifHeld([{ kind: "unsubscribe", at: 0 }]),
    ],
  ];
}

export const revoked: fc.Arbitrary<Scene> = fc
  .record({
    what: fc.oneof(
      { weight: 3, arbitrary: fc.constant<PrivilegeName>("t+") },
      { weight: 1, arbitrary: privilege },
    ),
    way: fc.constantFrom(0, 1, 2, 2, 3, 3, 4, 4, 4, 5, 6),
    isCleared: fc.boolean(),
    owners: fc.nat(1),
  })
  .map(({ what, way, isCleared, owners }) => {
    const tag = FIRST_OWN;
    const asks: Step = { kind: "has", tag, privilege: what };
    const revokes: Step = { kind: "revoke", tag, privilege: what };
    const looks = waysToLook(asks)[way] ?? [];
    return {
      programs: [
        {
          start: [{ kind: "createTag" }, give("p", what)],
          subscriptions: [on("p", raise), on("q", ifSecret(revokes))],
        },
        {
          start: [],
          subscriptions: [on("p", { kind: "read", on: "hand", name: "p" }), on("r", ...looks)],
        },
        { start: [], subscriptions: [{ filter: changed, steps: [] }] },
      ],
      units: [
        unitOf(0),
        unitOf(1, { owner: owners, privileges: isCleared || way > 0 ? cleared : [] }),
        unitOf(way === 0 ? 1 : 2, { owner: 1, privileges: [] }),
      ],
      actions: [
        event(secretPart("q")),
        event(publicPart("r"), publicPart("p", 2)),
        event(publicPart("r")),
      ],
    };
  });

/** A unit at the secret's level tries to shed it, and says what it has learnt. */
export const shed: fc.Arbitrary<Scene> = fc
  .record({
    tag: fc.constantFrom(SECRET, SEALED),
    acquires: fc.boolean(),
    from: fc.constantFrom("output", "both"),
    asks: fc.boolean(),
  })
  .map(({ tag, acquires, from, asks }) => {
    const label = { secrecy: [tag], integrity: [] };
    const acquire: readonly Step[] = acquires ? [{ kind: "acquire", tag, privilege: "t-" }] : [];
    const remove: Step = {
      kind: "relabel",
      both: from === "both",
      component: "secrecy",
      change: "remove",
      tag,
    };
    const says: Step = asks
      ? { kind: "if", is: { kind: "last" }, then: [tell("r", one)], otherwise: [] }
      : tell("r", { kind: "last" });
    return {
      programs: [
        { start: [], subscriptions: [on("q", ...acquire, remove, says)] },
        { start: [], subscriptions: [on("r")] },
      ],
      units: [unitOf(0, { label }), unitOf(1, { owner: 1 })],
      actions: [event(secretPart("q", [tag])), event(secretPart("q", [tag]))],
    };
  });
