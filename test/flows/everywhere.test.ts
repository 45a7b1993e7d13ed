/** Wherever units run, they are treated alike, and nothing that a unit does ends the cell of others. */

import { describe, expect, test } from "vitest";
import { type Build, buildPlatform, type Change } from "../property/two-run/build.ts";
import { Lab } from "../platform/lab.ts";
import { everywhere } from "./flow.ts";

type TagName = "s" | "i" | "a" | "b";

/** What the flow says under each placement. */
async function said(
  changes: readonly Change[],
  flow: (lab: Lab<TagName>) => readonly string[],
): Promise<readonly string[]> {
  const build: Build = await buildPlatform(changes);
  return everywhere.map((placement) => {
    const lab = new Lab<TagName>(
      ["s", "i", "a", "b"],
      { placement },
      (options) => new build.Platform(options, () => new build.HeapCell()),
    );
    return flow(lab).join("; ");
  });
}

function same(text: string): readonly string[] {
  return everywhere.map(() => text);
}

describe("is the same everywhere", () => {
  test("the order of units that are deployed late and of children that start then", async () => {
    const changes = [{ file: "src/limits.ts", from: "startBatch: 256", to: "startBatch: 2" }];
    const found = await said(changes, (lab) => {
      lab.program("kid", `emit({ began: "kid" });`);
      lab.program("parent", `unit.instantiateUnit("kid", {}, [], unit.config);`, {
        children: ["kid"],
      });
      lab.unit("low", `let n = 0; on("began", (e) => say(++n, e.began));`);
      lab.program("late", `emit({ began: "late" });`);
      lab.program("filler", ``);
      for (const program of ["parent", "filler", "late"]) {
        lab.platform.deploy({ program, name: program, config: lab.tags, owner: "o" });
      }
      lab.platform.settle();
      return lab.said("low");
    });
    expect(found).toEqual(same("1 late; 2 kid"));
  });

  test("when a listener's stop takes effect: before the next generation", async () => {
    const found = await said([], (lab) => {
      lab.unit("low", `on("n", ({ n }) => { say(n); if (n < 9) emit({ n: n + 1 }); });`);
      lab.unit("other", ``);
      lab.platform.notifications.on("log", ({ text }) => {
        if (text === "3") lab.platform.stop("low");
      });
      lab.event({ n: 1 });
      return lab.said("low");
    });
    expect(found).toEqual(same("1; 2; 3"));
  });

  test("whom a version concerns who narrowed itself in the same generation", async () => {
    const found = await said([], (lab) => {
      lab.unit(
        "low",
        `on("tick", ({ tick }) => { if (tick === 2) unit.requireIntegrity(i); else emit({ tick: 2 }); });
         on("x", (e) => say("x", e.x));`,
      );
      lab.unit(
        "adder",
        `on("x", (e) => { if (e.y === undefined) { unit.addPart(e, { integrity: [i] }, "x", 2); unit.addPart(e, {}, "y", 1); } });`,
        { input: {}, output: lab.label([], ["i"]), privileges: lab.grants("i", "t+") },
      );
      lab.queue({ tick: 1 });
      lab.queue({ x: 1 });
      lab.platform.settle();
      return lab.said("low");
    });
    expect(found).toEqual(same("x 1"));
  });

  test("what subscribers at the edge get who come and go, at several clearances", async () => {
    const found = await said([], (lab) => {
      lab.unit(
        "source",
        `on("go", () => { const e = unit.createEvent(); unit.addPart(e, { secrecy: [a] }, "pa", 1); unit.addPart(e, { secrecy: [b] }, "pb", 1); unit.publish(e); });`,
      );
      lab.unit("adder", `on("pa", (e) => unit.addPart(e, {}, "y", 1));`, {
        input: lab.label(["a", "b"]),
        output: {},
        privileges: [...lab.grants("a", "t-"), ...lab.grants("b", "t-")],
      });
      const seen: string[] = [];
      const watch = (part: string, clearance: readonly TagName[]): void => {
        const note = (e: object): unknown => seen.push(`${part}: ${Object.keys(e).join()}`);
        lab.platform.subscribe({ part, present: true }, note, { clearance: lab.label(clearance) });
      };
      const leave = lab.platform.subscribe(
        { part: "pa", present: true },
        () => {
          leave();
          watch("pb", ["b"]);
          watch("y", []);
        },
        { clearance: lab.label(["a"]) },
      );
      lab.event({ go: 1 });
      return seen;
    });
    expect(found).toEqual(same("y: y"));
  });

  test("which children run after a unit failed that had just made one", async () => {
    const found = await said([], (lab) => {
      lab.program("kid", `on("x", () => say("kid"));`);
      lab.unit(
        "parent",
        `unit.instantiateUnit("kid", {}, [], unit.config);
         on("go", () => { unit.instantiateUnit("kid", {}, [], unit.config); throw new Error("asked to"); });`,
        { children: ["kid"] },
      );
      lab.event({ go: 1 });
      lab.event({ x: 1 });
      return lab.records("log").map(({ text }) => text);
    });
    expect(found).toEqual(same("kid"));
  });
});

