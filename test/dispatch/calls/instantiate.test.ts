/** instantiateUnit: children, their labels and what they may be given. */

import { describe, expect, test } from "vitest";
import { createPlatform } from "../../../src/index.ts";
import { limits } from "../../../src/limits.ts";
import { Lab } from "../../platform/lab.ts";

/** Says what it sees of two secrets and at which label it emits. */
const child = `on("x", (e) => { say(Object.keys(e)); emit({ out: 1 }, { integrity: [i, j] }); });`;

function laboratory(
  instantiate: string,
  deployment: (lab: Lab<"a" | "b" | "i" | "j">) => object = () => ({}),
): Lab<"a" | "b" | "i" | "j"> {
  const lab = new Lab(["a", "b", "i", "j"]);
  lab.program("child", child);
  lab.unit("parent", `say(code(() => unit.instantiateUnit("child", ${instantiate})));`, {
    children: ["child"],
    ...deployment(lab),
  });
  lab.unit("reader", `on("out", (e) => say(read(e, "out")[0][1]));`, {
    input: lab.label(["a", "b"]),
  });
  lab.event([
    lab.part("x", 1, lab.label([], ["i"])),
    lab.part("in a", 1, lab.label(["a"], ["i"])),
    lab.part("in b", 1, lab.label(["b"], ["i"])),
    lab.part("open", 1),
  ]);
  return lab;
}

describe("a child runs at (S ∪ Sout, I ∩ Iout)", () => {
  test("which is its parent's output label, if nothing else is asked for", () => {
    const lab = laboratory(`{}, [], { i, j }`, (it) => ({ input: it.label(["a"]) }));
    expect(lab.said("parent")).toEqual(["ok"]);
    expect(lab.said("parent/child-1")).toEqual([`["x","in a","open"]`]);
    expect(lab.said("reader")).toEqual(["a|"]);
  });

  test("with secrecy over which the parent holds t+", () => {
    const lab = laboratory(`{ secrecy: [b] }, [], { i, j }`, (it) => ({
      privileges: it.grants("b", "t+"),
    }));
    expect(lab.said("parent/child-1")).toEqual([`["x","in b","open"]`]);
    expect(lab.said("reader")).toEqual(["b|"]);
  });

  test("and not with secrecy over which it holds anything else: LABEL_PRIVILEGE, and there is no child", () => {
    const lab = laboratory(`{ secrecy: [b] }, [], { i, j }`, (it) => ({
      privileges: it.grants("b", "t-", "t+auth", "t-auth"),
    }));
    expect(lab.said("parent")).toEqual(["LABEL_PRIVILEGE"]);
    expect(lab.said("parent/child-1")).toEqual([]);
  });

  test("and not with its own output secrecy, if it may not read that: LABEL_PRIVILEGE, and there is no child", () => {
    const lab = laboratory(`{}, [], { i, j }`, (it) => ({ output: it.label(["b"]) }));
    expect(lab.said("parent")).toEqual(["LABEL_PRIVILEGE"]);
    expect(lab.said("parent/child-1")).toEqual([]);
    expect(lab.records("violation"), "the host has nothing against the kernel").toEqual([]);
  });

  test("but with its own output secrecy over which it holds t+", () => {
    const lab = laboratory(`{}, [], { i, j }`, (it) => ({
      output: it.label(["b"]),
      privileges: it.grants("b", "t+"),
    }));
    expect(lab.said("parent/child-1")).toEqual([`["x","in b","open"]`]);
    expect(lab.said("reader")).toEqual(["b|"]);
  });

  test("but with its own input secrecy, which it is cleared for already", () => {
    const lab = laboratory(`{ secrecy: [a] }, [], { i, j }`, (it) => ({
      input: it.label(["a"]),
      output: {},
      privileges: it.grants("a", "t-"),
    }));
    expect(lab.said("parent/child-1")).toEqual([`["x","in a","open"]`]);
  });

  test("vouching for what was asked for and its parent vouches for, and reading only that", () => {
    const lab = laboratory(`{ integrity: [i, j] }, [], { i, j }`, (it) => ({
      input: it.label([], ["i"]),
    }));
    expect(lab.said("parent/child-1")).toEqual([`["x"]`]);
    expect(lab.said("reader")).toEqual(["|i"]);
  });

  test("a declassifying parent may have a child below what it reads, and only it", () => {
    const lab = laboratory(`{}, [], { i, j }`, (it) => ({
      input: it.label(["a"]),
      output: {},
      privileges: it.grants("a", "t-"),
    }));
    expect(lab.said("parent/child-1")).toEqual([`["x","open"]`]);
    expect(lab.said("reader")).toEqual(["|"]);
  });
});

