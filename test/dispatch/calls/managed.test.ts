/** subscribeManaged: handlers at the contamination that their events need, and a clean owner. */

import { describe, expect, test } from "vitest";
import type { LabelInput } from "../../../src/index.ts";
import { Lab } from "../../platform/lab.ts";

type Tags = "a" | "b" | "i";

const counting = `let n = 0; on("x", (e) => { n++; say("event " + n + ": " + e.x); emit({ out: e.x }); });`;

/** An owner that may raise instances to a and b, whose instances count the events that they get. */
function laboratory(instance = counting, more = ""): Lab<Tags> {
  const lab = new Lab<Tags>(["a", "b", "i"]);
  lab.program("instance", instance);
  lab.unit(
    "owner",
    `let managed = unit.subscribeManaged({ part: "x", present: true }, "instance", { a, b, i });
     on("ask", () => { emit({ clean: 1 }); });
     ${more}`,
    { children: ["instance"], privileges: [...lab.grants("a", "t+"), ...lab.grants("b", "t+")] },
  );
  return lab;
}

function send(lab: Lab<Tags>, x: string, label: LabelInput = {}, time?: number): void {
  lab.event([lab.part("x", x, label)], time);
}

describe("instances", () => {
  test("are one for each label, and each gets the events of its label", () => {
    const lab = laboratory();
    const [a, b] = [lab.label(["a"]), lab.label(["b"])];
    send(lab, "a1", a);
    send(lab, "b1", b);
    send(lab, "open");
    send(lab, "a2", a);
    send(lab, "ab", lab.label(["a", "b"]));
    expect(lab.said("owner")).toEqual([
      "event 1: a1",
      "event 1: b1",
      "event 1: open",
      "event 2: a2",
      "event 1: ab",
    ]);
  });

  test("get the event that made them, and the others of the same generation", () => {
    const lab = laboratory();
    for (const x of ["1", "2", "3"]) lab.queue([lab.part("x", x, lab.label(["a"]))]);
    lab.platform.settle();
    expect(lab.said("owner")).toEqual(["event 1: 1", "event 2: 2", "event 3: 3"]);
  });

  test("emit at what they have read, and leave their owner clean", () => {
    const lab = laboratory();
    const open = lab.watch("out");
    const a = lab.watch("out", lab.label(["a"]));
    const clean = lab.watch("clean");
    send(lab, "secret", lab.label(["a"]));
    send(lab, "public");
    lab.event({ ask: 1 });
    expect(open).toEqual(["public"]);
    expect(a).toEqual(["secret", "public"]);
    expect(clean).toEqual([1]);
  });

  test("emit at least at their owner's output label", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", counting);
    lab.unit("owner", `unit.subscribeManaged({ part: "x", present: true }, "instance");`, {
      children: ["instance"],
      output: lab.label(["b"]),
      privileges: lab.grants("a", "t+"),
    });
    lab.unit("reader", `on("out", (e) => say(read(e, "out")));`, { input: lab.label(["a", "b"]) });
    send(lab, "1", lab.label(["a"]));
    expect(lab.said("reader")).toEqual([`[["1","a,b|"]]`]);
  });

  test("are raised only to tags over which the owner holds t+", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", counting);
    const privileges = [...lab.grants("a", "t-", "t+auth", "t-auth"), ...lab.grants("b", "t+")];
    lab.unit("owner", `unit.subscribeManaged({ part: "x", present: true }, "instance");`, {
      children: ["instance"],
      privileges,
    });
    send(lab, "a", lab.label(["a"]));
    send(lab, "b", lab.label(["b"]));
    send(lab, "ab", lab.label(["a", "b"]));
    expect(lab.said("owner")).toEqual(["event 1: b"]);
  });

  test("are raised no longer once the lease has ended, and from when it was given on", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", counting);
    lab.unit(
      "owner",
      `unit.subscribeManaged({ part: "x", present: true }, "instance"); on("gift", (e) => read(e, "gift"));`,
      { children: ["instance"], privileges: [{ tag: lab.tags.a, privilege: "t+", until: 10 }] },
    );
    send(lab, "in time", lab.label(["a"]), 10);
    send(lab, "late", lab.label(["a"]), 11);
    const gift = { ...lab.part("gift", 1), privileges: lab.grants("b", "t+") };
    lab.queue([gift], 12);
    lab.queue([lab.part("x", "same generation", lab.label(["b"]))], 12);
    lab.platform.settle();
    send(lab, "later", lab.label(["b"]));
    expect(lab.said("owner")).toEqual(["event 1: in time", "event 1: later"]);
  });

  test("are raised no further than the filter needs: a part above them changes nothing for them", () => {
    const lab = laboratory(`on("x", (e) => { say(Object.keys(e)); emit({ out: 1 }); });`);
    const open = lab.watch("out");
    lab.event([lab.part("x", 1), lab.part("secret", 2, lab.label(["a"]))]);
    lab.event([lab.part("x", 1)]);
    expect(lab.said("owner")).toEqual([`["x"]`, `["x"]`]);
    expect(open).toEqual([1, 1]);
  });

  test("are raised as far as the filter needs", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", `on("x", (e) => say(Object.keys(e)));`);
    const filter = `{ all: [{ part: "x", present: true }, { part: "secret", gte: 2 }] }`;
    lab.unit("owner", `unit.subscribeManaged(${filter}, "instance");`, {
      children: ["instance"],
      privileges: lab.grants("a", "t+"),
    });
    lab.event([
      lab.part("x", 1),
      lab.part("secret", 2, lab.label(["a"])),
      lab.part("z", 1, lab.label(["b"])),
    ]);
    lab.event([lab.part("x", 1), lab.part("secret", 1, lab.label(["a"]))]);
    expect(lab.said("owner")).toEqual([`["x","secret"]`]);
  });

  test("vouch for nothing that their owner could not, and read with its demands", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", `on("x", (e) => emit({ out: e.x }, { integrity: [i] }));`);
    lab.unit("owner", `unit.subscribeManaged({ part: "x", present: true }, "instance", { i });`, {
      children: ["instance"],
      input: lab.label([], ["i"]),
    });
    const believed = lab.watch("out", lab.label([], ["i"]));
    send(lab, "open");
    send(lab, "vouched", lab.label([], ["i"]));
    expect(believed).toEqual(["vouched"]);
  });

  test("hold no privileges, not even their owner's", () => {
    const lab = laboratory(
      `on("x", () => say(["t+", "t-"].map((it) => unit.hasPrivilege(a, it)), code(() => unit.changeInOutLabel("secrecy", "remove", a))));`,
    );
    send(lab, "1", lab.label(["a"]));
    expect(lab.said("owner")).toEqual(["[false,false] LABEL_PRIVILEGE"]);
  });
});

