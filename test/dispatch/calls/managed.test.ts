/** subscribeManaged: handlers at the contamination that their events need, and a clean owner. */

import { describe, expect, test } from "vitest";
import type { LabelInput } from "../../../src/index.ts";
import { limits } from "../../../src/limits.ts";
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
    send(lab, "open");
    send(lab, "a1", a);
    send(lab, "b1", b);
    send(lab, "a2", a);
    send(lab, "b2", b);
    expect(lab.said("owner")).toEqual([
      "event 1: open",
      "event 1: a1",
      "event 1: b1",
      "event 2: a2",
      "event 2: b2",
    ]);
  });

  test("may see, as any unit does, also what is below their label", () => {
    const lab = laboratory();
    send(lab, "a1", lab.label(["a"]));
    send(lab, "open");
    expect(lab.said("owner").toSorted()).toEqual(["event 1: a1", "event 1: open", "event 2: open"]);
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
    send(lab, "public");
    send(lab, "secret", lab.label(["a"]));
    lab.event({ ask: 1 });
    expect(open).toEqual(["public"]);
    expect(a).toEqual(["public", "secret"]);
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

  test("are raised no longer once the lease has ended, but keep the label that they have", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", counting);
    const privileges = (["a", "b"] as const).map(
      (name) => ({ tag: lab.tags[name], privilege: "t+", until: 10 }) as const,
    );
    lab.unit("owner", `unit.subscribeManaged({ part: "x", present: true }, "instance");`, {
      children: ["instance"],
      privileges,
    });
    send(lab, "in time", lab.label(["a"]), 10);
    send(lab, "late", lab.label(["b"]), 11);
    send(lab, "late, but known", lab.label(["a"]), 12);
    expect(lab.said("owner")).toEqual(["event 1: in time", "event 2: late, but known"]);
  });

  test("are raised from the generation on after that in which the owner got t+", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", counting);
    lab.unit(
      "owner",
      `unit.subscribeManaged({ part: "x", present: true }, "instance"); on("gift", (e) => read(e, "gift"));`,
      { children: ["instance"] },
    );
    const gift = { ...lab.part("gift", 1), privileges: lab.grants("b", "t+") };
    lab.queue([gift]);
    lab.queue([lab.part("x", "same generation", lab.label(["b"]))]);
    lab.platform.settle();
    lab.queue([gift]);
    lab.queue([lab.part("x", "given again", lab.label(["b"]))]);
    lab.platform.settle();
    expect(lab.said("owner")).toEqual(["event 1: given again"]);
  });

  test("are raised no further than the filter needs: a part above them changes nothing for them", () => {
    const lab = laboratory(`on("x", (e) => { say(Object.keys(e)); emit({ out: 1 }); });`);
    const open = lab.watch("out");
    lab.event([lab.part("x", 1), lab.part("secret", 2, lab.label(["a"]))]);
    lab.event([lab.part("x", 1)]);
    expect(lab.said("owner")).toEqual([`["x"]`, `["x"]`]);
    expect(open).toEqual([1, 1]);
  });

  test("are raised as far as the filter needs, and not for what it does not match", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", `on("x", (e) => say(Object.keys(e), e.secret));`);
    const filter = `{ all: [{ part: "x", present: true }, { part: "secret", gte: 2 }] }`;
    lab.unit("owner", `unit.subscribeManaged(${filter}, "instance");`, {
      children: ["instance"],
      privileges: lab.grants("a", "t+"),
    });
    const event = (secret: number): void =>
      lab.event([
        lab.part("x", 1),
        lab.part("secret", secret, lab.label(["a"])),
        lab.part("z", 1, lab.label(["b"])),
      ]);
    event(1);
    expect(lab.said("owner")).toEqual([]);
    event(2);
    expect(lab.said("owner")).toEqual([`["x","secret"] 2`]);
  });

  test("are not raised where a part that they would see excludes the event", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    lab.program("instance", counting);
    const filter = `{ all: [{ part: "x", present: true }, { not: { part: "veto", present: true } }] }`;
    lab.unit("owner", `unit.subscribeManaged(${filter}, "instance");`, {
      children: ["instance"],
      privileges: lab.grants("a", "t+"),
    });
    const x = (data: string): ReturnType<typeof lab.part> => lab.part("x", data, lab.label(["a"]));
    lab.event([x("open veto"), lab.part("veto", 1)]);
    lab.event([x("veto of a"), lab.part("veto", 1, lab.label(["a"]))]);
    lab.event([x("veto above"), lab.part("veto", 1, lab.label(["b"]))]);
    expect(lab.said("owner")).toEqual(["event 1: veto above"]);
  });

  test("are given, once they are there, what their own subscriptions ask for at their label", () => {
    const lab = new Lab<Tags>(["a", "b", "i"]);
    const both = `{ all: [{ part: "x", present: true }, { part: "secret", gte: 2 }] }`;
    lab.program(
      "instance",
      `on("x", (e) => say("any", e.secret ?? "none")); unit.subscribe(${both}, (e) => say("both", e.secret));`,
    );
    lab.unit("owner", `unit.subscribeManaged(${both}, "instance");`, {
      children: ["instance"],
      privileges: [...lab.grants("a", "t+"), ...lab.grants("b", "t+")],
    });
    const event = (secret: number, tags: readonly Tags[]): void =>
      lab.event([lab.part("x", 1), lab.part("secret", secret, lab.label(tags))]);
    event(2, ["a"]);
    event(1, ["a"]);
    event(1, ["b"]);
    event(3, ["a"]);
    expect(lab.said("owner")).toEqual(["any 2", "both 2", "any 1", "any none", "any 3", "both 3"]);
  });

  test("count what they are delivered, also the first of it", () => {
    const lab = laboratory();
    const a = lab.label(["a"]);
    for (const x of ["1", "2"]) lab.queue([lab.part("x", x, a)]);
    lab.platform.settle();
    send(lab, "3", a);
    expect(lab.said("owner")).toHaveLength(3);
    expect(lab.platform.statistics().deliveries).toBe(3);
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
    const [a, b] = [lab.label(["a"]), lab.label(["b"])];
    send(lab, "b1", b);
    send(lab, "a1", a);
    send(lab, "boom", a);
    send(lab, "a2", a);
    send(lab, "b2", b);
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
  const fanOut = 9;
  // So near to the last generation that the share of all instances together is full in it.
  const lastHops = 4;
  const lab = new Lab<never>([]);
  lab.program(
    "instance",
    `for (let i = 0; i < ${fanOut}; i++) emit({ x: i }); throw new Error("boom");`,
  );
  lab.unit("owner", `unit.subscribeManaged({ part: "x", present: true }, "instance");`, {
    children: ["instance"],
  });
  lab.unit(
    "relay",
    `on("hop", (e) => emit(e.hop < ${limits.eventHops - lastHops} ? { hop: e.hop + 1 } : { x: 0 }));`,
  );
  lab.unit("bystander", `on("ping", () => say("alive"));`);
  lab.event({ hop: 1 });
  lab.event({ ping: 1 });
  expect(lab.said("bystander")).toEqual(["alive"]);
  // Each event starts an instance, which takes over the share of the one before it.
  const share = limits.eventsPerGeneration;
  const started = 1 + fanOut + fanOut ** 2 + fanOut ** 3 + share;
  expect(lab.platform.statistics().audit.fault).toBe(started);
  const { droppedQueue, droppedHops } = lab.platform.statistics().cells[0] ?? {};
  expect(droppedQueue, "beyond the share").toBe(fanOut ** lastHops - share + share * (fanOut - 1));
  expect(droppedHops, "beyond the last generation").toBe(share);
});