test("what an instance instantiates shows to nobody below it: a cell-mate goes on, whatever the secret", () => {
  /** What two public units of one cell see when an instance of theirs did or did not meet a secret. */
  function seen(secret: boolean): readonly (readonly string[])[] {
    const lab = new Lab(["a", "b"], { placement: "owner" }, createPlatform);
    try {
      lab.program(
        "instance",
        `on("in a", () => unit.instantiateUnit("instance", {}, [], { a, b }));`,
        {
          children: ["instance"],
        },
      );
      const owner = "one";
      lab.unit(
        "keeper",
        `unit.subscribeManaged({ part: "in a", present: true }, "instance", { a, b }); on("x", (e) => say(e.x));`,
        {
          owner,
          children: ["instance"],
          output: lab.label(["b"]),
          privileges: lab.grants("a", "t+"),
        },
      );
      lab.unit("mate", `on("x", (e) => say(e.x));`, { owner });
      if (secret) lab.event([lab.part("in a", 1, lab.label(["a"]))], 1);
      lab.event({ x: 2 }, 2);
      return [lab.said("keeper"), lab.said("mate")];
    } finally {
      lab.platform.close();
    }
  }
  expect(seen(false)).toEqual([["2"], ["2"]]);
  expect(seen(true)).toEqual([["2"], ["2"]]);
});

describe("privileges of a child", () => {
  const says = `say(["t+", "t-", "t+auth", "t-auth"].filter((it) => unit.hasPrivilege(a, it)));`;

  test("are those that its parent may delegate, with their leases", () => {
    const lab = new Lab(["a"]);
    lab.program("child", `on("ask", () => { ${says} });`);
    lab.unit(
      "parent",
      `unit.instantiateUnit("child", {}, [{ tag: a, privilege: "t+" }, { tag: a, privilege: "t-", until: 10 }], { a });`,
      { children: ["child"], privileges: lab.grants("a", "t+auth", "t-auth") },
    );
    lab.event({ ask: 1 }, 10);
    lab.event({ ask: 1 }, 11);
    expect(lab.said("parent/child-1")).toEqual([`["t+","t-"]`, `["t+"]`]);
  });

  test("are none that its parent holds without the authority: PRIVILEGE_DELEGATE", () => {
    const lab = new Lab(["a"]);
    lab.program("child", says);
    lab.unit(
      "parent",
      `for (const privilege of ["t+", "t-", "t+auth", "t-auth"])
         say(code(() => unit.instantiateUnit("child", {}, [{ tag: a, privilege }], { a })));`,
      { children: ["child"], privileges: lab.grants("a", "t+", "t-") },
    );
    expect(lab.said("parent")).toEqual(Array(4).fill("PRIVILEGE_DELEGATE"));
  });

  test("are none at all otherwise", () => {
    const lab = new Lab(["a"]);
    lab.program("child", says);
    lab.unit("parent", `unit.instantiateUnit("child", {}, [], { a });`, {
      children: ["child"],
      privileges: lab.grants("a", "t+", "t-", "t+auth", "t-auth"),
    });
    expect(lab.said("parent/child-1")).toEqual(["[]"]);
  });

  test("are withdrawn by a parent that created the tag", () => {
    const lab = new Lab([]);
    lab.program("child", `on("ask", () => say(unit.hasPrivilege(unit.config.tag, "t+")));`);
    lab.unit(
      "parent",
      `const tag = unit.createTag("t");
       unit.instantiateUnit("child", {}, [{ tag, privilege: "t+" }], { tag });
       on("revoke", () => unit.revokePrivilege(tag, "t+"));`,
      { children: ["child"] },
    );
    lab.event({ ask: 1 });
    lab.event({ revoke: 1 });
    lab.event({ ask: 1 });
    expect(lab.said("parent/child-1")).toEqual(["true", "false"]);
  });
});

