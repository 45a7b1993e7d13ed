/** attachPrivilegeToPart: who reads the part is given the privilege; only who may delegate it gives. */

import { describe, expect, test } from "vitest";
import { limits } from "../../../src/limits.ts";
import type { Privilege } from "../../../src/label/index.ts";
import { Lab } from "../../platform/lab.ts";

const privileges: readonly Privilege[] = ["t+", "t-", "t+auth", "t-auth"];
const held = `["t+", "t-", "t+auth", "t-auth"].filter((it) => unit.hasPrivilege(t, it))`;

/** Says what it holds over t, before and after it has read the part x. */
const reader = `on("x", (e) => { const before = ${held}; read(e, "x"); say(before, ${held}); });`;

describe("what it needs", () => {
  test.each([
    ["t+", "t+auth"],
    ["t-", "t-auth"],
    ["t+auth", "t+auth"],
    ["t-auth", "t-auth"],
  ] as const)("to give %s: %s alone", (privilege, authority) => {
    const lab = new Lab(["t"]);
    lab.unit(
      "giver",
      `on("go", () => {
         const event = draft({ x: 1 });
         say(code(() => unit.attachPrivilegeToPart(event, "x", {}, t, "${privilege}")));
         unit.publish(event);
       });`,
      { privileges: lab.grants("t", authority) },
    );
    lab.unit("reader", reader);
    lab.event({ go: 1 });
    expect(lab.said("giver")).toEqual(["ok"]);
    expect(lab.said("reader")).toEqual([`[] ["${privilege}"]`]);
  });

  test.each(privileges)("to give %s, else: PRIVILEGE_DELEGATE, and nothing is given", (given) => {
    const lab = new Lab(["t"]);
    const authority: Privilege = given.startsWith("t+") ? "t+auth" : "t-auth";
    lab.unit(
      "giver",
      `on("go", () => {
         const event = draft({ x: 1 });
         say(code(() => unit.attachPrivilegeToPart(event, "x", {}, t, "${given}")));
         unit.publish(event);
       });`,
      { privileges: lab.grants("t", ...privileges.filter((it) => it !== authority)) },
    );
    lab.unit("reader", reader);
    lab.event({ go: 1 });
    expect(lab.said("giver")).toEqual(["PRIVILEGE_DELEGATE"]);
    expect(lab.said("reader")).toEqual(["[] []"]);
  });

  test("PRIVILEGE_DELEGATE whether or not there is such a part", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "giver",
      `const event = draft({ x: 1 });
       for (const name of ["x", "y"])
         say(code(() => unit.attachPrivilegeToPart(event, name, {}, t, "t+")));`,
    );
    expect(lab.said("giver")).toEqual(["PRIVILEGE_DELEGATE", "PRIVILEGE_DELEGATE"]);
  });
});

describe("which part carries it", () => {
  test("the one of that name with exactly that adjusted label: who may not see it is given nothing", () => {
    const lab = new Lab(["s", "t"]);
    lab.unit(
      "giver",
      `on("go", () => {
         const event = draft({ x: "open" });
         unit.addPart(event, { secrecy: [s] }, "x", "closed");
         unit.attachPrivilegeToPart(event, "x", { secrecy: [s] }, t, "t+");
         unit.publish(event);
       });`,
      { privileges: lab.grants("t", "t+auth") },
    );
    lab.unit("low", reader);
    lab.unit("high", reader, { input: lab.label(["s"]) });
    lab.event({ go: 1 });
    expect(lab.said("low")).toEqual(["[] []"]);
    expect(lab.said("high")).toEqual([`[] ["t+"]`]);
  });

  test("that label is joined with the output label, as addPart did", () => {
    const lab = new Lab(["s", "t"]);
    lab.unit(
      "giver",
      `const event = draft({ x: 1 });
       say(code(() => unit.attachPrivilegeToPart(event, "x", {}, t, "t+")));
       say(code(() => unit.attachPrivilegeToPart(event, "x", { secrecy: [s] }, t, "t+")));
       unit.changeOutLabel("secrecy", "add", s);
       say(code(() => unit.attachPrivilegeToPart(event, "x", {}, t, "t+")));`,
      { privileges: [...lab.grants("t", "t+auth"), ...lab.grants("s", "t+")] },
    );
    expect(lab.said("giver")).toEqual(["ok", "PART_MISSING", "PART_MISSING"]);
  });

  test("only that one: reading another part gives nothing", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "giver",
      `on("go", () => {
         const event = draft({ x: 1, gift: 2 });
         unit.attachPrivilegeToPart(event, "gift", {}, t, "t+");
         unit.publish(event);
       });`,
      { privileges: lab.grants("t", "t+auth") },
    );
    lab.unit("reader", reader);
    lab.event({ go: 1 });
    expect(lab.said("reader")).toEqual(["[] []"]);
  });

  test("may carry several, which are given together", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "giver",
      `on("go", () => {
         const event = draft({ x: 1 });
         for (const it of ["t+", "t-auth"]) unit.attachPrivilegeToPart(event, "x", {}, t, it);
         unit.publish(event);
       });`,
      { privileges: lab.grants("t", "t+auth", "t-auth") },
    );
    lab.unit("reader", reader);
    lab.event({ go: 1 });
    expect(lab.said("reader")).toEqual([`[] ["t+","t-auth"]`]);
  });

  test("of a received event does so in the version that goes on, not in the event in hand", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "giver",
      `on("x", (e) => {
         unit.attachPrivilegeToPart(e, "x", {}, t, "t+");
         unit.addPart(e, {}, "given", 1);
       });`,
      { privileges: lab.grants("t", "t+auth") },
    );
    lab.unit("before", reader);
    lab.unit("after", `on("given", (e) => { say(read(e, "x")); say(${held}); });`);
    lab.event({ x: 1 });
    expect(lab.said("before")).toEqual(["[] []"]);
    expect(lab.said("after")).toEqual([`[[1,"|"]]`, `["t+"]`]);
  });

  test("gives nothing to who attaches it and reads its own draft but what it could take anyway", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "giver",
      `const event = draft({ x: 1 });
       unit.attachPrivilegeToPart(event, "x", {}, t, "t+");
       read(event, "x");
       say(${held}, code(() => unit.acquirePrivilege(t, "t-")));`,
      { privileges: lab.grants("t", "t+auth") },
    );
    expect(lab.said("giver")).toEqual([`["t+","t+auth"] PRIVILEGE_DELEGATE`]);
  });
});

