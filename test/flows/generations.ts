/** What happens within a generation, and over the lives of a unit, to those that read less. */

import type { Flow, Secret, Stage } from "./flow.ts";

/** A unit makes an instance below while it may declassify, fails above, and makes another in its next life. */
function twoLives(stage: Stage, secret: Secret): void {
  stage.program("lowi", `on("x", (e) => emit({ heard: e.x }));`);
  stage.program("highi", `on("h", () => {});`);
  stage.high(
    "parent",
    `on("down", () => {
         unit.changeInOutLabel("secrecy", "remove", s);
         unit.subscribeManaged({ part: "x", present: true }, "lowi", unit.config);
       });
       on("up", () => unit.changeInOutLabel("secrecy", "add", s));
       on("sec", ({ sec }) => { if (sec === 1) throw new Error("known"); });
       on("make", () => unit.subscribeManaged({ part: "h", present: true }, "highi", unit.config));`,
    {
      owner: "o",
      children: ["lowi", "highi"],
      privileges: [
        { tag: stage.tags.s, privilege: "t-", until: 10 },
        { tag: stage.tags.s, privilege: "t+" },
      ],
    },
  );
  stage.event({ down: 1 }, 1);
  stage.event({ x: 1 }, 2);
  stage.event({ up: 1 }, 3);
  stage.event([stage.part("sec", secret, stage.label(["s"]))], 20);
  stage.event({ make: 1 }, 21);
  stage.event([stage.part("h", 1, stage.label(["s"]))], 22);
}

export const generations: readonly Flow[] = [
  {
    title: "a unit that narrows itself gets no event because a cell-mate wants it",
    isReached: (stage) => stage.said("high").length > 0,
    run: (stage, secret) => {
      stage.unit(
        "low",
        `on("first", () => unit.requireIntegrity(i));
         unit.subscribe({ all: [{ part: "x", present: true }, { not: { part: "z", present: true } }] }, (e) => say("x", e.x));`,
        { owner: "o" },
      );
      stage.unit("other", "", { owner: "p" });
      stage.high(
        "high",
        `on("sec", ({ sec }) => { if (sec === 1) on("x", () => say("wants")); });`,
        { owner: "o" },
      );
      stage.event([stage.part("sec", secret, stage.label(["s"]))]);
      stage.queue({ first: 1 });
      stage.queue([stage.part("x", 1, stage.label([], ["i"])), stage.part("z", 1)]);
      stage.platform.settle();
    },
  },
  {
    title: "privileges that are read in two slices of a generation both reach the host",
    isReached: (stage) => stage.said("low").length === 2,
    changes: [
      {
        file: "src/limits.ts",
        from: "deliveriesPerCrossing: 100_000",
        to: "deliveriesPerCrossing: 2",
      },
    ],
    run: (stage, secret) => {
      stage.program("instance", `on("x", (e) => { emit({ heard: e.x }); });`);
      stage.unit(
        "owner",
        `on("g1", (e) => unit.readPart(e, "g1")); on("g2", (e) => unit.readPart(e, "g2"));
         unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);`,
        { owner: "o", children: ["instance"] },
      );
      stage.unit("low", `on("heard", (e) => say("heard", e.heard));`, {
        owner: "p",
        input: stage.label(["a", "b"]),
      });
      stage.high("high", `on("sec", ({ sec }) => { if (sec === 1) on("h", () => {}); });`, {
        owner: "o",
      });
      stage.event([stage.part("sec", secret, stage.label(["s"]))]);
      stage.queue([{ ...stage.part("g1", 1), privileges: stage.grants("a", "t+") }]);
      stage.queue([stage.part("h", 1, stage.label(["s"]))]);
      stage.queue([stage.part("h", 1, stage.label(["s"]))]);
      stage.queue([{ ...stage.part("g2", 1), privileges: stage.grants("b", "t+") }]);
      stage.platform.settle();
      stage.event([stage.part("x", 1, stage.label(["a"]))]);
      stage.event([stage.part("x", 2, stage.label(["b"]))]);
    },
  },
  {
    title: "how long a low instance stays does not depend on what its owner above it reads",
    isReached: (stage) => stage.said("owner").length > 0,
    run: (stage, secret) => {
      stage.program("inner", `on("y", (e) => emit({ heard: e.y }));`);
      stage.program(
        "instance",
        `on("x", (e) => {
           unit.readPart(e, "x");
           unit.changeInOutLabel("secrecy", "remove", s);
           unit.subscribeManaged({ part: "y", present: true }, "inner", unit.config, Infinity);
         });
         on("up", () => unit.changeInOutLabel("secrecy", "add", s));
         on("sec", ({ sec }) => say("sec", sec));`,
        { children: ["inner"] },
      );
      stage.cleared(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config, 50);`,
        { children: ["instance", "inner"] },
      );
      stage.event(
        [
          {
            ...stage.part("x", 1, stage.label(["s"])),
            privileges: [
              { tag: stage.tags.s, privilege: "t-", until: 10 },
              { tag: stage.tags.s, privilege: "t+" },
            ],
          },
        ],
        1,
      );
      stage.event({ y: 1 }, 2);
      stage.event({ up: 1 }, 3);
      if (secret === 1) stage.event([stage.part("sec", 1, stage.label(["s"]))], 40);
      stage.event({ y: 2 }, 60);
    },
  },
  {
    title: "instances of two lives are told apart by the host",
    isReached: (stage) => stage.records("fault").length > 0,
    run: (stage, secret) => {
      stage.unit("other", "", { owner: "q" });
      twoLives(stage, secret);
      stage.event({ x: 2 }, 23);
    },
  },
  {
    title: "an instance that went down is not ended by an event above it",
    isReached: (stage) => stage.said("high").length > 0,
    run: (stage, secret) => {
      stage.program("kid", `emit({ x: 2 });`);
      stage.high(
        "high",
        `on("sec", ({ sec }) => { if (sec === 1) { say("spawns"); unit.instantiateUnit("kid", {}, [], unit.config); } });`,
        { children: ["kid"] },
      );
      stage.unit("relay1", `on("p", () => emit({ p1: 1 }));`);
      stage.unit("relay2", `on("p1", () => emit({ q: 1 }));`);
      stage.program(
        "instance",
        `on("x", (e) => { unit.readPart(e, "x"); if (e.x === 1) unit.changeInOutLabel("secrecy", "remove", s); });
         on("q", (e) => emit({ heard: e.q }));`,
      );
      stage.cleared(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config, 50);`,
        { children: ["instance"] },
      );
      stage.event(
        [
          {
            ...stage.part("x", 1, stage.label(["s"])),
            privileges: [{ tag: stage.tags.s, privilege: "t-", until: 10 }],
          },
        ],
        1,
      );
      stage.queue({ p: 1 }, 30);
      stage.queue([stage.part("sec", secret, stage.label(["s"]))], 100);
      stage.platform.settle();
    },
  },
  {
    title: "and in their cell: of two subscriptions none is dropped",
    isReached: (stage) => stage.records("fault").length > 0,
    run: (stage, secret) => {
      twoLives(stage, secret);
      stage.event([stage.part("h", 1, stage.label(["s"])), stage.part("x", 2)], 23);
    },
  },
];