test("instances of two lives of a unit accuse no kernel", async () => {
  const found = await said([], (lab) => {
    lab.unit("victim", `on("q", () => say("q"));`, { owner: "o" });
    lab.unit("other", "", { owner: "p" });
    lab.program("first", `on("y", () => {}); on("w", () => { say("w"); on("v", () => {}); });`);
    lab.program(
      "second",
      `let n = 0; const id = on("z", () => { if (++n === 2) unit.unsubscribe(id); });`,
    );
    lab.unit(
      "helper",
      `let t; on("gift", (e) => { t = e.gift; unit.readPart(e, "gift"); unit.changeOutLabel("integrity", "add", t); });
       on("ping", () => emit({ w: 1 }, { integrity: [t] }));`,
      { owner: "o" },
    );
    lab.unit(
      "attacker",
      `let t;
       on("one", () => {
         t = unit.createTag("t"); unit.acquirePrivilege(t, "t+"); unit.acquirePrivilege(t, "t-");
         const e = draft({ gift: t }); unit.attachPrivilegeToPart(e, "gift", {}, t, "t+"); unit.publish(e);
         unit.changeInOutLabel("integrity", "add", t);
         unit.subscribeManaged({ part: "y", present: true }, "first", unit.config);
         on("y", () => unit.changeInOutLabel("integrity", "remove", t));
         emit({ y: 1 }, { integrity: [t] });
       });
       on("boom", () => { throw new Error("boom"); });
       on("two", () => { unit.subscribeManaged({ part: "z", present: true }, "second", unit.config); });`,
      { owner: "o", children: ["first", "second"] },
    );
    for (const name of ["one", "boom", "two", "z", "z", "ping", "q"]) lab.event({ [name]: 1 });
    const accused = lab.records("violation").map(({ problem }) => problem);
    return [...lab.said("attacker"), ...lab.said("victim"), ...accused];
  });
  expect(found).toEqual(same("w; q"));
});

test("an instance that raises itself and throws leaves the place of its successor alone", async () => {
  const found = await said([], (lab) => {
    lab.program(
      "instance",
      `on("x", (event) => {
         say("heard", event.x);
         unit.readPart(event, "x");
         if (event.x === 1) { unit.changeInOutLabel("secrecy", "add", a); throw new Error("asked to"); }
       });`,
    );
    lab.unit(
      "owner",
      `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);`,
      { children: ["instance"] },
    );
    const x = (data: number): void =>
      lab.queue([{ ...lab.part("x", data), privileges: lab.grants("a", "t+") }]);
    x(1);
    x(2);
    lab.platform.settle();
    x(3);
    lab.platform.settle();
    return lab.said("owner");
  });
  expect(found).toEqual(same("heard 1; heard 2; heard 3"));
});

test("integrity that a fresh instance demands holds for the rest of the event in hand", async () => {
  const found = await said([], (lab) => {
    const body = `on("x", (e) => { say("first", e.x); unit.requireIntegrity(i); });
      on("x", (e) => say("second", e.x));`;
    lab.program("instance", body);
    lab.unit("plain", body);
    lab.unit(
      "owner",
      `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);`,
      {
        children: ["instance"],
      },
    );
    lab.event({ x: 1 });
    return [...lab.said("plain"), ...lab.said("owner")];
  });
  expect(found).toEqual(same("first 1; first 1"));
});

test("privileges that others bestow keep no unit from making tags, up to the bound of its own", async () => {
  const changes = [
    { file: "src/limits.ts", from: "privilegeTags: 16_384", to: "privilegeTags: 8" },
  ];
  const found = await said(changes, (lab) => {
    lab.unit(
      "giver",
      `on("go", () => { for (let i = 0; i < 20; i++) {
         const t = unit.createTag("t"); const event = draft({ gift: 1 });
         unit.attachPrivilegeToPart(event, "gift", {}, t, "t+"); unit.publish(event); unit.dropPrivilege(t);
       } });
       on("ask", () => emit({ asked: 1 }));`,
    );
    lab.unit(
      "low",
      `const made = []; on("gift", (e) => unit.readPart(e, "gift"));
       on("asked", () => { for (let i = 0; i < 9; i++) say(code(() => { made.push(unit.createTag("mine")); })); });`,
    );
    lab.event({ go: 1 });
    lab.event({ ask: 1 });
    return lab.said("low");
  });
  expect(found).toEqual(same([...Array.from({ length: 8 }, () => "ok"), "TAG_COUNT"].join("; ")));
});

test("an event of many plain parts, more than one unit may see, harms nobody", async () => {
  const found = await said([], (lab) => {
    lab.unit(
      "source",
      `const i2 = unit.createTag("i2"); unit.acquirePrivilege(i2, "t+");
       unit.changeOutLabel("integrity", "add", i2);
       on("tag", () => emit({ tagged: i2 }));
       on("go", () => {
         const event = unit.createEvent();
         for (let k = 0; k < 28; k++) unit.addPart(event, {}, "p" + k, k);
         unit.addPart(event, { integrity: [i2] }, "key", 1);
         unit.publish(event);
       });`,
    );
    lab.unit(
      "adder",
      `on("tagged", ({ tagged }) => { unit.requireIntegrity(tagged); on("key", (event) => {
         for (let k = 0; k < 28; k++) unit.addPart(event, {}, "q" + k, k);
       }); });`,
    );
    lab.unit(
      "cloner",
      `on("q1", (event) => { if (event.type === undefined) unit.publish(unit.cloneEvent(event, {})); });`,
    );
    lab.unit("victim", `on("q0", (e) => say(Object.keys(e).length));`, { owner: "v" });
    lab.event({ tag: 1 });
    lab.event({ go: 1 });
    const bad = ["violation", "quarantined", "cellLost"];
    const gone = lab.platform.auditLog.filter(({ kind }) => bad.includes(kind));
    return [...new Set(lab.said("victim")), ...gone.map((record) => JSON.stringify(record))];
  });
  expect(found).toEqual(same("57"));
});