describe("the life of a child", () => {
  test("begins before the next generation of events", () => {
    const lab = new Lab([]);
    lab.program("child", `on("x", (e) => say("x", e.x)); emit({ born: 1 });`);
    lab.unit(
      "parent",
      `on("go", () => { unit.instantiateUnit("child", {}, []); emit({ relay: 1 }); });
       on("relay", () => emit({ x: "second generation" }));
       on("born", () => say("born"));`,
      { children: ["child"] },
    );
    lab.queue({ go: 1 });
    lab.queue({ x: "same generation" });
    lab.platform.settle();
    expect(lab.said("parent/child-1")).toEqual(["x second generation"]);
    expect(lab.said("parent")).toEqual(["born"]);
  });

  test("is given a configuration of its own", () => {
    const lab = new Lab([]);
    lab.program("child", `say(unit.config);`);
    lab.unit(
      "parent",
      `const config = { n: 1 }; unit.instantiateUnit("child", {}, [], config); config.n = 2; unit.instantiateUnit("child", {}, []);`,
      { children: ["child"] },
    );
    expect(lab.said("parent/child-1")).toEqual([`{"n":1}`]);
    expect(lab.said("parent/child-2")).toEqual(["null"]);
  });

  /** A parent with one child, that throws when it is told to. */
  const mortal = `on("boom", () => { throw new Error("boom"); }); unit.instantiateUnit("child", {}, []);`;

  test("ends when its parent starts again, which makes its children anew", () => {
    const lab = new Lab([]);
    lab.program("child", `let n = 0; on("x", () => say(++n));`);
    lab.unit("parent", mortal, { children: ["child"] });
    lab.event({ x: 1 });
    lab.event({ x: 1 });
    lab.event({ boom: 1 });
    lab.event({ x: 1 });
    expect(lab.records("restarted")).toHaveLength(1);
    expect(lab.said("parent/child-1"), "one child at a time, with fresh state").toEqual([
      ...["1", "2"],
      "1",
    ]);
    const states = lab.platform.statistics().units.map(({ name, status }) => [name, status]);
    expect(states).toEqual([
      ["parent", "running"],
      ["parent/child-1", "running"],
    ]);
  });

  test("ends when its parent is stopped, and so does that of its own children", () => {
    const lab = new Lab([]);
    lab.program("grandchild", `on("x", () => say("alive"));`);
    lab.program(
      "child",
      `on("x", () => say("alive")); unit.instantiateUnit("grandchild", {}, []);`,
      {
        children: ["grandchild"],
      },
    );
    lab.unit("parent", mortal, { children: ["child"] });
    lab.event({ x: 1 });
    lab.platform.stop("parent");
    lab.platform.settle();
    lab.event({ x: 1 });
    expect(lab.said("parent/child-1")).toEqual(["alive"]);
    expect(lab.said("parent/child-1/grandchild-1")).toEqual(["alive"]);
  });

  test("ends when the operator stops it by its name, also one that its parent made anew", () => {
    const lab = new Lab([]);
    lab.program("child", `on("x", () => say("alive"));`);
    lab.unit("parent", mortal, { children: ["child"] });
    lab.event({ boom: 1 });
    lab.event({ x: 1 });
    lab.platform.stop("parent/child-1");
    lab.platform.settle();
    lab.event({ x: 1 });
    expect(lab.said("parent/child-1")).toEqual(["alive"]);
  });

  test("ends when its parent is quarantined", () => {
    const lab = new Lab([]);
    lab.program("child", `on("x", () => say("alive"));`);
    lab.unit("parent", mortal, { children: ["child"], onFault: "quarantine" });
    lab.event({ x: 1 });
    lab.event({ boom: 1 });
    lab.event({ x: 1 });
    expect(lab.said("parent/child-1")).toEqual(["alive"]);
  });

  test("ends by its own fault without its parent's or its siblings'", () => {
    const lab = new Lab([]);
    lab.program(
      "child",
      `on("x", () => say("alive")); on(unit.config, () => { throw new Error(); });`,
    );
    lab.unit(
      "parent",
      `for (const name of ["a", "b"]) unit.instantiateUnit("child", {}, [], name); on("x", () => say("alive"));`,
      { children: ["child"], onFault: "quarantine" },
    );
    lab.event({ a: 1 });
    lab.event({ x: 1 });
    expect(lab.records("quarantined").map(({ unit }) => unit.name)).toEqual(["parent/child-1"]);
    expect(lab.said("parent/child-1")).toEqual([]);
    expect([lab.said("parent"), lab.said("parent/child-2")]).toEqual([["alive"], ["alive"]]);
  });

  test("goes on if its parent has learnt more than the child may know of", () => {
    const lab = new Lab(["s"]);
    lab.program("child", `on("x", () => say("alive"));`);
    lab.unit(
      "parent",
      `unit.instantiateUnit("child", {}, []);
       on("raise", () => unit.changeInOutLabel("secrecy", "add", s));
       on("secret", () => { throw new Error("boom"); });`,
      { children: ["child"], onFault: "quarantine", privileges: lab.grants("s", "t+") },
    );
    lab.event({ raise: 1 });
    lab.event([lab.part("secret", 1, lab.label(["s"]))]);
    lab.event({ x: 1 });
    expect(lab.records("quarantined")).toHaveLength(1);
    expect(lab.said("parent/child-1")).toEqual(["alive"]);
  });
});

