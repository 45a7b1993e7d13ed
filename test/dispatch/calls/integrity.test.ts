/** requireIntegrity asks more of what is read; nobody comes to vouch for anything by it. */

import { describe, expect, test } from "vitest";
import { Lab } from "../../platform/lab.ts";

describe("requireIntegrity", () => {
  test("needs no privilege and hides what nobody vouches for", () => {
    const lab = new Lab(["i"]);
    lab.unit(
      "subject",
      `say(code(() => unit.requireIntegrity(i))); on("x", (e) => say("x", e.x));`,
    );
    lab.event({ x: "open" });
    lab.event([lab.part("x", "vouched", lab.label([], ["i"]))]);
    expect(lab.said("subject")).toEqual(["ok", "x vouched"]);
  });

  test("shows of one event only the parts that carry the tag", () => {
    const lab = new Lab(["i"]);
    lab.unit(
      "subject",
      `unit.requireIntegrity(i); on("x", (e) => say(Object.keys(e), read(e, "x")));`,
    );
    lab.event([lab.part("x", 1, lab.label([], ["i"])), lab.part("x", 2), lab.part("y", 3)]);
    expect(lab.said("subject")).toEqual([`["x"] [[1,"|i"]]`]);
  });

  test("lets a unit vouch for nothing that it emits, whatever label it asks for", () => {
    const lab = new Lab(["i"]);
    lab.unit(
      "subject",
      `unit.requireIntegrity(i);
       on("x", (e) => {
         emit({ out: e.x }, { integrity: [i] });
         unit.publish(unit.cloneEvent(e, { integrity: [i] }));
         unit.addPart(e, { integrity: [i] }, "out", 3);
       });`,
    );
    lab.unit("strict", `unit.requireIntegrity(i); on("out", () => say("believed"));`);
    lab.unit("open", `on("out", (e) => say(read(e, "out")));`);
    lab.event([lab.part("x", 1, lab.label([], ["i"])), lab.part("out", 0)]);
    expect(lab.said("strict")).toEqual([]);
    expect(lab.said("open").join()).not.toContain("|i");
  });

  test("leads to vouching by no other call either", () => {
    const lab = new Lab(["i"]);
    lab.unit(
      "subject",
      `unit.requireIntegrity(i);
       say(code(() => unit.changeOutLabel("integrity", "add", i)));
       say(code(() => unit.changeInOutLabel("integrity", "add", i)));
       say(code(() => unit.acquirePrivilege(i, "t+")));`,
    );
    expect(lab.said("subject")).toEqual([
      "LABEL_PRIVILEGE",
      "LABEL_PRIVILEGE",
      "PRIVILEGE_DELEGATE",
    ]);
  });

  test("cannot be taken back without t-", () => {
    const lab = new Lab(["i"]);
    lab.unit(
      "subject",
      `unit.requireIntegrity(i);
       say(code(() => unit.changeInOutLabel("integrity", "remove", i)));
       on("x", () => say("x"));`,
    );
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["LABEL_PRIVILEGE"]);
  });

  test("is refused for what is no tag", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `say(code(() => unit.requireIntegrity("i")), code(() => unit.requireIntegrity()))`,
    );
    expect(lab.said("subject")).toEqual(["TAG_KIND TAG_KIND"]);
  });
});

const forger = `unit.requireIntegrity(i); on("x", () => emit({ out: 1 }, { integrity: [i] }));`;

