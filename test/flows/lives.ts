/** Flows through what becomes of units: who ends, who goes on, who may start others. */

import type { Change } from "../property/two-run/build.ts";
import type { Flow, Stage } from "./flow.ts";

const up = `on("up", () => unit.changeInOutLabel("secrecy", "add", s));`;
const throws = `on("sec", ({ sec }) => { if (sec === 1) throw new Error("known"); });`;

/** An owner of low instances that raises itself, learns the secret, and throws or does not. */
function raisedOwner(stage: Stage, body: string): void {
  stage.program("kid", `emit({ kid: 1 }); on("x", (e) => emit({ kidHeard: e.x }));`);
  stage.program(
    "instance",
    `let n = 0; on("x", (e) => { emit({ heard: e.x, n: ++n }); ${body} });`,
    {
      children: ["kid"],
    },
  );
  stage.cleared(
    "owner",
    `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config); ${up} ${throws}`,
    { children: ["instance", "kid"] },
  );
}

/** Instances are looked for whenever one was made. */
const sweeps: readonly Change[] = [
  {
    file: "src/dispatch/units.ts",
    from: "UNITS_BETWEEN_SWEEPS = 1_024",
    to: "UNITS_BETWEEN_SWEEPS = 2",
  },
];

/** Has instances made at the secret's level if the secret says so: in the cell of the owner `o`. */
function busyInstances(stage: Stage, secret: 0 | 1): void {
  stage.program("empty", `on("never", () => {});`);
  stage.high(
    "busy",
    `on("sec", ({ sec }) => { if (sec === 1) for (let i = 0; i < 20; i++) emit({ b: i }, { secrecy: [unit.createTag("t")] }); });
     for (let i = 0; i < 8; i++) unit.subscribeManaged({ part: "sec", equals: 1 }, "empty", unit.config);`,
    { children: ["empty"], owner: "o", config: { secret } },
  );
}

function afterTheOwner(title: string, body: string): Flow {
  return {
    title,
    run: (stage, secret) => {
      raisedOwner(stage, body);
      stage.event({ x: 1 });
      stage.event({ up: 1 });
      stage.secretEvent("sec", secret);
      stage.event({ x: 2 });
      stage.event({ x: 3 });
    },
    isReached: (stage) => stage.records("quarantined").length === 1,
  };
}