describe("reuse", () => {
  test("an instance keeps its state up to a minute of event time without an event of its label", () => {
    const lab = laboratory();
    const a = lab.label(["a"]);
    send(lab, "1", a, 1_000);
    send(lab, "2", a, 61_000);
    send(lab, "other label", lab.label(["b"]), 100_000);
    send(lab, "3", a, 121_001);
    expect(lab.said("owner")).toEqual([
      "event 1: 1",
      "event 2: 2",
      "event 1: other label",
      "event 1: 3",
    ]);
  });

  test("or as long as the owner says", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", counting);
    lab.unit("owner", `unit.subscribeManaged({ part: "x", present: true }, "instance", null, 5);`, {
      children: ["instance"],
    });
    send(lab, "1", {}, 10);
    send(lab, "2", {}, 15);
    send(lab, "3", {}, 21);
    expect(lab.said("owner")).toEqual(["event 1: 1", "event 2: 2", "event 1: 3"]);
  });

  test("an instance that is idle is reclaimed: memory holds with a fresh label an event", () => {
    const lab = new Lab<never>([]);
    lab.program("instance", counting);
    lab.unit(
      "owner",
      `unit.subscribeManaged({ part: "x", present: true }, "instance", null, 5);
       on("go", () => {
         for (let i = 0; i < 100; i++) {
           const tag = unit.createTag("t");
           unit.acquirePrivilege(tag, "t+");
           const event = unit.createEvent();
           unit.addPart(event, { secrecy: [tag] }, "x", 1);
           unit.attachPrivilegeToPart(event, "x", { secrecy: [tag] }, tag, "t+");
           unit.publish(event);
         }
       });`,
      { children: ["instance"] },
    );
    for (let i = 0; i < 25; i++) lab.event({ go: 1 }, i * 1_000);
    // The tags were gained in the same generation; those of the generations before are in use.
    expect(lab.platform.statistics().cells[0]?.endpoints).toBeLessThan(1_400);
  });

  test("a fault ends an instance, and only it: the next event of its label finds a fresh one", () => {
    const lab = laboratory(
      `let n = 0; on("x", (e) => { say(++n); if (e.x === "boom") throw new Error("boom"); });`,
    );
    const a = lab.label(["a"]);
    send(lab, "1");
    send(lab, "1", a);
    send(lab, "boom", a);
    send(lab, "1", a);
    send(lab, "1");
    lab.event({ ask: 1 });
    expect(lab.said("owner")).toEqual(["1", "1", "2", "1", "2"]);
    expect(lab.records("fault")).toHaveLength(1);
    expect([lab.records("restarted"), lab.records("quarantined")]).toEqual([[], []]);
  });

  test("unsubscribe ends the instances", () => {
    const lab = laboratory(counting, `on("end", () => unit.unsubscribe(managed));`);
    send(lab, "1", lab.label(["a"]));
    lab.event({ end: 1 });
    send(lab, "2", lab.label(["a"]));
    expect(lab.said("owner")).toEqual(["event 1: 1"]);
  });

  test("the end of their owner is theirs", () => {
    const lab = laboratory();
    send(lab, "1", lab.label(["a"]));
    lab.platform.stop("owner");
    lab.platform.settle();
    send(lab, "2", lab.label(["a"]));
    expect(lab.said("owner")).toEqual(["event 1: 1"]);
  });

  test("two subscriptions to one program have instances, tags and random numbers of their own", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program(
      "instance",
      `on("x", () => { say(unit.random()); emit({ tag: unit.createTag("t") }); });`,
    );
    lab.unit(
      "owner",
      `for (let i = 0; i < 2; i++) unit.subscribeManaged({ part: "x", present: true }, "instance");`,
      { children: ["instance"] },
    );
    const tags = lab.watch("tag");
    send(lab, "1");
    expect(new Set(lab.said("owner")).size).toBe(2);
    expect(new Set(tags).size).toBe(2);
    expect(lab.records("violation")).toEqual([]);
  });

  test("an instance that was made anew at the same time makes other tags", () => {
    const lab = laboratory(
      `on("x", () => { emit({ tag: unit.createTag("t") }); throw new Error("boom"); });`,
    );
    const tags = lab.watch("tag");
    lab.queue([lab.part("x", "1")], 5);
    lab.queue([lab.part("x", "2")], 5);
    lab.platform.settle();
    expect(new Set(tags).size).toBe(2);
    expect(lab.records("violation")).toEqual([]);
  });
});

