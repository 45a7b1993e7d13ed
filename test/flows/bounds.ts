/** Flows through bounds, caches and sweeps: the high side hits each, the low side must not notice. */

import type { Change } from "../property/two-run/build.ts";
import type { Flow, Stage } from "./flow.ts";

/**
 * Bounds on what one caller passes, or has done itself, at its own labels: to be refused tells a unit
 * nothing but that.
 */
export const ownBounds: readonly string[] = [
  "valueDepth",
  "valueNodes",
  "valueBytes",
  "partName",
  "orderKeyStep",
  "labelTags",
  "partPrivileges",
  "privilegeTags",
  "filterNodes",
  "filterValues",
  "filterDepth",
  "filterTermsPerDelivery",
  "filterTermsPerUnit",
  "scannedTerms",
  "revocationsPerTag",
  "logLine",
  "logLinesPerDelivery",
  "faultFrames",
  "faultMessage",
  "faultStack",
  "realmElements",
  "realmListLength",
  "realmSearch",
  "realmTextParts",
  "realmSortedText",
  "realmBigintText",
  "programBytes",
  "programSourceBytes",
  "programModules",
  "programNesting",
  "programDepth",
  "programNames",
  "patternLength",
  "specifier",
  "manifestBytes",
  "packageBytes",
  "programPlaces",
  "renamed",
  "renamedLength",
  "readCpuSeconds",
  "readMs",
  "readMemoryMiB",
  "readDataMiB",
  "verdictCharacters",
  // The operator alone meets these.
  "feedTicks",
  "feedSymbols",
  "inputLine",
  "queuedIngress",
  "startBatch",
  "stoppedNames",
  "auditRecords",
  "auditCharacters",
  "turns",
  "turnsMs",
  "messageCharacters",
  "shapes",
  "threadMs",
  "warnings",
];

/** Bounds that units can tell were hit, or that a clock outside can: SECURITY.md names each. */
export const conceded: readonly string[] = [
  "family",
  "units",
  "reachableLabels",
  "crossingMs",
  "ingressMs",
  "ingressShare",
  "idleShare",
  "instanceAllowances",
  "ownerTimeouts",
  "wallSlack",
  "wallSlackMs",
  "wallExtraMs",
  "wallStretch",
  "watchedMs",
  "loadMs",
  "watchdogGraceMs",
  "sliceMs",
  "sliceShare",
  "cellMemoryMiB",
];

function limit(name: string, from: string, to: number): Change {
  return { file: "src/limits.ts", from: `  ${name}: ${from},`, to: `  ${name}: ${to},` };
}

const cells = (stage: Stage) => stage.platform.statistics().cells;

/** Both do the same, the one at the secret's level as often as the secret says. */
function sameWork(
  bound: string,
  work: (times: string) => string,
  more: Omit<Flow, "title" | "bound" | "run"> & { readonly deployment?: object },
): Flow {
  const { deployment = {}, ...rest } = more;
  return {
    title: `${bound}: what a unit at the secret's level uses up, others still have`,
    bound,
    run: (stage, secret) => {
      stage.high("high", work("secret === 1 ? 9 : 0"), {
        config: { secret },
        owner: "o",
        ...deployment,
      });
      stage.unit("low", work("2"), { owner: "o", ...deployment });
      for (let i = 0; i < 3; i++) stage.event({ go: i });
    },
    ...rest,
  };
}

const attempt = `let code = "ok"; try { act(i); } catch (e) { code = e.code; } say(code);`;

function repeat(act: string, times: string): string {
  return `on("go", (event) => { const act = (i) => { ${act} };
    for (let i = 0; i < (${times}); i++) { ${attempt} } });`;
}