export const lives: readonly Flow[] = [
  afterTheOwner("low instances of a raised owner that throws go on", ""),
  afterTheOwner(
    "low instances of a raised owner that throws make children",
    `unit.instantiateUnit("kid", {}, [], unit.config);`,
  ),
  {
    title: "low children of a raised unit that throws go on",
    run: (stage, secret) => {
      stage.program("kid", `on("x", (e) => emit({ kidHeard: e.x }));`);
      stage.cleared("parent", `unit.instantiateUnit("kid", {}, [], unit.config); ${up} ${throws}`, {
        children: ["kid"],
      });
      stage.event({ x: 1 });
      stage.event({ up: 1 });
      stage.secretEvent("sec", secret);
      stage.event({ x: 2 });
    },
    isReached: (stage) => stage.records("quarantined").length === 1,
  },
  {
    title: "the operator's stop ends a unit and all its instances, raised or not",
    run: (stage, secret) => {
      stage.program("instance", `on("x", (e) => emit({ heard: e.x }));`);
      stage.cleared(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config, Infinity);
         on("up", () => { if (secret === 1) unit.changeInOutLabel("secrecy", "add", s); });`,
        { children: ["instance"], config: { secret } },
      );
      stage.event({ x: 1 });
      stage.event({ up: 1 });
      stage.platform.stop("owner");
      stage.event({ x: 2 });
      stage.event({ x: 3 });
    },
    isReached: (stage) => stage.observed.filter((line) => line.includes("heard")).length === 1,
  },
  {
    title: "the operator's stop ends the instances of a unit that had thrown before",
    run: (stage, secret) => {
      raisedOwner(stage, "");
      stage.event({ x: 1 });
      stage.event({ up: 1 });
      stage.secretEvent("sec", secret);
      stage.event({ x: 2 });
      stage.platform.stop("owner");
      stage.event({ x: 3 });
    },
    isReached: (stage) => stage.observed.filter((line) => line.includes("heard")).length === 2,
  },
  {
    title: "an owner that throws without having been raised is made anew with its instances, once",
    run: (stage, secret) => {
      stage.program("instance", `let n = 0; on("x", () => emit({ n: ++n }));`);
      stage.unit(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);
         on("throw", () => { throw new Error("asked to"); });`,
        { children: ["instance"], output: stage.label(["a"]) },
      );
      stage.unit("low", `on("n", (e) => say(e.n));`, { input: stage.label(["a"]) });
      stage.event({ x: 1 });
      stage.event({ throw: 1 });
      stage.event({ x: 2 });
      stage.secretEvent("sec", secret);
    },
    isReached: (stage) => stage.said("low").join() === "1,1",
  },
  {
    title:
      "instances, and instances of instances, start the children that their own manifests name",
    run: (stage, secret) => {
      stage.program("kid", `emit({ kid: unit.config.of });`);
      const start = (of: string): string =>
        `unit.instantiateUnit("kid", {}, [], { ...unit.config, of: "${of}" });`;
      stage.program("inner", `on("x", () => { ${start("inner")} });`, { children: ["kid"] });
      stage.program(
        "outer",
        `unit.subscribeManaged({ part: "x", present: true }, "inner", unit.config);
         on("x", () => { ${start("outer")} });`,
        { children: ["inner", "kid"] },
      );
      stage.unit(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "outer", unit.config);`,
        {
          children: ["outer"],
        },
      );
      stage.unit("low", `on("kid", (e) => say(e.kid));`);
      stage.event({ x: 1 });
      stage.event({ x: 2 });
      stage.secretEvent("sec", secret);
    },
    isReached: (stage) => new Set(stage.said("low")).size === 2,
  },
  {
    title: "a filter that names the unit's own tag does not keep the events of others away",
    run: (stage, secret) => {
      stage.unit(
        "low",
        `const x = unit.createTag("x");
         unit.acquirePrivilege(x, "t+"); unit.acquirePrivilege(x, "t-");
         unit.changeInOutLabel("secrecy", "add", x); unit.changeOutLabel("secrecy", "remove", x);
         unit.subscribe({ any: [{ part: "own", equals: x }, { part: "own", in: [x, 1] }] }, () => {});
         on("go", () => emit({ x })); on("back", (e) => say("back", e.back));`,
      );
      stage.unit("other", `on("x", (e) => emit({ back: 1 }, { secrecy: [e.x] }));`);
      stage.event({ go: 1 });
      stage.event({ nothing: 1 });
      stage.secretEvent("sec", secret);
    },
    isReached: (stage) => stage.said("low").join() === "back 1",
  },
  {
    title: "a revocation under a label too large to be said is refused, and no kernel accused",
    changes: [{ file: "src/limits.ts", from: "labelTags: 1_024", to: "labelTags: 12" }],
    run: (stage, secret) => {
      stage.high(
        "high",
        `const x = unit.createTag("x"); emit({ x });
         on("go", () => {
           if (secret !== 1) return;
           const some = Array.from({ length: 8 }, (_, i) => unit.createTag("a" + i));
           const others = Array.from({ length: 8 }, (_, i) => unit.createTag("b" + i));
           for (const tag of some) {
             unit.acquirePrivilege(tag, "t+"); unit.acquirePrivilege(tag, "t-");
             unit.changeInOutLabel("secrecy", "add", tag); unit.changeOutLabel("secrecy", "remove", tag);
           }
           for (const tag of others) { unit.acquirePrivilege(tag, "t+"); unit.changeOutLabel("secrecy", "add", tag); }
           for (const tag of some) unit.dropPrivilege(tag);
           unit.revokePrivilege(x, "t+");
         });`,
        { owner: "o", config: { secret } },
      );
      stage.unit("low", `on("probe", () => say("alive"));`, { owner: "o" });
      stage.unit("other", "", { placement: "unit" });
      stage.event({ go: 1 });
      stage.event({ probe: 1 });
    },
    isReached: (stage) => stage.wasRefused("high", "TAG_COUNT"),
  },
  {
    title: "an instance that raises itself leaves its place, whatever becomes of it",
    run: (stage, secret) => {
      stage.program(
        "instance",
        `emit({ made: unit.random() });
         let n = 0;
         on("x", (event) => {
           unit.readPart(event, "x"); emit({ n: ++n });
           if (event.x === 2) { unit.changeInOutLabel("secrecy", "add", s); unit.createTag("t"); }
         });
         on("sec", ({ sec }) => { if (sec === 1) throw new Error("known"); });
         on("stay", () => {});`,
      );
      stage.unit(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config, 50);`,
        { children: ["instance"] },
      );
      const x = (data: number, time: number): void =>
        stage.event([{ ...stage.part("x", data), privileges: stage.grants("s", "t+") }], time);
      x(1, 1);
      x(2, 2);
      stage.event([stage.part("sec", secret, stage.label(["s"]))], 3);
      x(3, 4);
      x(2, 5);
      // Keeps the raised one awake, or lets it go.
      for (const time of [40, 80, 120]) {
        if (secret === 1) stage.event([stage.part("stay", 1, stage.label(["s"]))], time);
      }
      x(4, 130);
    },
    isReached: (stage) => stage.observed.filter((line) => line.includes("made")).length >= 3,
  },
  {
    title: "a raised child that threw ends with its parent, and with it what it made below",
    run: (stage, secret) => {
      const kid = `on("x", (e) => emit({ heard: e.x }));`;
      stage.program("kid", kid);
      stage.program(
        "child",
        `unit.instantiateUnit("kid", {}, [], unit.config);
         unit.subscribeManaged({ part: "x", present: true }, "kid", unit.config, Infinity);
         ${up} ${throws}`,
        { children: ["kid"] },
      );
      stage.unit(
        "parent",
        `unit.instantiateUnit("child", {}, [{ tag: s, privilege: "t+" }], unit.config);
         on("crash", () => { throw new Error("asked to"); });`,
        {
          children: ["child"],
          privileges: stage.grants("s", "t+auth"),
          onFault: "quarantine",
        },
      );
      stage.event({ x: 1 });
      stage.event({ up: 1 });
      stage.secretEvent("sec", secret);
      stage.event({ x: 2 });
      stage.event({ crash: 1 });
      stage.event({ x: 3 });
    },
    isReached: (stage) =>
      stage.records("quarantined").length === 2 &&
      !stage.observed.some((line) => line.includes('["heard",3')),
  },
  {
    title: "what an idle instance made goes with it, whether it is looked for or not",
    changes: sweeps,
    run: (stage, secret) => {
      stage.program("inner", `let n = 0; on("y", () => emit({ n: ++n }));`);
      stage.program(
        "outer",
        `unit.subscribeManaged({ part: "y", present: true }, "inner", unit.config, Infinity);
         on("x", () => {});`,
        { children: ["inner"] },
      );
      stage.unit(
        "owner",
        `unit.subscribeManaged({ part: "x", present: true }, "outer", unit.config, 10);`,
        { children: ["outer"], owner: "o" },
      );
      busyInstances(stage, secret);
      stage.event({ x: 1 }, 1);
      stage.event({ y: 1 }, 2);
      stage.event({ y: 1 }, 9);
      stage.event({ z: 1 }, 100);
      stage.event([stage.part("sec", secret, stage.label(["s"]))], 101);
      stage.event({ z: 1 }, 102);
      stage.event({ y: 1 }, 103);
      stage.event({ x: 2 }, 104);
      stage.event({ y: 1 }, 105);
    },
    isReached: (stage) => stage.observed.filter((line) => line.includes('["n",1')).length === 2,
  },
  {
    title: "instances at one label and time draw different numbers, swept or not",
    changes: sweeps,
    run: (stage, secret) => {
      stage.program(
        "instance",
        `emit({ made: unit.random(), tag: unit.createTag("t") });
         const y = on("y", () => {});
         const kill = on("kill", () => { unit.unsubscribe(y); unit.unsubscribe(kill); });`,
      );
      stage.unit(
        "owner",
        `unit.subscribeManaged({ part: "y", present: true }, "instance", unit.config);
         on("r", ({ r }) => { if (r < 3) emit({ r: r + 1 }); else emit({ kill: 1 }); });`,
        { children: ["instance"], owner: "o" },
      );
      busyInstances(stage, secret);
      stage.queue({ r: 0 }, 5);
      stage.queue({ y: 1 }, 100);
      stage.platform.settle();
      stage.event([stage.part("sec", secret, stage.label(["s"]))], 100);
      stage.event({ y: 1 }, 100);
      stage.event({ y: 1 }, 100);
    },
    isReached: (stage) => stage.observed.some((line) => line.includes("made")),
  },
  {
    title: "two parts of one name and label that came with different privileges",
    run: (stage, secret) => {
      stage.unit(
        "low",
        `const y = unit.createTag("y");
         on("p", (event) => { for (const _ of [1, 2]) unit.attachPrivilegeToPart(event, "p", {}, y, "t+"); });
         on("probe", () => say("alive"));`,
      );
      stage.event([
        { ...stage.part("p", 1), privileges: stage.grants("a", "t+") },
        { ...stage.part("p", 2), privileges: stage.grants("b", "t+") },
      ]);
      stage.event({ probe: 1 });
      stage.secretEvent("sec", secret);
    },
    isReached: (stage) => stage.said("low").join() === "alive",
  },
  {
    title: "a version of an event that its cell saw alone concerns nobody whom the event did not",
    hasEdge: false,
    run: (stage, secret) => {
      stage.program("low-kid", `on("y", (e) => say("leak", e.y));`);
      stage.program(
        "instance",
        `let known = 0; on("sec", (e) => { known = e.sec; });
         on("y", (event) => { if (known === 1 && event.h === undefined) unit.addPart(event, {}, "h", 1); });`,
      );
      stage.cleared(
        "owner",
        `unit.subscribeManaged({ part: "sec", present: true }, "instance", unit.config, Infinity);
         on("x", () => { emit({ y: 1 }); unit.instantiateUnit("low-kid", {}, [], unit.config); });
         on("later", () => emit({ y: 2 }));`,
        { children: ["instance", "low-kid"] },
      );
      stage.secretEvent("sec", secret);
      stage.event({ x: 1 });
      stage.event({ later: 1 });
    },
    isReached: (stage) => stage.observed.some((line) => line.includes("leak 2")),
  },
  {
    title: "a unit that is deployed after a secret event is not told its time",
    run: (stage, secret) => {
      stage.event({ x: 1 }, 3);
      if (secret === 1) stage.event([stage.part("sec", 1, stage.label(["s"]))], 8);
      stage.high("high", `say(unit.now()); on("x", () => { throw new Error("again"); });`);
      stage.unit(
        "low",
        `say(unit.now()); emit({ began: 1 }); on("x", ({ x }) => { if (x === 2) throw new Error("again"); });`,
      );
      stage.event({ x: 2 }, 9);
    },
    isReached: (stage) => stage.said("low").join() === "3,9" && stage.said("high")[0] === "8",
  },
  {
    title: "a copy of a part at a higher label does not hand on what the part came with",
    run: (stage, secret) => {
      stage.cleared(
        "copier",
        `on("x", (event) => {
           unit.attachPrivilegeToPart(event, "x", {}, b, "t+");
           unit.changeInOutLabel("secrecy", "add", s);
         });`,
        { privileges: [...stage.grants("s", "t+"), ...stage.grants("b", "t+auth")] },
      );
      stage.high(
        "taker",
        `unit.requireIntegrity(i); on("x", (e) => { unit.readPart(e, "x"); say(unit.hasPrivilege(a, "t+"), unit.hasPrivilege(b, "t+")); });`,
      );
      stage.unit("low", `on("x", () => say("x"));`);
      stage.event([
        { ...stage.part("x", 1), privileges: stage.grants("a", "t+") },
        stage.part("sec", secret, stage.label(["s"])),
      ]);
    },
    isReached: (stage) => stage.said("low").join() === "x",
  },
  {
    title: "a lease that ended before all time, on an authority that ends",
    run: (stage, secret) => {
      stage.high(
        "high",
        `on("go", () => {
           const event = draft({ gift: 1 });
           unit.attachPrivilegeToPart(event, "gift", {}, a, "t+", secret === 1 ? -Infinity : 5);
           unit.publish(event);
         });`,
        {
          config: { secret },
          privileges: [{ tag: stage.tags.a, privilege: "t+auth", until: 100 }],
        },
      );
      stage.high(
        "taker",
        `on("gift", (e) => { unit.readPart(e, "gift"); say(unit.hasPrivilege(a, "t+")); });`,
      );
      stage.unit("low", `on("probe", () => say("alive"));`);
      stage.event({ go: 1 });
      stage.event({ probe: 1 });
    },
    isReached: (stage) => stage.said("taker").join() === "false",
  },
];
