/** Units that share a cell, or an event, with others that read more: what is done for those must not show. */

import fc from "fast-check";
import { one, openPart, tell } from "../idioms.ts";
import type { Action, EdgeSpec, IngressPart, PlacementRef, UnitSpec } from "../platform-spec.ts";
import { FREE, SECRET } from "../platform-spec.ts";
import type { ProgramSpec, Step } from "../program-spec.ts";
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

const [free = SECRET] = FREE;

function add(name: string): Step {
  return { kind: "add", on: "hand", part: openPart(name, one) };
}

/** Adds a part, at the label of its unit, to an event with another part, in one of the runs. */
function adderAbove(part: string): ProgramSpec {
  const step: Step = { kind: "if", is: { kind: "secret" }, then: [add("h")], otherwise: [] };
  return { start: [], subscriptions: [on(part, step)] };
}

/** Does nothing but look. */
function lookingAt(...parts: readonly string[]): ProgramSpec {
  return { start: [], subscriptions: parts.map((part) => on(part)) };
}

const placement = fc.constantFrom<PlacementRef>("shared", "owner", "owner", "unit");
const owners = fc.tuple(fc.nat(1), fc.nat(1), fc.nat(1), fc.nat(1));

function owned(units: readonly UnitSpec[], of: readonly number[]): readonly UnitSpec[] {
  return units.map((unit, at) => ({ ...unit, owner: of[at % of.length] ?? 0 }));
}

/** An event of a cell's own goes on in versions, of which some concern those above alone. */
export const versioned: fc.Arbitrary<Scene> = fc
  .record({ placement, owners, seen: fc.constantFrom("q", "r", "p"), changed: fc.boolean() })
  .map(({ placement: where, owners: of, seen, changed }) => {
    const edges: readonly EdgeSpec[] = [
      { filter: { not: has("~") }, clearance: anywhere },
      { filter: has("h"), clearance: above },
    ];
    return {
      programs: [
        { start: [], subscriptions: [on("p", tell("q", one))] },
        { start: [], subscriptions: [on("q", ...(changed ? [add("r")] : []))] },
        adderAbove(changed ? "r" : "q"),
        lookingAt(seen, "q"),
      ],
      units: owned([unitOf(0), unitOf(1), unitOf(2, { label: above }), unitOf(3)], of),
      actions: [event(publicPart("p")), event(publicPart("p"))],
      edges,
      placement: where,
    };
  });

/** Units begin, or begin again, while versions of the event that made them come from elsewhere. */
export const begun: fc.Arbitrary<Scene> = fc
  .record({ placement, owners, fails: fc.boolean(), manages: fc.boolean() })
  .map(({ placement: where, owners: of, fails, manages }) => {
    const begin: Step = manages
      ? { kind: "manage", filter: has("p"), child: "middle", program: 4, idleMs: -1 }
      : { kind: "spawn", child: "middle", program: 4, label: anywhere, grants: [] };
    return {
      programs: [
        { start: manages ? [begin] : [], subscriptions: [on("p", ...(manages ? [] : [begin]))] },
        {
          start: [tell("r", { kind: "count" })],
          subscriptions: [on("p", fails ? { kind: "throw" } : tell("r", one))],
        },
        { start: [], subscriptions: [on("p", add("q")), on("h")] },
        adderAbove("q"),
        {
          start: [tell("r", { kind: "literal", value: 5 })],
          subscriptions: [on("p", tell("r", one))],
        },
        {
          start: [],
          subscriptions: [on("r", { kind: "read", on: "hand", name: "r" })],
        },
      ],
      units: owned(
        [unitOf(0), unitOf(1), unitOf(2, { label: above }), unitOf(3, { label: above }), unitOf(5)],
        [0, ...of.slice(1).map((it) => it * of[0])],
      ),
      actions: [event(publicPart("p")), event(publicPart("p"))],
      placement: where,
    };
  });

