/** Wherever units run, they are treated alike, and nothing that a unit does ends the cell of others. */

import { describe, expect, test } from "vitest";
import { type Build, buildPlatform, type Change } from "../property/two-run/build.ts";
import { Lab } from "../platform/lab.ts";
import { everywhere } from "./flow.ts";

type TagName = "s" | "i" | "a";

/** What the flow says under each placement. */
async function said(
  changes: readonly Change[],
  flow: (lab: Lab<TagName>) => readonly string[],
): Promise<readonly string[]> {
  const build: Build = await buildPlatform(changes);
  return everywhere.map((placement) => {
    const lab = new Lab<TagName>(
      ["s", "i", "a"],
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
