/** The table: what is deployed, what comes in, under every placement the same happens. */

import type { Deployment, EdgePart } from "../../src/index.ts";
import type { Tag } from "../../src/label/index.ts";

export type Tags = Readonly<Record<string, Tag>>;

export interface Scenario {
  readonly name: string;
  readonly tags: readonly string[];
  readonly units: (tags: Tags) => readonly Deployment[];
  /** Batches of events; each batch is settled before the next. */
  readonly events: (tags: Tags) => readonly (readonly (readonly EdgePart[])[])[];
}

type Plan = Record<string, unknown>;

function unit(name: string, config: Plan, more: Partial<Deployment> = {}): Deployment {
  return {
    program: "actor",
    name,
    config: { name, ...config } as unknown as NonNullable<Deployment["config"]>,
    ...more,
  };
}

const tick = (n: number): readonly EdgePart[] => [
  { name: "type", data: "tick" },
  { name: "n", data: n },
];

const ticks = (count: number): (readonly EdgePart[])[] =>
  Array.from({ length: count }, (_, n) => tick(n));

const onTick = { part: "type", equals: "tick" };
const type = (name: string): Plan => ({ part: "type", equals: name });
const has = (part: string): Plan => ({ part, present: true });

const grant = (tag: Tag | undefined, ...privileges: ("t+" | "t-" | "t+auth" | "t-auth")[]) =>
  tag === undefined ? [] : privileges.map((privilege) => ({ tag, privilege }));

const at = (...secrecy: (Tag | undefined)[]) => ({
  secrecy: secrecy.filter((tag) => tag !== undefined),
});

