/** Cell-mates that read more: what is done or made for them must not show to the others. */

import type { Flow } from "./flow.ts";

const high = {
  isReached: (stage: Parameters<Flow["isReached"]>[0]) => stage.said("high").length > 0,
};
const failed = {
  isReached: (stage: Parameters<Flow["isReached"]>[0]) => stage.records("fault").length > 0,
};

/** Adds a part at the secret's level to an event of that part, if the secret says so. */
function adder(part: string): string {
  return `on("${part}", (event) => { if (secret === 1) { say("adds"); unit.addPart(event, {}, "h", 1); } });`;
}

/** Raises itself to `a` in the generation after an event, and logs its parts as they come. */
const climber = `on("x", () => say("x")); on("p", (e) => say("p", e.p));
  on("gift", (event) => { unit.readPart(event, "gift"); unit.changeInOutLabel("secrecy", "add", a); });`;

export const neighbours: readonly Flow[] = [
  {
    title: "a version that concerns a cleared subscriber alone is not told to the public one",
    ...high,
    run: (stage, secret) => {
      const cleared = { clearance: stage.label(["s"]) };
      stage.platform.subscribe({ part: "h", present: true }, () => {}, cleared);
      stage.unit("source", `on("go", () => emit({ x: 1 }));`);
      stage.unit("adder", `on("x", (event) => unit.addPart(event, {}, "y", 1));`);
      stage.high("high", adder("y"), { config: { secret } });
      stage.event({ go: 1 });
    },
  },
  {
    title: "nor if the cleared one came between two versions",
    ...high,
    run: (stage, secret) => {
      let isThere = false;
      const cleared = { clearance: stage.label(["s"]) };
      stage.platform.subscribe({ part: "first", present: true }, () => {
        if (isThere) return;
        isThere = true;
        stage.platform.subscribe({ part: "h", present: true }, () => {}, cleared);
      });
      stage.unit("source", `on("go", () => { emit({ first: 1 }); emit({ x: 1 }); });`);
      stage.unit("adder", `on("x", (event) => unit.addPart(event, {}, "y", 1));`);
      stage.high("high", adder("y"), { config: { secret } });
      stage.event({ go: 1 });
    },
  },
  {
    title: "what a cell-mate may read does not decide whom a version concerns",
    ...high,
    run: (stage, secret) => {
      stage.unit("low", climber, { owner: "o" });
      stage.high("high", `on("k", () => say("has read"));`, { owner: "o" });
      stage.unit("other", `on("y", () => {});`, { owner: "o" });
      stage.unit("adder", `on("x", (event) => unit.addPart(event, {}, "y", 1));`);
      const gift = secret === 1 ? stage.grants("a", "t+") : [];
      stage.event([{ ...stage.part("k", 1, stage.label(["s"])), privileges: gift }]);
      stage.queue([stage.part("x", 1), stage.part("p", 1, stage.label(["a"]))]);
      stage.queue([{ ...stage.part("gift", 1), privileges: stage.grants("a", "t+") }]);
      stage.platform.settle();
    },
  },
  {
    title: "nor does what a cell-mate wants",
    ...high,
    run: (stage, secret) => {
      stage.unit("low", climber, { owner: "o" });
      stage.high("mate", `on("h", () => {});`, { owner: "o" });
      stage.high("high", adder("x"), { config: { secret } });
      stage.queue([stage.part("x", 1), stage.part("p", 1, stage.label(["a"]))]);
      stage.queue([{ ...stage.part("gift", 1), privileges: stage.grants("a", "t+") }]);
      stage.platform.settle();
    },
  },
  {
    title: "a version that waits while a second cell is made is not lost",
    isReached: (stage) => stage.said("low-owner").length === 2,
    run: (stage, secret) => {
      stage.program("kid", "");
      stage.program(
        "instance",
        `on("sec", ({ sec }) => { if (sec === 1) unit.instantiateUnit("kid", {}, [], unit.config); });`,
        { children: ["kid"] },
      );
      stage.cleared(
        "low-owner",
        `unit.subscribeManaged({ part: "sec", present: true }, "instance", unit.config);
         on("x", (event) => unit.addPart(event, {}, "y", 1));
         on("y", (event) => say("y", event.x));`,
        { children: ["instance", "kid"] },
      );
      stage.queue({ x: 1 });
      stage.queue([stage.part("sec", secret, stage.label(["s"]))]);
      stage.platform.settle();
      stage.event({ x: 2 });
    },
  },
  {
    title:
      "what comes from outside the cell does not change the order of what does not: units that begin",
    ...high,
    run: (stage, secret) => {
      stage.program("kid", `emit({ began: "kid" });`);
      stage.unit("parent", `on("go", () => unit.instantiateUnit("kid", {}, [], unit.config));`, {
        children: ["kid"],
        owner: "o",
      });
      stage.unit(
        "failing",
        `emit({ began: "failing" }); on("go", () => { throw new Error("asked to"); });`,
        { owner: "o" },
      );
      stage.high("first", `on("go", (event) => unit.addPart(event, {}, "h1", 1));`, { owner: "o" });
      stage.high("high", `${adder("h1")} on("h", () => {});`, { owner: "o", config: { secret } });
      stage.unit("low", `let n = 0; on("began", (e) => say(++n, e.began));`, { owner: "o" });
      stage.event({ go: 1 });
    },
  },
  {
    title: "nor of what two instances publish of one event",
    ...high,
    clearance: ["a", "b"],
    run: (stage, secret) => {
      stage.program("instance", `on("x", (e) => emit({ heard: e.id }));`);
      stage.unit(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);`,
        {
          children: ["instance"],
          owner: "o",
          privileges: [...stage.grants("a", "t+"), ...stage.grants("b", "t+")],
        },
      );
      stage.high("high", `${adder("x")} on("h", () => {});`, {
        owner: "o",
        config: { secret },
        input: stage.label(["s", "a", "b"]),
      });
      stage.unit("low", `let n = 0; on("heard", (e) => say(++n, read(e, "heard")));`, {
        owner: "o",
        input: stage.label(["a", "b"]),
      });
      stage.queue([stage.part("x", 1, stage.label(["b"])), stage.part("id", 1)]);
      stage.queue([
        stage.part("x", 2, stage.label(["a"])),
        stage.part("x", 2, stage.label(["b"])),
        stage.part("id", 2),
      ]);
      stage.platform.settle();
    },
  },
  {
    title: "a version that differs above keeps no instance from going idle",
    ...high,
    run: (stage, secret) => {
      stage.program("inner", `on("never", () => {});`);
      stage.program(
        "instance",
        `let n = 0; on("x", () => emit({ n: ++n }));
         unit.subscribeManaged({ part: "y", present: true }, "inner", unit.config, Infinity);`,
        { children: ["inner"] },
      );
      stage.unit(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config, 50);`,
        { children: ["instance"] },
      );
      stage.high("high", adder("y"), { config: { secret } });
      stage.queue({ x: 1 }, 5);
      stage.queue({ y: 1 }, 40);
      stage.platform.settle();
      stage.event({ x: 2 }, 60);
    },
  },
  {
    title: "whether instances have been reclaimed shows in nothing that a later one draws",
    ...high,
    changes: [
      {
        file: "src/dispatch/units.ts",
        from: "UNITS_BETWEEN_SWEEPS = 1_024",
        to: "UNITS_BETWEEN_SWEEPS = 2",
      },
    ],
    run: (stage, secret) => {
      stage.program("instance", `emit({ made: unit.random() }); on("y", () => {});`);
      stage.unit(
        "owner",
        `unit.subscribeManaged({ part: "y", present: true }, "instance", unit.config, 10);`,
        { children: ["instance"], owner: "o" },
      );
      stage.program("empty", `on("never", () => {});`);
      stage.high(
        "high",
        `on("sec", ({ sec }) => { if (sec === 1) { say("is busy"); for (let i = 0; i < 20; i++) emit({ b: i }, { secrecy: [unit.createTag("t")] }); } });
         for (let i = 0; i < 8; i++) unit.subscribeManaged({ part: "sec", equals: 1 }, "empty", unit.config, 0);`,
        { children: ["empty"], owner: "o", config: { secret } },
      );
      stage.event({ y: 1 }, 1);
      stage.event({ z: 1 }, 100);
      for (const time of [101, 102, 103]) {
        stage.event([stage.part("sec", secret, stage.label(["s"]))], time);
      }
      stage.event({ y: 2 }, 200);
    },
  },
  {
    title: "a unit whose right to declassify has ended leaves its low child as it is",
    ...failed,
    run: (stage, secret) => {
      const run = (onFault: "restart" | "quarantine", name: string): void => {
        stage.high(
          name,
          `on("go", () => {
             unit.changeOutLabel("secrecy", "remove", s);
             unit.instantiateUnit("kid", {}, [], unit.config);
           });
           on("sec", ({ sec }) => { if (sec === 1) throw new Error("known"); });`,
          {
            children: ["kid"],
            privileges: [{ tag: stage.tags.s, privilege: "t-", until: 10 }],
            onFault,
          },
        );
      };
      stage.program("kid", `on("x", (e) => emit({ heard: e.x }));`);
      run("restart", "again");
      run("quarantine", "once");
      stage.event({ go: 1 }, 1);
      stage.event({ x: 1 }, 2);
      stage.event([stage.part("sec", secret, stage.label(["s"]))], 20);
      stage.event({ x: 2 }, 21);
    },
  },
  {
    title: "and what the children of its low instances draw",
    ...failed,
    run: (stage, secret) => {
      stage.program("kid", `emit({ kid: unit.random() });`);
      stage.program(
        "instance",
        `on("x", () => unit.instantiateUnit("kid", {}, [], unit.config));`,
        {
          children: ["kid"],
        },
      );
      for (const onFault of ["restart", "quarantine"] as const) {
        stage.high(
          onFault,
          `on("down", () => {
             unit.changeInOutLabel("secrecy", "remove", s);
             unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);
           });
           on("up", () => unit.changeInOutLabel("secrecy", "add", s));
           on("sec", ({ sec }) => { if (sec === 1) throw new Error("known"); });`,
          {
            children: ["instance", "kid"],
            privileges: [
              { tag: stage.tags.s, privilege: "t-", until: 10 },
              { tag: stage.tags.s, privilege: "t+" },
            ],
            onFault,
          },
        );
      }
      stage.event({ down: 1 }, 1);
      stage.event({ x: 1 }, 2);
      stage.event({ up: 1 }, 3);
      stage.event([stage.part("sec", secret, stage.label(["s"]))], 20);
      stage.event({ x: 2 }, 21);
    },
  },
];