describe("what the reader may do with it", () => {
  test("t+ and t- delegate nothing; an authority delegates on", () => {
    const chain = (given: Privilege): readonly string[] => {
      const lab = new Lab(["t"]);
      lab.unit(
        "giver",
        `on("go", () => {
           const event = draft({ gift: 1 });
           unit.attachPrivilegeToPart(event, "gift", {}, t, "${given}");
           unit.publish(event);
         });`,
        { privileges: lab.grants("t", "t+auth") },
      );
      lab.unit(
        "middle",
        `on("gift", (e) => {
           read(e, "gift");
           const event = draft({ x: 1 });
           say(code(() => unit.attachPrivilegeToPart(event, "x", {}, t, "t+")));
           unit.publish(event);
         });`,
      );
      lab.unit("reader", reader);
      lab.event({ go: 1 });
      return [...lab.said("middle"), ...lab.said("reader")];
    };
    expect(chain("t+")).toEqual(["PRIVILEGE_DELEGATE", "[] []"]);
    expect(chain("t+auth")).toEqual(["ok", `[] ["t+"]`]);
  });

  test("a lease ends what was given, and is never longer than the authority's own", () => {
    const lab = new Lab(["t"]);
    const { t } = lab.tags;
    lab.unit(
      "giver",
      `on("go", (e) => {
         const event = draft({ x: 1 });
         unit.attachPrivilegeToPart(event, "x", {}, t, "t+", e.go);
         unit.publish(event);
       });`,
      { privileges: [{ tag: t, privilege: "t+auth", until: 20 }] },
    );
    lab.unit("reader", `on("x", (e) => read(e, "x")); on("ask", () => say(${held}));`);
    lab.event({ go: 10 }, 1);
    lab.event({ ask: 1 }, 10);
    lab.event({ ask: 1 }, 11);
    lab.event({ go: 1_000 }, 12);
    lab.event({ ask: 1 }, 20);
    lab.event({ ask: 1 }, 21);
    expect(lab.said("reader")).toEqual([`["t+"]`, "[]", `["t+"]`, "[]"]);
  });
});

describe("is refused", () => {
  test.each([
    ["PART_MISSING", `e, "y", {}, t, "t+"`],
    ["PART_MISSING", `e, "x", { secrecy: [t] }, t, "t+"`],
    ["PART_MISSING", `unit.createEvent(), "x", {}, t, "t+"`],
    ["PART_NAME", `e, "", {}, t, "t+"`],
    ["PART_NAME", `e, undefined, {}, t, "t+"`],
    ["LABEL_SPEC", `e, "x", null, t, "t+"`],
    ["LABEL_SPEC", `e, "x", undefined, t, "t+"`],
    ["TAG_KIND", `e, "x", { secrecy: ["t"] }, t, "t+"`],
    ["TAG_KIND", `e, "x", {}, "t", "t+"`],
    ["TAG_KIND", `e, "x", {}`],
    ["PRIVILEGE_KIND", `e, "x", {}, t, "t"`],
    ["PRIVILEGE_KIND", `e, "x", {}, t`],
    ["LEASE", `e, "x", {}, t, "t+", "soon"`],
    ["EVENT_KIND", `{ x: 1 }, "x", {}, t, "t+"`],
    ["EVENT_KIND", `undefined, "x", {}, t, "t+"`],
  ])("as %s for (%s)", (expected, given) => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `const e = draft({ x: 1 });
       say(code(() => unit.attachPrivilegeToPart(${given})));
       unit.publish(e);`,
      { privileges: lab.grants("t", "t+auth") },
    );
    lab.unit("reader", reader);
    expect(lab.said("subject")).toEqual([expected]);
  });

  test("as PART_MISSING for a part that the unit cannot see, as if there were none", () => {
    const lab = new Lab(["s", "t"]);
    lab.unit(
      "subject",
      `on("x", (e) => say(["hidden", "absent"].map((name) =>
         code(() => unit.attachPrivilegeToPart(e, name, { secrecy: [s] }, t, "t+")))));`,
      { privileges: lab.grants("t", "t+auth") },
    );
    lab.event([lab.part("x", 1), lab.part("hidden", 2, lab.label(["s"]))]);
    expect(lab.said("subject")).toEqual([`["PART_MISSING","PART_MISSING"]`]);
  });

  test(`as TAG_COUNT for more than ${limits.partPrivileges} on one part`, () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const event = draft({ x: 1, y: 1 });
       const attach = (name) => code(() => unit.attachPrivilegeToPart(event, name, {}, unit.createTag("t"), "t+"));
       let attached = 0, last;
       while ((last = attach("x")) === "ok") attached++;
       say(attached, last, attach("y"));`,
    );
    expect(lab.said("subject")).toEqual([`${limits.partPrivileges} TAG_COUNT ok`]);
  });
});