describe("refused", () => {
  test.each([
    ["CHILD_UNKNOWN", `"other", {}, []`],
    ["CHILD_UNKNOWN", `"parent", {}, []`],
    ["CHILD_UNKNOWN", `undefined, {}, []`],
    ["LABEL_SPEC", `"child", null, []`],
    ["TAG_KIND", `"child", { secrecy: [1, 2] }, []`],
    ["PRIVILEGE_KIND", `"child", {}, undefined`],
    ["PRIVILEGE_KIND", `"child", {}, {}`],
    ["PRIVILEGE_KIND", `"child", {}, [1]`],
    ["TAG_KIND", `"child", {}, [{ privilege: "t+" }]`],
    ["PRIVILEGE_KIND", `"child", {}, [{ tag: t }]`],
    ["TAG_COUNT", `"child", {}, Array(${limits.labelTags + 1}).fill({ tag: t, privilege: "t+" })`],
    ["TAG_COUNT", `"child", { secrecy: Array(${limits.labelTags + 1}).fill(t) }, []`],
    ["LEASE", `"child", {}, [{ tag: t, privilege: "t+", until: "now" }]`],
    ["VALUE_KIND", `"child", {}, [], () => 1`],
  ])("as %s: (%s)", (expected, given) => {
    const lab = new Lab(["t"]);
    lab.program("child", "");
    lab.unit("parent", `say(code(() => unit.instantiateUnit(${given})));`, {
      children: ["child"],
      privileges: lab.grants("t", "t+auth"),
    });
    expect(lab.said("parent")).toEqual([expected]);
    expect(lab.platform.statistics().units).toHaveLength(1);
  });

  test(`as CHILD_COUNT beyond ${limits.childrenPerUnit}`, () => {
    const lab = new Lab([]);
    lab.program("child", "");
    lab.unit(
      "parent",
      `let n = 0; on("go", () => { let last; while ((last = code(() => unit.instantiateUnit("child", {}, []))) === "ok") n++; say(n, last); });`,
      { children: ["child"], eventsPerDelivery: 2_000 },
    );
    lab.event({ go: 1 });
    expect(lab.said("parent")).toEqual([`${limits.childrenPerUnit} CHILD_COUNT`]);
  });

  test(`as CHILD_COUNT ${limits.eventHops} generations from ingress: children that make each other end`, () => {
    const lab = new Lab([]);
    lab.program("child", `say(code(() => unit.instantiateUnit("child", {}, [])));`, {
      children: ["child"],
    });
    lab.deploy("child", "first");
    lab.event({ x: 1 });
    const answers = lab.records("log").map(({ text }) => text);
    expect(answers.slice(0, -1)).toEqual(Array(limits.eventHops).fill("ok"));
    expect(answers.at(-1)).toBe("CHILD_COUNT");
  });
});