describe("refused", () => {
  test.each([
    ["CHILD_UNKNOWN", `{ part: "x", present: true }, "other"`],
    ["CHILD_UNKNOWN", `{ part: "x", present: true }, 1`],
    ["CHILD_UNKNOWN", `{ part: "x", present: true }, () => {}`],
    ["FILTER_EMPTY", `{}, "instance"`],
    ["FILTER_FORM", `{ part: "x" }, "instance"`],
    [
      "FILTER_SIZE",
      `{ part: "x", in: Array.from({ length: ${limits.filterValues + 1} }, (_, i) => i) }, "instance"`,
    ],
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

  test(`as SUBSCRIPTION_COUNT beyond ${limits.subscriptionsPerUnit}, those of both kinds together`, () => {
    const lab = new Lab([]);
    lab.program("instance", "");
    lab.unit(
      "subject",
      `for (let i = 0; i < ${limits.subscriptionsPerUnit - 1}; i++) on("x", () => {});
       const managed = () => code(() => unit.subscribeManaged({ part: "x", present: true }, "instance"));
       say(typeof managed(), managed(), code(() => on("x", () => {})));`,
      { children: ["instance"] },
    );
    expect(lab.said("subject")).toEqual(["number SUBSCRIPTION_COUNT SUBSCRIPTION_COUNT"]);
  });
});