export const scenarios: readonly Scenario[] = [
  {
    name: "fan-out: everybody gets every event, in the order of deployment",
    tags: [],
    units: () => ["a", "b", "c", "d"].map((name) => unit(name, { on: [{ filter: onTick }] })),
    events: () => [ticks(3)],
  },
  {
    name: "chains of different lengths meet at one unit in the same order",
    tags: [],
    units: () => [
      unit("long", { on: [{ filter: onTick, do: [["emit", ["type", "x1"], ["n", "@n"]]] }] }),
      unit("short", { on: [{ filter: onTick, do: [["emit", ["type", "y"], ["n", "@n"]]] }] }),
      unit("x1", { on: [{ filter: type("x1"), do: [["emit", ["type", "x2"], ["n", "@n"]]] }] }),
      unit("x2", { on: [{ filter: type("x2"), do: [["emit", ["type", "y"], ["n", "@n"]]] }] }),
      unit("sink", { on: [{ filter: type("y") }] }),
    ],
    events: () => [ticks(4)],
  },
  {
    name: "several events of one handler keep their order",
    tags: [],
    units: () => [
      unit("source", {
        on: [
          {
            filter: onTick,
            do: [
              ["emit", ["type", "a"]],
              ["emit", ["type", "b"]],
              ["emit", ["type", "a"]],
            ],
          },
          { filter: has("n"), do: [["emit", ["type", "b"]]] },
        ],
      }),
      unit("sink", { on: [{ filter: { part: "type", in: ["a", "b"] } }] }),
    ],
    events: () => [ticks(2)],
  },
  {
    name: "a part above a unit is not there for it",
    tags: ["s"],
    units: ({ s }) => [
      unit("low", { on: [{ filter: onTick, do: [["read", "secret"]] }] }),
      unit(
        "high",
        {
          on: [
            {
              filter: onTick,
              do: [
                ["read", "secret"],
                ["emit", ["type", "said"]],
              ],
            },
          ],
        },
        { input: at(s) },
      ),
      unit("listener", { on: [{ filter: type("said") }] }),
      unit("cleared", { on: [{ filter: type("said") }] }, { input: at(s) }),
    ],
    events: ({ s }) => [[[...tick(1), { name: "secret", data: 42, label: at(s) }]]],
  },
  {
    name: "a declassifier says what it chooses, and nobody else does",
    tags: ["s"],
    units: ({ s }) => [
      unit(
        "declassifier",
        { on: [{ filter: has("secret"), do: [["emit", ["type", "out"], ["v", "@secret"]]] }] },
        { input: at(s), output: {}, privileges: grant(s, "t-") },
      ),
      unit(
        "confined",
        { on: [{ filter: has("secret"), do: [["emit", ["type", "out"], ["v", "@secret"]]] }] },
        { input: at(s) },
      ),
      unit("public", { on: [{ filter: type("out") }] }),
    ],
    events: ({ s }) => [[[...tick(1), { name: "secret", data: "x", label: at(s) }]]],
  },
  {
    name: "what is not vouched for is not seen by who asks for it",
    tags: ["i"],
    units: ({ i }) => [
      unit(
        "voucher",
        {
          tags: { i },
          on: [
            { filter: onTick, do: [["emit", ["type", "v"], ["n", "@n", { integrity: ["$i"] }]]] },
          ],
        },
        { output: { integrity: i === undefined ? [] : [i] }, privileges: grant(i, "t+") },
      ),
      unit("forger", {
        tags: { i },
        on: [{ filter: onTick, do: [["emit", ["type", "v"], ["n", 666, { integrity: ["$i"] }]]] }],
      }),
      unit("strict", {
        tags: { i },
        start: [["requireIntegrity", "$i"]],
        on: [{ filter: has("n") }],
      }),
    ],
    events: () => [ticks(2)],
  },
  {
    name: "the main path goes on to whom it newly matches, with parts that the releaser cannot see",
    tags: ["s"],
    units: ({ s }) => [
      unit("annotator", { on: [{ filter: onTick, do: [["add", "note", "@n"]] }] }),
      unit("late", { on: [{ filter: has("note"), do: [["read", "secret"]] }] }, { input: at(s) }),
      unit("early", { on: [{ filter: has("n") }] }),
    ],
    events: ({ s }) => [[[...tick(7), { name: "secret", data: "kept", label: at(s) }]]],
  },
  {
    name: "a part that a unit cannot see is deleted if it names it exactly",
    tags: ["s"],
    units: ({ s }) => [
      unit("blind", {
        tags: { s },
        on: [
          {
            filter: onTick,
            do: [
              ["delete", "secret", { secrecy: ["$s"] }],
              ["add", "note", 1],
            ],
          },
        ],
      }),
      unit(
        "high",
        {
          on: [
            {
              filter: has("note"),
              do: [
                ["read", "secret"],
                ["read", "other"],
              ],
            },
          ],
        },
        { input: at(s) },
      ),
    ],
    events: ({ s }) => [
      [
        [
          ...tick(1),
          { name: "secret", data: 1, label: at(s) },
          { name: "other", data: 2, label: at(s) },
        ],
      ],
    ],
  },
  {
    name: "versions of versions",
    tags: [],
    units: () => [
      unit("first", { on: [{ filter: onTick, do: [["add", "one", 1]] }] }),
      unit("second", {
        on: [
          {
            filter: has("one"),
            do: [
              ["add", "two", 2],
              ["delete", "n"],
            ],
          },
        ],
      }),
      unit("third", { on: [{ filter: has("two"), do: [["add", "three", 3]] }] }),
      unit("all", { on: [{ filter: { any: [has("one"), has("two"), has("three")] } }] }),
      unit("without", { on: [{ filter: { all: [onTick, { not: has("n") }] } }] }),
    ],
    events: () => [ticks(2)],
  },
  {
    name: "a privilege in a part is given to who reads it",
    tags: ["s"],
    units: ({ s }) => [
      unit(
        "giver",
        {
          tags: { s },
          on: [
            {
              filter: onTick,
              do: [
                ["carry", "key", {}, "$s", "t+"],
                ["emit", ["type", "later"], ["secret", "deep", { secrecy: ["$s"] }]],
              ],
            },
          ],
        },
        { privileges: grant(s, "t+auth") },
      ),
      unit("taker", {
        tags: { s },
        on: [
          {
            filter: has("key"),
            do: [
              ["read", "key"],
              ["changeInOutLabel", "secrecy", "add", "$s"],
            ],
          },
          { filter: has("secret") },
        ],
      }),
      unit("other", {
        tags: { s },
        on: [{ filter: has("key"), do: [["changeInOutLabel", "secrecy", "add", "$s"]] }],
      }),
    ],
    events: () => [[tick(0)], [tick(1)]],
  },
  {
    name: "a lease ends in event time, a revocation with the next generation",
    tags: [],
    units: () => [
      unit("owner", {
        on: [
          {
            filter: { part: "n", equals: 0 },
            do: [
              ["makeTag", "t"],
              ["carry", "key", {}, "$t", "t+", 2],
            ],
          },
          { filter: { part: "n", equals: 1 }, do: [["carry", "key", {}, "$t", "t-"]] },
          { filter: { part: "n", equals: 4 }, do: [["revokePrivilege", "$t", "t-"]] },
        ],
      }),
      unit("holder", {
        on: [
          { filter: has("key"), do: [["read", "key"]] },
          { filter: has("n"), do: [["time"]] },
        ],
      }),
    ],
    events: () => ticks(7).map((event) => [event]),
  },
  {
    name: "managed subscriptions: one instance a label, and a clean owner",
    tags: ["a", "b"],
    units: ({ a, b }) => [
      unit(
        "owner",
        {
          tags: { a, b },
          on: [
            {
              filter: has("secret"),
              managed: "other",
              config: {
                name: "instance",
                on: [{ filter: has("secret"), do: [["emit", ["type", "echo"], ["v", "@secret"]]] }],
              },
            },
            { filter: onTick },
            { filter: type("echo") },
          ],
        },
        { privileges: [...grant(a, "t+"), ...grant(b, "t+")] },
      ),
      unit("high-a", { on: [{ filter: type("echo") }] }, { input: at(a) }),
      unit("high-b", { on: [{ filter: type("echo") }] }, { input: at(b) }),
    ],
    events: ({ a, b }) => [
      [
        [...tick(0), { name: "secret", data: "a1", label: at(a) }],
        [...tick(1), { name: "secret", data: "b1", label: at(b) }],
        [...tick(2), { name: "secret", data: "a2", label: at(a) }],
      ],
      [[...tick(3), { name: "secret", data: "a3", label: at(a) }]],
      [[...tick(4), { name: "secret", data: "open" }]],
    ],
  },
  {
    name: "children start before the next generation, at their parent's output label or above",
    tags: ["s"],
    units: ({ s }) => [
      unit(
        "parent",
        {
          tags: { s },
          start: [
            [
              "spawn",
              "other",
              { secrecy: ["$s"] },
              [],
              {
                name: "child",
                on: [{ filter: onTick, do: [["emit", ["type", "born"], ["n", "@n"]]] }],
              },
            ],
          ],
          on: [
            {
              filter: onTick,
              do: [
                [
                  "spawn",
                  "other",
                  {},
                  [],
                  { name: "late", on: [{ filter: type("born") }, { filter: onTick }] },
                ],
              ],
            },
            { filter: type("born") },
          ],
        },
        { privileges: grant(s, "t+") },
      ),
      unit("high", { on: [{ filter: type("born") }] }, { input: at(s) }),
      unit("forbidden", {
        tags: { s },
        start: [
          ["spawn", "other", { secrecy: ["$s"] }, [], {}],
          ["spawn", "nobody", {}, [], {}],
        ],
      }),
    ],
    events: () => [ticks(2), ticks(2)],
  },
  {
    name: "faults: restarted with fresh state, quarantined, or only that delivery lost",
    tags: [],
    units: () => {
      const on = [
        {
          filter: onTick,
          once: true,
          do: [
            ["emit", ["type", "alive"], ["from", "@n"]],
            ["throw", "boom"],
          ],
        },
      ];
      return [
        unit("restarts", { on }, { onFault: "restart" }),
        unit("quarantined", { on }, { onFault: "quarantine" }),
        unit("continues", { on }, { onFault: "continue" }),
        unit("witness", { on: [{ filter: type("alive") }] }),
      ];
    },
    events: () => ticks(6).map((event) => [event]),
  },
  {
    name: "quotas are one's own",
    tags: [],
    units: () => [
      unit(
        "flooder",
        {
          on: [
            {
              filter: onTick,
              do: Array.from({ length: 6 }, (_, v) => ["emit", ["type", "f"], ["v", v]]),
            },
          ],
        },
        { eventsPerDelivery: 4 },
      ),
      unit("modest", { on: [{ filter: onTick, do: [["emit", ["type", "f"], ["v", "m"]]] }] }),
      unit("sink", { on: [{ filter: type("f") }] }),
    ],
    events: () => [ticks(3)],
  },
  {
    name: "random sequences and times are the same",
    tags: [],
    units: () =>
      ["a", "b"].map((name) =>
        unit(name, { on: [{ filter: onTick, do: [["say", "random"], ["time"]] }] }),
      ),
    events: () => [ticks(3), ticks(3)],
  },
  {
    name: "large batches begin together",
    tags: [],
    units: () => [
      unit("relay", { on: [{ filter: onTick, do: [["emit", ["type", "r"], ["n", "@n"]]] }] }),
      unit("sink", {
        on: [
          { filter: { all: [type("r"), { part: "n", gte: 290 }] } },
          { filter: { all: [onTick, { part: "n", gt: 297 }] } },
        ],
      }),
    ],
    events: () => [ticks(300)],
  },
];
