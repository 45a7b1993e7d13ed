import type { Flow } from "../flow.ts";
import type { Change } from "../../property/two-run/build.ts";

const reached = (): boolean => true;

const sweepOften: Change = {
  file: "src/dispatch/units.ts",
  from: "UNITS_BETWEEN_SWEEPS = 1_024",
  to: "UNITS_BETWEEN_SWEEPS = 2",
};

export const edgeGap: Flow = {
  title: "A: a version that only a cleared subscriber wants is told to the public one again",
  isReached: reached,
  run: (stage, secret) => {
    stage.platform.subscribe({ part: "h", present: true }, () => {}, {
      clearance: stage.label(["s"]),
    });
    stage.unit("source", `on("go", () => emit({ x: 1 }));`);
    stage.unit("adder", `on("x", (event) => unit.addPart(event, {}, "y", 1));`);
    stage.high(
      "high",
      `on("y", (event) => { if (secret === 1) unit.addPart(event, {}, "h", 1); });`,
      { config: { secret } },
    );
    stage.event({ go: 1 });
  },
};

export const forgotten: Flow = {
  title: "B: numbers that a later instance draws tell whether others had instances made",
  isReached: reached,
  changes: [sweepOften],
  run: (stage, secret) => {
    stage.program("instance", `emit({ made: unit.random() }); on("y", () => {});`);
    stage.unit(
      "owner",
      `unit.subscribeManaged({ part: "y", present: true }, "instance", unit.config, 10);`,
      { children: ["instance"], owner: "o" },
    );
    stage.program("empty", `on("never", () => {});`);
    stage.high(
      "busy",
      `on("sec", ({ sec }) => { if (sec === 1) for (let i = 0; i < 20; i++) emit({ b: i }, { secrecy: [unit.createTag("t")] }); });
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
};

export const keptAwake: Flow = {
  title: "C: a version that differs above keeps an instance below from going idle",
  isReached: reached,
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
    stage.high(
      "high",
      `on("y", (event) => { if (secret === 1) unit.addPart(event, {}, "h", 1); });`,
      { config: { secret } },
    );
    stage.queue({ x: 1 }, 5);
    stage.queue({ y: 1 }, 40);
    stage.platform.settle();
    stage.event({ x: 2 }, 60);
  },
};

export const restartOrder: Flow = {
  title: "F: order of a restarted unit's and a child's first events",
  isReached: reached,
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
    stage.high("high1", `on("go", (event) => unit.addPart(event, {}, "h1", 1));`, { owner: "o" });
    stage.high(
      "high2",
      `on("h1", (event) => { if (secret === 1) unit.addPart(event, {}, "h2", 1); });
       on("h2", () => {});`,
      { owner: "o", config: { secret } },
    );
    stage.unit("low", `let n = 0; on("began", (e) => say(++n, e.began));`, { owner: "o" });
    stage.event({ go: 1 });
  },
};

export const contaminationOrder: Flow = {
  title: "P: order of what two instances publish of one event",
  isReached: reached,
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
    stage.high(
      "high",
      `on("x", (event) => { if (secret === 1) unit.addPart(event, {}, "h", 1); }); on("h", () => {});`,
      { owner: "o", config: { secret }, input: stage.label(["s", "a", "b"]) },
    );
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
};

export const droppedPrivilege: Flow = {
  title: "H: a unit that could once declassify ends its low child by what it learns later",
  isReached: reached,
  run: (stage, secret) => {
    stage.program("kid", `on("x", (e) => emit({ heard: e.x }));`);
    stage.high(
      "parent",
      `unit.changeOutLabel("secrecy", "remove", s);
       unit.instantiateUnit("kid", {}, [], unit.config);
       unit.changeOutLabel("secrecy", "add", s);
       unit.dropPrivilege(s);
       on("sec", ({ sec }) => { if (sec === 1) throw new Error("known"); });`,
      {
        children: ["kid"],
        privileges: stage.grants("s", "t+", "t-"),
        onFault: "quarantine",
      },
    );
    stage.event({ x: 1 });
    stage.secretEvent("sec", secret);
    stage.event({ x: 2 });
  },
};

export const endedLease: Flow = {
  title: "H2: the same with a lease that has ended before the secret comes",
  isReached: reached,
  run: (stage, secret) => {
    stage.program("kid", `on("x", (e) => emit({ heard: e.x }));`);
    stage.high(
      "parent",
      `on("go", () => {
         unit.changeOutLabel("secrecy", "remove", s);
         unit.instantiateUnit("kid", {}, [], unit.config);
       });
       on("sec", ({ sec }) => { if (sec === 1) throw new Error("known"); });`,
      {
        children: ["kid"],
        privileges: [{ tag: stage.tags.s, privilege: "t-", until: 10 }],
        onFault: "restart",
      },
    );
    stage.event({ go: 1 }, 1);
    stage.event({ x: 1 }, 2);
    stage.event([stage.part("sec", secret, stage.label(["s"]))], 20);
    stage.event({ x: 2 }, 21);
  },
};

export const cellReads: Flow = {
  title: "L: what a cell-mate may read decides whether a version concerns a unit again",
  isReached: reached,
  run: (stage, secret) => {
    stage.unit(
      "low",
      `on("x", (e) => say("x")); on("p", (e) => say("p", e.p));
       on("gift", (event) => { unit.readPart(event, "gift"); unit.changeInOutLabel("secrecy", "add", a); });`,
      { owner: "o" },
    );
    stage.high("mate", `on("k", () => {});`, { owner: "o" });
    stage.unit("other", `on("y", () => {});`, { owner: "o" });
    stage.unit("adder", `on("x", (event) => unit.addPart(event, {}, "y", 1));`);
    stage.event([
      {
        ...stage.part("k", 1, stage.label(["s"])),
        privileges: secret === 1 ? stage.grants("a", "t+") : [],
      },
    ]);
    stage.queue([stage.part("x", 1), stage.part("p", 1, stage.label(["a"]))]);
    stage.queue([{ ...stage.part("gift", 1), privileges: stage.grants("a", "t+") }]);
    stage.platform.settle();
  },
};

export const mateWants: Flow = {
  title: "L2: whether a cell-mate above wants a version decides whether it concerns a unit again",
  isReached: reached,
  run: (stage, secret) => {
    stage.unit(
      "low",
      `on("x", (e) => say("x")); on("p", (e) => say("p", e.p));
       on("gift", (event) => { unit.readPart(event, "gift"); unit.changeInOutLabel("secrecy", "add", a); });`,
      { owner: "o" },
    );
    stage.high("mate", `on("h", () => {});`, { owner: "o" });
    stage.high("adder", `on("x", (event) => { if (secret === 1) unit.addPart(event, {}, "h", 1); });`, {
      config: { secret },
    });
    stage.queue([stage.part("x", 1), stage.part("p", 1, stage.label(["a"]))]);
    stage.queue([{ ...stage.part("gift", 1), privileges: stage.grants("a", "t+") }]);
    stage.platform.settle();
  },
};

export const secondCell: Flow = {
  title: "R: a version that waits while a second cell is made",
  isReached: reached,
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
       on("y", (event) => { say("y", event.x); });`,
      { children: ["instance", "kid"] },
    );
    stage.queue({ x: 1 });
    stage.queue([stage.part("sec", secret, stage.label(["s"]))]);
    stage.platform.settle();
    stage.event({ x: 2 });
  },
};

export const sparedInstance: Flow = {
  title: "H3: a low instance of an owner that may no longer declassify starts no more children",
  isReached: reached,
  run: (stage, secret) => {
    stage.program("kid", `emit({ kid: unit.random() });`);
    stage.program("instance", `on("x", () => unit.instantiateUnit("kid", {}, [], unit.config));`, {
      children: ["kid"],
    });
    stage.high(
      "owner",
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
      },
    );
    stage.event({ down: 1 }, 1);
    stage.event({ x: 1 }, 2);
    stage.event({ up: 1 }, 3);
    stage.event([stage.part("sec", secret, stage.label(["s"]))], 20);
    stage.event({ x: 2 }, 21);
  },
};

export const all: readonly Flow[] = [
  edgeGap,
  forgotten,
  keptAwake,
  restartOrder,
  contaminationOrder,
  droppedPrivilege,
  endedLease,
  cellReads,
  mateWants,
  secondCell,
  sparedInstance,
];