export const bounds: readonly Flow[] = [
  sameWork("eventsPerDelivery", (times) => repeat(`emit({ out: i });`, times), {
    deployment: { eventsPerDelivery: 2 },
    isReached: (stage) => stage.wasRefused("high", "EVENT_QUOTA"),
  }),
  sameWork("subscriptionsPerUnit", (times) => repeat(`on("other", () => {});`, times), {
    changes: [limit("subscriptionsPerUnit", "1_024", 7)],
    isReached: (stage) => stage.wasRefused("high", "SUBSCRIPTION_COUNT"),
  }),
  sameWork("eventsPerGeneration", (times) => repeat(`emit({ out: i });`, times), {
    changes: [limit("eventsPerGeneration", "4_096", 3)],
    isReached: (stage) => cells(stage).some(({ droppedQueue }) => droppedQueue > 0),
  }),
  {
    title:
      "eventsPerGeneration: parts that a unit does not see do not keep what is left of an event",
    bound: "eventsPerGeneration",
    changes: [limit("eventsPerGeneration", "4_096", 3)],
    run: (stage, secret) => {
      stage.high(
        "high",
        `on("go", () => { for (let i = 0; i < 2; i++) {
           const event = unit.createEvent();
           unit.addPart(event, {}, "x", i);
           if (secret === 1) unit.addPart(event, { secrecy: [s] }, "h", i);
           unit.publish(event);
         } });`,
        { config: { secret }, output: {}, privileges: stage.grants("s", "t-") },
      );
      stage.unit(
        "low",
        `on("x", (event) => { unit.delPart(event, {}, "x"); unit.release(event); emit({ out: 1 }); });`,
      );
      stage.event({ go: 1 });
    },
    isReached: (stage) => cells(stage).some(({ droppedQueue }) => droppedQueue > 0),
  },
  sameWork(
    "eventHops",
    (times) => `const label = { };
      on("go", () => { if ((${times}) > 0) emit({ hop: 1 }, label); });
      on("hop", (e) => { if (e.hop < (${times})) emit({ hop: e.hop + 1 }, label); else say("done"); });`,
    {
      changes: [limit("eventHops", "64", 4)],
      isReached: (stage) => cells(stage).some(({ droppedHops }) => droppedHops > 0),
    },
  ),
  {
    title: "childrenPerUnit: children made at the secret's level take no place of others'",
    bound: "childrenPerUnit",
    changes: [limit("childrenPerUnit", "1_024", 3)],
    run: (stage, secret) => {
      stage.program("kid", `emit({ kid: 1 });`);
      const body = (times: string): string =>
        repeat(`unit.instantiateUnit("kid", {}, [], unit.config);`, times);
      stage.high("high", body("secret === 1 ? 9 : 0"), {
        config: { secret },
        children: ["kid"],
        owner: "o",
      });
      stage.unit("low", body("1"), { children: ["kid"], owner: "o" });
      for (let i = 0; i < 3; i++) stage.event({ go: i });
    },
    isReached: (stage) => stage.wasRefused("high", "CHILD_COUNT"),
  },
  {
    title: "eventParts: parts that a unit does not see take no place of its own",
    bound: "eventParts",
    changes: [limit("eventParts", "30", 5)],
    run: (stage, secret) => {
      stage.unit(
        "low",
        `on("x", (event) => { const act = (i) => unit.addPart(event, {}, "y", i);
        for (let i = 0; i < 6; i++) { ${attempt} } });`,
      );
      const hidden = secret === 1 ? [1, 2, 3, 4] : [];
      stage.event([
        stage.part("x", 1),
        ...hidden.map((i) => stage.part("h", i, stage.label(["s"]))),
      ]);
    },
    isReached: (stage) => stage.wasRefused("low", "PART_COUNT"),
  },
  {
    title: "versionParts: an event has none to spare that units could take from each other",
    bound: "versionParts",
    changes: [
      limit("eventHops", "64", 3),
      limit("eventParts", "30", 4),
      limit("versionParts", "2_048", 16),
    ],
    run: (stage, secret) => {
      // Each generation adds what one unit may, so that the hops end an event before its parts do.
      for (const [from, to] of [
        ["x", "h1"],
        ["h1", "h2"],
        ["h2", "h3"],
        ["h3", "h4"],
      ] as const) {
        stage.high(
          `high-${to}`,
          `on("${from}", (event) => { if (secret === 1) for (let i = 0; i < 3; i++) unit.addPart(event, {}, "${to}", i); });`,
          { config: { secret } },
        );
      }
      stage.unit("adder", `on("x", (event) => unit.addPart(event, {}, "y", 1));`);
      stage.unit("low", `on("y", (event) => say(event));`);
      stage.event({ x: 1 });
      stage.event({ x: 2 });
    },
    isReached: (stage) => stage.said("low").length === 2,
  },
  {
    title: "joinedLabels: parts at the secret's level crowd out no contamination below",
    bound: "joinedLabels",
    clearance: ["a", "b", "c", "d", "e"],
    run: (stage, secret) => {
      const fresh = (name: string) =>
        Array.from({ length: 9 }, (_, i) => stage.platform.createTag(name + i));
      const [p, q, r] = [fresh("p"), fresh("q"), fresh("r")];
      const { a, b, c, d, e, s } = stage.tags;
      stage.program("instance", `emit({ made: 1 });`);
      stage.unit(
        "owner",
        `unit.subscribeManaged({ all: ["p", "q", "r"].map((part) => ({ part, present: true })) }, "instance", unit.config);`,
        {
          children: ["instance"],
          privileges: [...p, ...q, ...r, a, b, c, d, e, s].map((tag) => ({
            tag,
            privilege: "t+" as const,
          })),
        },
      );
      const parts = (name: string, tags: typeof p, ...more: readonly (typeof a)[]) =>
        tags.map((tag) => ({ name, data: 1, label: { secrecy: [tag, ...more] } }));
      stage.event([
        ...(secret === 1 ? parts("p", p, s) : []),
        { name: "p", data: 1, label: { secrecy: [a, b] } },
        ...parts("q", q),
        { name: "q", data: 1, label: { secrecy: [c, d] } },
        ...parts("r", r),
        { name: "r", data: 1, label: { secrecy: [e] } },
      ]);
    },
    isReached: (stage) => stage.observed.some((line) => line.includes("made")),
  },
  {
    title: "managedIdleMs: events at the secret's level keep no instance below alive",
    bound: "managedIdleMs",
    changes: [limit("managedIdleMs", "60_000", 5)],
    run: (stage, secret) => {
      stage.program("instance", `let n = 0; on("x", () => emit({ n: ++n })); on("sec", () => {});`);
      stage.cleared(
        "owner",
        `unit.subscribeManaged({ any: [{ part: "x", present: true }, { part: "sec", equals: 1 }] }, "instance", unit.config);`,
        { children: ["instance"] },
      );
      stage.event({ x: 1 }, 1);
      for (const time of [2, 4, 6, 8])
        stage.event([stage.part("sec", secret, stage.label(["s"]))], time);
      stage.event({ x: 1 }, 9);
      stage.event({ x: 1 }, 12);
    },
    isReached: (stage) => stage.observed.filter((line) => line.includes('["n",1')).length === 2,
  },
  {
    title: "restarts: a unit that used up its own leaves others theirs",
    bound: "restarts",
    run: (stage, secret) => {
      stage.high("high", `on("go", () => { if (secret === 1) throw new Error("again"); });`, {
        config: { secret },
        owner: "o",
      });
      stage.unit(
        "low",
        `say("began"); on("go", ({ go }) => { if (go === 3) throw new Error("once"); say(go); });`,
        { owner: "o" },
      );
      for (let i = 0; i < 6; i++) stage.event({ go: i });
    },
    isReached: (stage) => stage.records("quarantined").some(({ unit }) => unit.name === "high"),
  },
  {
    title: "deliveriesPerCrossing: deliveries at the secret's level move none below",
    bound: "deliveriesPerCrossing",
    changes: [limit("deliveriesPerCrossing", "100_000", 1)],
    run: (stage, secret) => {
      stage.high(
        "high",
        `on("go", () => { if (secret === 1) for (let i = 0; i < 9; i++) emit({ busy: i }); }); on("busy", () => {});`,
        { config: { secret }, owner: "o" },
      );
      stage.unit(
        "low",
        `let n = 0; on("go", () => emit({ n: ++n })); on("n", (e) => { if (e.n < 20) emit({ m: e.n }); }); on("m", (e) => say(e.m));`,
        { owner: "o" },
      );
      for (let i = 0; i < 3; i++) stage.queue({ go: i });
      stage.platform.settle();
    },
    isReached: (stage) => stage.said("low").length === 3,
  },
  {
    title:
      "labelSweep: what readPart shows is made anew, whatever others did to the table of labels",
    bound: "labelSweep",
    changes: [limit("labelSweep", "4_096", 8)],
    run: (stage, secret) => {
      stage.high(
        "high",
        `on("go", () => { if (secret !== 1) return;
           const tags = Array.from({ length: 12 }, (_, i) => unit.createTag("t" + i));
           for (const tag of tags) { const event = draft({ p: 0 }, { secrecy: [tag] }); unit.delPart(event, { secrecy: [tag] }, "p"); } });`,
        { config: { secret }, owner: "o" },
      );
      stage.unit(
        "low",
        `const seen = new Set(); const isNew = (it) => seen.size < seen.add(it).size;
         on("x", (e) => { const [{ label, data }] = unit.readPart(e, "x");
           say(isNew(label), isNew(label.secrecy), isNew(label.integrity), isNew(data)); });`,
        { owner: "o" },
      );
      for (const x of [1, 2, 3]) {
        stage.event([stage.part("x", [x], stage.label([], ["i"]))]);
        stage.event({ go: 1 });
        stage.event({ nothing: 1 });
      }
    },
    isReached: (stage) => stage.said("low").every((line) => line === "true true true true"),
  },
  {
    title: "filterSweep: filters that others made, or that were swept, show in nobody's deliveries",
    bound: "filterSweep",
    changes: [limit("filterSweep", "1_048_576", 100)],
    run: (stage, secret) => {
      stage.high(
        "high",
        `on("go", () => { if (secret !== 1) return;
           for (let i = 0; i < 20; i++) unit.unsubscribe(on("no such part " + i, () => {})); say("done"); });`,
        { config: { secret }, owner: "o" },
      );
      stage.unit(
        "low",
        `for (let i = 0; i < 3; i++) unit.subscribe({ part: "x", in: [1, i] }, (e) => say(i, e.x));`,
        { owner: "o" },
      );
      for (const x of [1, 2, 0]) {
        stage.event({ x });
        stage.event({ go: 1 });
      }
    },
    isReached: (stage) => stage.said("high").length === 3,
  },
  {
    title: "instances that are looked for and reclaimed make no difference to those that go on",
    changes: [
      {
        file: "src/dispatch/units.ts",
        from: "UNITS_BETWEEN_SWEEPS = 1_024",
        to: "UNITS_BETWEEN_SWEEPS = 1",
      },
    ],
    run: (stage, secret) => {
      stage.program("instance", `let n = 0; on("x", () => emit({ n: ++n })); on("sec", () => {});`);
      stage.unit(
        "owner",
        `unit.subscribeManaged({ any: [{ part: "x", present: true }, { part: "sec", equals: 1 }] }, "instance", unit.config, 5);`,
        {
          children: ["instance"],
          privileges: [...stage.grants("s", "t+"), ...stage.grants("a", "t+")],
        },
      );
      for (const time of [1, 3, 9, 20]) {
        stage.event([stage.part("sec", secret, stage.label(["s"]))], time);
        stage.event([stage.part("sec", secret, stage.label(["s", "a"]))], time);
        stage.event({ x: 1 }, time);
      }
    },
    isReached: (stage) => stage.observed.some((line) => line.includes('["n",2')),
  },
];
