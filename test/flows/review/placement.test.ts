/** Findings of a reviewer about placement, lives and bounds; each test passes while the flaw is there. */
import { expect, test } from "vitest";
import type { Placement } from "../../../src/index.ts";
import { Lab } from "../../platform/lab.ts";
import { type Build } from "../../property/two-run/build.ts";
import { everywhere } from "../flow.ts";
import { buildWith, name } from "./try.ts";

type T = "s" | "i" | "a";
const tags: readonly T[] = ["s", "i", "a"];

function lab(build: Build, placement: Placement): Lab<T> {
  return new Lab<T>(
    tags,
    { placement },
    (options) => new build.Platform(options, () => new build.HeapCell()),
  );
}

async function everywhereSaid(
  changes: Parameters<typeof buildWith>[0],
  run: (lab: Lab<T>) => readonly string[],
): Promise<Record<string, string>> {
  const build = await buildWith(changes);
  const found: Record<string, string> = {};
  for (const placement of everywhere) found[name(placement)] = run(lab(build, placement)).join(" ; ");
  return found;
}

const distinct = (found: Record<string, string>): number => new Set(Object.values(found)).size;

test("E: units that are deployed late, and children that start then, are ordered by placement", async () => {
  const found = await everywhereSaid(
    [{ file: "src/limits.ts", from: "startBatch: 256", to: "startBatch: 2" }],
    (stage) => {
      stage.program("kid", `emit({ began: "kid" });`);
      stage.program("parent", `unit.instantiateUnit("kid", {}, [], unit.config);`, {
        children: ["kid"],
      });
      stage.unit("low", `let n = 0; on("began", (e) => say(++n, e.began));`);
      stage.program("late", `emit({ began: "late" });`);
      stage.program("filler", ``);
      const deploy = (program: string, as: string): void => {
        stage.platform.deploy({ program, name: as, config: stage.tags as never, owner: "o" });
      };
      deploy("parent", "parent");
      deploy("filler", "filler");
      deploy("late", "late");
      stage.platform.settle();
      return stage.said("low");
    },
  );
  console.log("E", found);
  expect(distinct(found)).toBeGreaterThan(1);
});

test("I: whether data is the same object depends on placement", async () => {
  const found = await everywhereSaid([], (stage) => {
    stage.unit(
      "low",
      `let kept; on("x", (e) => { kept ??= e.x; }); on("y", (e) => say(e.x === kept));`,
    );
    stage.unit(
      "copier",
      `on("x", (event) => { if (event.y !== undefined) return; const c = unit.cloneEvent(event, {}); unit.addPart(c, {}, "y", 1); unit.publish(c); });`,
    );
    stage.unit("source", `on("go", () => emit({ x: [1] }));`);
    // Keeps low from taking the clone's x as well.
    stage.event({ go: 1 });
    return stage.said("low");
  });
  console.log("I", found);
  expect(distinct(found)).toBeGreaterThan(1);
});

test("M: an instance that raises itself and throws takes its successor out of its place", async () => {
  const found = await everywhereSaid([], (stage) => {
    stage.program(
      "instance",
      `const id = unit.random().toFixed(3);
       on("x", (event) => {
         say("heard", event.x, id);
         unit.readPart(event, "x");
         if (event.x === 1) { unit.changeInOutLabel("secrecy", "add", a); throw new Error("asked to"); }
       });`,
    );
    stage.unit(
      "owner",
      `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);`,
      { children: ["instance"] },
    );
    const x = (data: number): void =>
      stage.queue([{ ...stage.part("x", data), privileges: stage.grants("a", "t+") }]);
    x(1);
    x(2);
    stage.platform.settle();
    x(3);
    stage.platform.settle();
    x(4);
    stage.platform.settle();
    return stage.said("owner");
  });
  console.log("M", found);
  // Two instances at one label hear the same event.
  expect(found["shared"]?.match(/heard 3/g)?.length).toBe(2);
});

test("O: a fresh instance that demands integrity is still given what nobody vouches for", async () => {
  const found = await everywhereSaid([], (stage) => {
    stage.program(
      "instance",
      `on("x", (e) => { say("first", e.x); unit.requireIntegrity(i); });
       on("x", (e) => say("second", e.x));`,
    );
    stage.unit(
      "owner",
      `unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);
       on("x", (e) => { say("own first", e.x); unit.requireIntegrity(i); });
       on("x", (e) => say("own second", e.x));`,
      { children: ["instance"] },
    );
    stage.event({ x: 1 });
    return stage.said("owner");
  });
  console.log("O", found);
  expect(found["shared"]).toContain("second 1");
  expect(found["shared"]).not.toContain("own second 1");
});

test("K: who is given privileges over many tags can make no tag of its own", async () => {
  const found = await everywhereSaid(
    [{ file: "src/limits.ts", from: "privilegeTags: 16_384", to: "privilegeTags: 8" }],
    (stage) => {
      stage.unit(
        "giver",
        `on("go", () => { for (let i = 0; i < 10; i++) {
           const t = unit.createTag("t"); const event = draft({ gift: 1 });
           unit.attachPrivilegeToPart(event, "gift", {}, t, "t+"); unit.publish(event); unit.dropPrivilege(t);
         } });`,
      );
      stage.unit(
        "low",
        `on("gift", (e) => { unit.readPart(e, "gift"); say(code(() => { unit.createTag("mine"); })); });`,
      );
      stage.event({ go: 1 });
      return stage.said("low");
    },
  );
  console.log("K", found);
  expect(found["shared"]).toContain("TAG_COUNT");
});

test("D: when a listener's stop takes effect depends on placement", async () => {
  const found = await everywhereSaid([], (stage) => {
    stage.unit("low", `on("n", ({ n }) => { say(n); if (n < 9) emit({ n: n + 1 }); });`);
    stage.unit("other", ``);
    stage.platform.notifications.on("log", ({ text }) => {
      if (text === "3") stage.platform.stop("low");
    });
    stage.event({ n: 1 });
    return stage.said("low");
  });
  console.log("D", found);
  expect(distinct(found)).toBeGreaterThan(1);
});

test("Q: one event of more than 30 plain parts ends the cells of those who want it", async () => {
  const found = await everywhereSaid([], (stage) => {
    stage.unit(
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
    stage.unit(
      "adder",
      `on("tagged", ({ tagged }) => { unit.requireIntegrity(tagged); on("key", (event) => {
         for (let k = 0; k < 28; k++) unit.addPart(event, {}, "q" + k, k);
       }); });`,
    );
    stage.unit(
      "cloner",
      `on("q1", (event) => { if (event.type === undefined) { const c = unit.cloneEvent(event, {}); unit.publish(c); } });`,
    );
    stage.unit("victim", `on("q0", () => {}); on("probe", () => say("alive"));`, { owner: "v" });
    stage.unit("bystander", `on("probe", () => say("alive"));`, { owner: "v" });
    stage.event({ tag: 1 });
    stage.event({ go: 1 });
    stage.event({ probe: 1 });
    const gone = stage.platform.auditLog
      .filter(({ kind }) => kind === "violation" || kind === "quarantined" || kind === "cellLost")
      .map((it) => JSON.stringify(it).slice(0, 150));
    return [...stage.said("victim"), ...stage.said("bystander"), ...gone];
  });
  console.log("Q", found);
  expect(found["owner"]).toContain("violation");
});