/** Instances of several contaminations publish of one event, and others change the event. */
export const parted: fc.Arbitrary<Scene> = fc
  .record({ placement, owners, flipped: fc.boolean() })
  .map(({ placement: where, owners: of, flipped }) => {
    const [, second = free] = FREE;
    const at = (tag: number, data: number): IngressPart => ({
      ...publicPart("p", data),
      label: { secrecy: [tag], integrity: [] },
    });
    const both: readonly IngressPart[] = [at(free, 1), at(second, 2)];
    const all = { secrecy: [SECRET, free, second], integrity: [] };
    const manage: Step = {
      kind: "manage",
      filter: has("p"),
      child: "middle",
      program: 1,
      idleMs: -1,
    };
    const grants = [free, second].map((tag) => ({ tag, privilege: "t+", until: -1 }) as const);
    return {
      programs: [
        { start: [manage], subscriptions: [] },
        {
          start: [],
          subscriptions: [
            on("p", { kind: "read", on: "hand", name: "p" }, tell("r", { kind: "last" })),
          ],
        },
        { ...adderAbove("p"), subscriptions: [...adderAbove("p").subscriptions, on("h")] },
        { start: [], subscriptions: [on("r", { kind: "read", on: "hand", name: "r" })] },
      ],
      units: owned(
        [
          unitOf(0, { privileges: grants }),
          unitOf(2, { label: all }),
          unitOf(3, { label: { secrecy: [free, second], integrity: [] } }),
        ],
        [0, (of[0] ?? 0) * (of[1] ?? 0)],
      ),
      actions: [eventWith(at(flipped ? free : second, 3)), event(...both)],
      placement: where,
    };
  });

/** An instance is made, left alone, and called again; in between there are versions that it does not see. */
export const slept: fc.Arbitrary<Scene> = fc
  .record({ placement, owners, idleMs: fc.constantFrom(20, 50) })
  .map(({ placement: where, owners: of, idleMs }) => {
    const manage = (part: string, program: number, ms: number): Step => ({
      kind: "manage",
      filter: has(part),
      child: program === 1 ? "middle" : "leaf",
      program,
      idleMs: ms,
    });
    const after = (ms: number, settle: boolean, part: string): Action => ({
      ...event(publicPart(part)),
      kind: "event",
      after: ms,
      settle,
      parts: [publicPart(part)],
      presence: "both",
    });
    return {
      programs: [
        { start: [manage("p", 1, idleMs)], subscriptions: [] },
        { start: [manage("q", 2, -1)], subscriptions: [on("p", tell("r", { kind: "count" }))] },
        { start: [], subscriptions: [on("never")] },
        adderAbove("q"),
      ],
      units: owned([unitOf(0), unitOf(3, { label: above })], of),
      actions: [after(1, false, "p"), after(idleMs - 10, true, "q"), after(15, true, "p")],
      edges: [{ filter: has("r"), clearance: anywhere }],
      placement: where,
    };
  });

/** A unit is given a privilege and raises itself, so that it sees more of an event than its cell did. */
export const climbed: fc.Arbitrary<Scene> = fc
  .record({ placement, owners, wants: fc.boolean() })
  .map(({ placement: where, owners: of, wants }) => {
    const gift: IngressPart = {
      ...publicPart("r"),
      privileges: [{ tag: free, privilege: "t+", until: -1 }],
    };
    const climb: readonly Step[] = [
      { kind: "read", on: "hand", name: "r" },
      { kind: "relabel", both: true, component: "secrecy", change: "add", tag: free },
    ];
    const hidden: IngressPart = {
      ...publicPart("q"),
      label: { secrecy: [free], integrity: [] },
    };
    return {
      programs: [
        { start: [], subscriptions: [on("p"), on("q"), on("r", ...climb)] },
        lookingAt(wants ? "h" : "p"),
        adderAbove("p"),
      ],
      units: owned(
        [
          unitOf(0, { privileges: [] }),
          unitOf(1, { label: above, privileges: [] }),
          unitOf(2, { label: above, privileges: [] }),
        ],
        [0, 0, ...of],
      ),
      actions: [eventWith(publicPart("p"), hidden), event(gift)],
      placement: where,
    };
  });

/** A secret has a second cell made, while an event waits for the first. */
export const joined: fc.Arbitrary<Scene> = fc
  .record({ together: fc.boolean(), direct: fc.boolean() })
  .map(({ together, direct }) => {
    const manage: Step = {
      kind: "manage",
      filter: has("q"),
      child: "middle",
      program: 1,
      idleMs: -1,
    };
    const spawn: Step = { kind: "spawn", child: "leaf", program: 2, label: anywhere, grants: [] };
    const seen = on("q", { kind: "read", on: "hand", name: "q" }, ifSecret(spawn));
    return {
      programs: [
        {
          start: [manage],
          subscriptions: [on("p", direct ? tell("r", one) : add("r")), on("r")],
        },
        { start: [], subscriptions: [seen] },
        lookingAt("q"),
      ],
      units: [unitOf(0)],
      actions: [
        ...(together ? [eventWith(publicPart("p"))] : [event(publicPart("p"))]),
        event(secretPart("q")),
        event(publicPart("p")),
      ],
      placement: "unit",
    };
  });