test("instances that publish when they start and fault do not multiply without bound", () => {
  const lab = new Lab<never>([]);
  lab.program("instance", `emit({ x: 1 }); emit({ x: 2 }); throw new Error("boom");`);
  lab.unit("owner", `unit.subscribeManaged({ part: "x", present: true }, "instance");`, {
    children: ["instance"],
  });
  lab.unit("bystander", `on("ping", () => say("alive"));`);
  lab.event({ x: 0 });
  lab.event({ ping: 1 });
  expect(lab.said("bystander")).toEqual(["alive"]);
}, 60_000);

describe("refused", () => {
  test.each([
    ["CHILD_UNKNOWN", `{ part: "x", present: true }, "other"`],
    ["CHILD_UNKNOWN", `{ part: "x", present: true }, 1`],
    ["CHILD_UNKNOWN", `{ part: "x", present: true }, () => {}`],
    ["FILTER_EMPTY", `{}, "instance"`],
    ["VALUE_KIND", `{ part: "x", present: true }, "instance", () => 1`],
    ["LEASE", `{ part: "x", present: true }, "instance", null, "soon"`],
    ["LEASE", `{ part: "x", present: true }, "instance", null, -1`],
  ])("as %s: (%s)", (expected, given) => {
    const lab = new Lab([]);
    lab.program("instance", "");
    lab.unit("subject", `say(code(() => unit.subscribeManaged(${given})));`, {
      children: ["instance"],
    });
    expect(lab.said("subject")).toEqual([expected]);
  });
});
