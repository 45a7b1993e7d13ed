/** Findings of a reviewer that need isolates, or garbage collection. */
import v8 from "node:v8";
import vm from "node:vm";
import { expect, test } from "vitest";
import { createPlatform, type Placement, type PlatformOptions } from "../../../src/index.ts";
import { Lab } from "../../platform/lab.ts";
import { buildWith, name } from "./try.ts";

type T = "s" | "i" | "a";
const tags: readonly T[] = ["s", "i", "a"];
const isolated = (placement: Placement, more: PlatformOptions = {}): Lab<T> =>
  new Lab<T>(tags, { placement, ...more }, createPlatform);

function alarms(stage: Lab<T>): readonly string[] {
  return stage.platform.auditLog
    .filter(({ kind }) => kind !== "log" && kind !== "refused")
    .map((it) => JSON.stringify(it).slice(0, 170));
}

test("Q in isolates", () => {
  const stage = isolated("owner");
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
    { owner: "m" },
  );
  stage.unit(
    "adder",
    `on("tagged", ({ tagged }) => { unit.requireIntegrity(tagged); on("key", (event) => {
       for (let k = 0; k < 28; k++) unit.addPart(event, {}, "q" + k, k);
     }); });`,
    { owner: "m" },
  );
  stage.unit(
    "cloner",
    `on("q1", (event) => unit.publish(unit.cloneEvent(event, {})));`,
    { owner: "m" },
  );
  stage.unit("victim", `on("q0", () => {}); on("probe", () => say("alive"));`, { owner: "v" });
  stage.unit("bystander", `let n = 0; on("probe", () => say("alive", ++n));`, { owner: "v" });
  stage.event({ probe: 1 });
  stage.event({ tag: 1 });
  for (let i = 0; i < 5; i++) {
    stage.event({ go: 1 });
    stage.event({ probe: 1 });
  }
  console.log("Q isolates", stage.said("victim"), stage.said("bystander"), alarms(stage));
  expect(alarms(stage).some((it) => it.includes("quarantined") && it.includes("bystander"))).toBe(true);
  stage.platform.close();
});

test("G: a unit whose lease to declassify has ended ends its low child by looping", () => {
  const seen = [0, 1].map((secret) => {
    const stage = isolated("unit", { cell: { crossingMs: 50 } });
    stage.program("kid", `on("x", (e) => emit({ heard: e.x }));`);
    stage.unit(
      "parent",
      `on("go", () => unit.instantiateUnit("kid", {}, [], unit.config));
       on("sec", ({ sec }) => { if (sec === 1) for (;;); });`,
      {
        children: ["kid"],
        input: stage.label(["s"]),
        output: {},
        privileges: [{ tag: stage.tags.s, privilege: "t-", until: 10 }],
      },
    );
    const heard = stage.watch("heard");
    stage.event({ go: 1 }, 1);
    stage.event({ x: 1 }, 2);
    stage.event([stage.part("sec", secret, stage.label(["s"]))], 20);
    stage.event({ x: 2 }, 21);
    const result = { heard: heard.join(), alarms: alarms(stage) };
    stage.platform.close();
    return result;
  });
  console.log("G", seen);
  expect(seen[0]?.heard).not.toBe(seen[1]?.heard);
});

test("J: a cell forgets a revocation with its garbage", async () => {
  v8.setFlagsFromString("--expose-gc");
  const gc = vm.runInNewContext("gc") as () => void;
  const build = await buildWith([]);
  const found: Record<string, string> = {};
  for (const collects of [false, true]) {
    for (const placement of ["shared", "unit"] as const) {
      const stage = new Lab<T>(
        tags,
        { placement },
        (options) => new build.Platform(options, () => new build.HeapCell()),
      );
      // Gives z the authority over x, then withdraws it at a label that z cannot read.
      stage.unit(
        "creator",
        `const x = unit.createTag("x");
         on("give", () => { const e = draft({ auth: x }); unit.attachPrivilegeToPart(e, "auth", {}, x, "t+auth"); unit.publish(e); });
         on("up", () => unit.changeInOutLabel("secrecy", "add", s));
         on("sec", () => unit.revokePrivilege(x, "t+auth"));`,
        { privileges: stage.grants("s", "t+") },
      );
      stage.unit(
        "z",
        `let x; on("auth", (e) => { x = e.auth; unit.readPart(e, "auth"); });
         on("pass", () => { const e = draft({ gift: x }); unit.attachPrivilegeToPart(e, "gift", {}, x, "t+"); unit.publish(e); });`,
      );
      stage.unit(
        "taker",
        `on("gift", (e) => { unit.readPart(e, "gift"); say(unit.hasPrivilege(e.gift, "t+")); });`,
        { input: stage.label(["s"]) },
      );
      stage.event({ give: 1 });
      stage.event({ up: 1 });
      stage.event([stage.part("sec", 1, stage.label(["s"]))]);
      if (collects) {
        for (let i = 0; i < 5; i++) {
          // oxlint-disable-next-line no-await-in-loop
          await new Promise((resolve) => setTimeout(resolve, 5));
          gc();
        }
      }
      stage.event({ pass: 1 });
      found[`${name(placement)}${collects ? " after gc" : ""}`] = stage.said("taker").join();
    }
  }
  console.log("J", found);
  expect(found["unit"]).toBe("false");
  expect(found["unit after gc"]).toBe("true");
});

test("S: the order of the audit differs between settle and settleAsync when a unit loops", async () => {
  const orders: string[] = [];
  for (const isAsync of [false, true]) {
    const stage = isolated("unit", { cell: { crossingMs: 50 } });
    stage.unit("one", `on("go", () => say("one"));`);
    stage.unit("two", `on("go", () => { for (;;); });`);
    stage.queue({ go: 1 });
    // oxlint-disable-next-line no-await-in-loop
    if (isAsync) await stage.platform.settleAsync();
    else stage.platform.settle();
    orders.push(stage.platform.auditLog.map(({ kind }) => kind).join());
    stage.platform.close();
  }
  console.log("S", orders);
  expect(orders[0]).not.toBe(orders[1]);
});