describe("vouching is not reached", () => {
  test("through a managed instance, which reads with its owner's demands", () => {
    const lab = new Lab(["i"]);
    lab.program(
      "instance",
      `on("x", (e) => { say("got", e.x); emit({ out: 1 }, { integrity: [i] }); });`,
    );
    lab.unit(
      "owner",
      `unit.requireIntegrity(i); unit.subscribeManaged({ part: "x", present: true }, "instance", { i });`,
      { children: ["instance"] },
    );
    lab.unit("strict", `unit.requireIntegrity(i); on("out", () => say("believed"));`);
    lab.event({ x: "open" });
    lab.event([lab.part("x", "vouched", lab.label([], ["i"]))]);
    expect(lab.said("owner")).toEqual(["got vouched"]);
    expect(lab.said("strict")).toEqual([]);
  });

  test("through a child", () => {
    const lab = new Lab(["i"]);
    lab.program("child", forger);
    lab.unit(
      "parent",
      `unit.requireIntegrity(i); unit.instantiateUnit("child", { integrity: [i] }, [], { i });`,
      {
        children: ["child"],
      },
    );
    lab.unit("strict", `unit.requireIntegrity(i); on("out", () => say("believed"));`);
    lab.event([lab.part("x", 1, lab.label([], ["i"]))]);
    expect(lab.said("strict")).toEqual([]);
  });

  test("by a child of who vouches itself, unless the child reads only what is vouched for", () => {
    const lab = new Lab(["i"]);
    lab.program(
      "child",
      `on("x", (e) => { say("got", e.x); emit({ out: e.x }, { integrity: [i] }); });`,
    );
    lab.unit("parent", `unit.instantiateUnit("child", { integrity: [i] }, [], { i });`, {
      children: ["child"],
      input: lab.label([], ["i"]),
    });
    lab.unit("strict", `unit.requireIntegrity(i); on("out", (e) => say("believed", e.out));`);
    lab.event({ x: "open" });
    lab.event([lab.part("x", "vouched", lab.label([], ["i"]))]);
    expect(lab.said("parent/child-1")).toEqual(["got vouched"]);
    expect(lab.said("strict")).toEqual(["believed vouched"]);
  });
});

test("who reads only what is vouched for, and was deployed so, vouches on", () => {
  const lab = new Lab(["i"]);
  lab.unit("relay", `on("x", (e) => emit({ out: e.x }, { integrity: [i] }));`, {
    input: lab.label([], ["i"]),
  });
  lab.unit("strict", `unit.requireIntegrity(i); on("out", (e) => say("believed", e.out));`);
  lab.event({ x: "open" });
  lab.event([lab.part("x", "vouched", lab.label([], ["i"]))]);
  expect(lab.said("strict")).toEqual(["believed vouched"]);
});

describe("what a unit that no longer vouches for anything decides", () => {
  const vouched = `emit({ began: 1 }, { integrity: [i] });
    on("down", () => unit.changeInOutLabel("integrity", "remove", i));
    on("sec", ({ sec }) => { if (sec === 1) throw new Error("unvouched"); });`;

  /** A unit deployed as vouched that drops that, and then throws on what nobody vouched for. */
  function thrown(body: string, lab: Lab<"i"> = new Lab(["i"])): Lab<"i"> {
    lab.unit(
      "strict",
      `unit.requireIntegrity(i); on("began", () => say("began")); on("n", (e) => say(e.n));`,
    );
    lab.unit("subject", vouched + body, {
      input: lab.label([], ["i"]),
      privileges: lab.grants("i", "t-"),
      children: body === "" ? [] : ["instance"],
    });
    const x = (): void => lab.event([lab.part("x", 1, lab.label([], ["i"]))]);
    x();
    lab.event([lab.part("down", 1, lab.label([], ["i"]))]);
    lab.event({ sec: 1 });
    x();
    return lab;
  }

  test("does not make it begin again as vouched", () => {
    const lab = thrown("");
    expect(lab.records("quarantined")).toHaveLength(1);
    expect(lab.said("strict")).toEqual(["began"]);
  });

  test("neither ends nor remakes its vouched instances", () => {
    const lab = new Lab(["i"]);
    lab.program("instance", `let n = 0; on("x", () => emit({ n: ++n }, { integrity: [i] }));`);
    thrown(`unit.subscribeManaged({ part: "x", present: true }, "instance", unit.config);`, lab);
    expect(lab.said("strict")).toEqual(["began", "1", "2"]);
  });
});
