/** Tags and privileges through the calls of the unit API. */

import { describe, expect, test } from "vitest";
import { limits } from "../../../src/limits.ts";
import { Lab } from "../../platform/lab.ts";

const held = `["t+", "t-", "t+auth", "t-auth"].filter((it) => unit.hasPrivilege(tag, it))`;

describe("createTag", () => {
  test("gives its creator t+auth and t-auth, from which it takes t+ and t-", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const tag = unit.createTag("mine");
       say(${held});
       unit.acquirePrivilege(tag, "t+"); unit.acquirePrivilege(tag, "t-");
       say(${held});`,
    );
    expect(lab.said("subject")).toEqual([`["t+auth","t-auth"]`, `["t+","t-","t+auth","t-auth"]`]);
  });

  test("makes another tag every time, in every unit, also of the same name", () => {
    const lab = new Lab([]);
    const made = `const a = unit.createTag("x"); const b = unit.createTag("x");
      on("go", () => { emit({ tag: a }); emit({ tag: b }); });`;
    lab.unit("first", made);
    lab.unit("second", made);
    const tags = lab.watch("tag");
    lab.event({ go: 1 });
    expect(new Set(tags).size).toBe(4);
  });

  test("gives a tag that shows nothing and makes nothing", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const tag = unit.createTag("secret name");
       say(Reflect.ownKeys(tag), String(Object.getPrototypeOf(Object.getPrototypeOf(tag))));
       say("constructor" in tag, "toString" in tag, Object.isFrozen(tag), JSON.stringify(tag));`,
    );
    expect(lab.said("subject")).toEqual(["[] null", "false false true {}"]);
  });

  test("is refused for a name that is no text", () => {
    const lab = new Lab([]);
    lab.unit("subject", `say(code(() => unit.createTag(1)), code(() => unit.createTag()))`);
    expect(lab.said("subject")).toEqual(["PART_NAME PART_NAME"]);
  });
});

describe("acquirePrivilege", () => {
  test.each([
    ["t+", "t+auth"],
    ["t-", "t-auth"],
  ] as const)("takes %s on the strength of %s", (privilege, authority) => {
    const lab = new Lab(["tag"]);
    lab.unit("subject", `say(code(() => unit.acquirePrivilege(tag, "${privilege}")), ${held});`, {
      privileges: lab.grants("tag", authority),
    });
    expect(lab.said("subject")[0]).toMatch(/^ok /);
    expect(lab.said("subject")[0]).toContain(`"${privilege}"`);
  });

  test("is refused as PRIVILEGE_DELEGATE without the authority: t+ and t- give nothing", () => {
    const lab = new Lab(["tag"]);
    lab.unit(
      "subject",
      `say(["t+", "t-", "t+auth", "t-auth"].map((it) => code(() => unit.acquirePrivilege(tag, it))));`,
      { privileges: lab.grants("tag", "t+", "t-") },
    );
    const refused = Array(4).fill("PRIVILEGE_DELEGATE");
    expect(lab.said("subject")).toEqual([JSON.stringify(refused)]);
  });

  test("of the wrong authority is refused", () => {
    const lab = new Lab(["tag"]);
    lab.unit("subject", `say(code(() => unit.acquirePrivilege(tag, "t-")));`, {
      privileges: lab.grants("tag", "t+auth"),
    });
    expect(lab.said("subject")).toEqual(["PRIVILEGE_DELEGATE"]);
  });

  test.each([
    ["TAG_KIND", `"tag", "t+"`],
    ["PRIVILEGE_KIND", `tag, "t*"`],
    ["PRIVILEGE_KIND", `tag`],
  ])("is refused as %s for (%s)", (expected, given) => {
    const lab = new Lab(["tag"]);
    lab.unit("subject", `say(code(() => unit.acquirePrivilege(${given})));`);
    expect(lab.said("subject")).toEqual([expected]);
  });
});

describe("hasPrivilege", () => {
  test("says what the unit holds itself now, and nothing of others", () => {
    const lab = new Lab(["tag"]);
    lab.unit("other", "", { privileges: lab.grants("tag", "t+", "t-", "t+auth", "t-auth") });
    lab.unit("subject", `say(${held}); unit.dropPrivilege(tag, "t-"); say(${held});`, {
      privileges: lab.grants("tag", "t-", "t+auth"),
    });
    expect(lab.said("subject")).toEqual([`["t-","t+auth"]`, `["t+auth"]`]);
  });

  test.each([
    ["TAG_KIND", `"tag", "t+"`],
    ["TAG_KIND", `undefined, "t+"`],
    ["PRIVILEGE_KIND", `tag, "t"`],
    ["PRIVILEGE_KIND", `tag`],
  ])("is refused as %s for (%s)", (expected, given) => {
    const lab = new Lab(["tag"]);
    lab.unit("subject", `say(code(() => unit.hasPrivilege(${given})));`);
    expect(lab.said("subject")).toEqual([expected]);
  });
});

describe("dropPrivilege", () => {
  test("gives up one, or all over the tag, for good", () => {
    const lab = new Lab(["tag"]);
    lab.unit(
      "subject",
      `unit.dropPrivilege(tag, "t+"); say(${held});
       unit.dropPrivilege(tag); say(${held});
       say(code(() => unit.acquirePrivilege(tag, "t+")));`,
      { privileges: lab.grants("tag", "t+", "t-", "t+auth") },
    );
    expect(lab.said("subject")).toEqual([`["t-","t+auth"]`, "[]", "PRIVILEGE_DELEGATE"]);
  });

  test("of what one does not hold is nothing", () => {
    const lab = new Lab(["tag"]);
    lab.unit(
      "subject",
      `say(code(() => unit.dropPrivilege(tag)), code(() => unit.dropPrivilege(tag, "t+")));`,
    );
    expect(lab.said("subject")).toEqual(["ok ok"]);
  });

  test("is refused for what is no tag or no privilege", () => {
    const lab = new Lab(["tag"]);
    lab.unit(
      "subject",
      `say(code(() => unit.dropPrivilege(1)), code(() => unit.dropPrivilege(tag, null)));`,
    );
    expect(lab.said("subject")).toEqual(["TAG_KIND PRIVILEGE_KIND"]);
  });
});

/** A creator that gives `what` away when asked to, and a holder that says what it holds. */
function gift(what: string, more = ""): Lab<never> {
  const lab = new Lab<never>([]);
  lab.unit(
    "creator",
    `const tag = unit.createTag("t");
     on("give", (e) => {
       const gift = draft({ gift: tag });
       unit.attachPrivilegeToPart(gift, "gift", {}, tag, "${what}", ...(e.until === undefined ? [] : [e.until]));
       unit.publish(gift);
     });
     on("revoke", (e) => say(code(() => unit.revokePrivilege(tag, e.revoke))));
     ${more}`,
  );
  lab.unit(
    "holder",
    `let tag;
     on("gift", (e) => { [{ data: tag }] = unit.readPart(e, "gift"); });
     on("acquire", (e) => code(() => unit.acquirePrivilege(tag, e.acquire)));
     on("ask", () => say(${held}));`,
  );
  return lab;
}

function asked(lab: Lab<never>, time?: number): string | undefined {
  lab.event({ ask: 1 }, time);
  return lab.said("holder").at(-1);
}

describe("leases", () => {
  test("end with their last event time, in event time", () => {
    const lab = gift("t+");
    lab.event({ give: 1, until: 100 }, 1);
    expect(asked(lab, 100)).toBe(`["t+"]`);
    expect(asked(lab, 101)).toBe("[]");
  });

  test("of an authority bound what is taken on it", () => {
    const lab = gift("t-auth");
    lab.event({ give: 1, until: 100 }, 1);
    lab.event({ acquire: "t-" }, 2);
    expect(asked(lab, 100)).toBe(`["t-","t-auth"]`);
    expect(asked(lab, 101)).toBe("[]");
  });

  test("that end take a declassification back", () => {
    const lab = new Lab(["s"]);
    const { s } = lab.tags;
    lab.unit("subject", `on("go", (e) => emit({ out: e.go }));`, {
      input: { secrecy: [s] },
      output: {},
      privileges: [{ tag: s, privilege: "t-", until: 10 }],
    });
    const open = lab.watch("out");
    const cleared = lab.watch("out", { secrecy: [s] });
    lab.event({ go: 1 }, 10);
    lab.event({ go: 2 }, 11);
    expect(open).toEqual([1]);
    expect(cleared).toEqual([1, 2]);
  });

  test("that end take back what was vouched for beyond the input", () => {
    const lab = new Lab(["i"]);
    const { i } = lab.tags;
    lab.unit("subject", `on("go", (e) => emit({ out: e.go }, { integrity: [i] }));`, {
      output: { integrity: [i] },
      privileges: [{ tag: i, privilege: "t+", until: 10 }],
    });
    const believed = lab.watch("out", { integrity: [i] });
    lab.event({ go: 1 }, 10);
    lab.event({ go: 2 }, 11);
    expect(believed).toEqual([1]);
  });

  test("that end leave a unit what it changed with them while they held", () => {
    const lab = new Lab(["s"]);
    const { s } = lab.tags;
    lab.unit(
      "subject",
      `on("clean", () => unit.changeInOutLabel("secrecy", "remove", s));
       on("go", (e) => emit({ out: e.go }));`,
      { input: { secrecy: [s] }, privileges: [{ tag: s, privilege: "t-", until: 10 }] },
    );
    const open = lab.watch("out");
    lab.event({ clean: 1 }, 10);
    lab.event({ go: 1 }, 11);
    expect(open).toEqual([1]);
    expect(lab.records("violation")).toEqual([]);
  });

  test.each(["now", "null", "NaN", "{}"])("are refused as LEASE if they end at %s", (until) => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `say(code(() => unit.attachPrivilegeToPart(draft({ x: 1 }), "x", {}, t, "t+", ${until === "now" ? '"now"' : until})));`,
      { privileges: lab.grants("t", "t+auth") },
    );
    expect(lab.said("subject")).toEqual(["LEASE"]);
  });
});

describe("revokePrivilege", () => {
  test("withdraws what was delegated, from the next generation on", () => {
    const lab = gift("t+");
    lab.event({ give: 1 });
    expect(asked(lab)).toBe(`["t+"]`);
    lab.queue({ revoke: "t+" });
    lab.queue({ ask: "in the same generation" });
    lab.platform.settle();
    expect(lab.said("holder").at(-1)).toBe(`["t+"]`);
    expect(asked(lab)).toBe("[]");
  });

  test("of an authority withdraws what was taken on it", () => {
    const lab = gift("t+auth");
    lab.event({ give: 1 });
    lab.event({ acquire: "t+" });
    expect(asked(lab)).toBe(`["t+","t+auth"]`);
    lab.event({ revoke: "t+auth" });
    expect(asked(lab)).toBe("[]");
  });

  test("of one privilege leaves the others", () => {
    const lab = gift("t+auth");
    lab.event({ give: 1 });
    lab.event({ acquire: "t+" });
    lab.event({ revoke: "t-auth" });
    lab.event({ revoke: "t-" });
    expect(asked(lab)).toBe(`["t+","t+auth"]`);
  });

  test("does not cover what is delegated later, also by the same handler", () => {
    const lab = gift(
      "t+",
      `on("rekey", () => {
         unit.revokePrivilege(tag, "t+");
         const gift = draft({ gift: tag });
         unit.attachPrivilegeToPart(gift, "gift", {}, tag, "t+");
         unit.publish(gift);
       });`,
    );
    lab.event({ give: 1 });
    lab.event({ revoke: "t+" });
    lab.event({ give: 1 });
    expect(asked(lab)).toBe(`["t+"]`);
    lab.event({ rekey: 1 });
    expect(asked(lab)).toBe(`["t+"]`);
  });

  test("covers what was delegated between two of them in one handler", () => {
    const lab = gift(
      "t+",
      `on("twice", () => {
         unit.revokePrivilege(tag, "t+");
         const gift = draft({ gift: tag });
         unit.attachPrivilegeToPart(gift, "gift", {}, tag, "t+");
         unit.publish(gift);
         unit.revokePrivilege(tag, "t+");
       });`,
    );
    lab.event({ twice: 1 });
    expect(asked(lab)).toBe("[]");
  });

  test("leaves its author what it holds", () => {
    const lab = gift(
      "t+",
      `on("mine", () => { unit.acquirePrivilege(tag, "t-"); say(${held}); });`,
    );
    for (const privilege of ["t+", "t-", "t+auth", "t-auth"]) lab.event({ revoke: privilege });
    lab.event({ mine: 1 });
    expect(lab.said("creator").at(-1)).toBe(`["t-","t+auth","t-auth"]`);
  });

  test(`is refused beyond ${limits.revocationsPerTag} labels of which none holds another`, () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const mine = Array.from({ length: ${limits.revocationsPerTag + 2} }, () => { const t = unit.createTag("t"); unit.acquirePrivilege(t, "t+"); unit.acquirePrivilege(t, "t-"); return t; });
       const tag = mine[0];
       on("go", ({ go }) => {
         unit.changeOutLabel("secrecy", "add", mine[go]);
         say(code(() => unit.revokePrivilege(tag, "t+")));
         unit.changeOutLabel("secrecy", "remove", mine[go]);
       });
       on("open", () => say(code(() => unit.revokePrivilege(tag, "t+"))));`,
    );
    for (let go = 0; go < limits.revocationsPerTag + 2; go++) lab.event({ go });
    const said = lab.said("subject");
    expect(said.filter((it) => it === "ok")).toHaveLength(limits.revocationsPerTag);
    expect(said.slice(-2)).toEqual(["TAG_COUNT", "TAG_COUNT"]);
    lab.event({ open: 1 });
    expect(lab.said("subject").at(-1), "one that covers others is taken").toBe("ok");
  });

  test("is counted with others of the same generation, which have not taken effect", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const mine = Array.from({ length: ${limits.revocationsPerTag + 2} }, () => { const t = unit.createTag("t"); unit.acquirePrivilege(t, "t+"); unit.acquirePrivilege(t, "t-"); return t; });
       on("go", () => say(mine.filter((other) => {
         unit.changeOutLabel("secrecy", "add", other);
         const isTaken = code(() => unit.revokePrivilege(mine[0], "t+")) === "ok";
         unit.changeOutLabel("secrecy", "remove", other);
         return isTaken;
       }).length));`,
    );
    lab.event({ go: 1 });
    expect(lab.said("subject")).toEqual([`${limits.revocationsPerTag}`]);
  });

  test("is refused as TAG_CREATOR to everybody else, whatever they hold", () => {
    const lab = new Lab(["t"]);
    lab.unit("subject", `say(code(() => unit.revokePrivilege(t, "t+")));`, {
      privileges: lab.grants("t", "t+", "t-", "t+auth", "t-auth"),
    });
    expect(lab.said("subject")).toEqual(["TAG_CREATOR"]);
  });

  test.each([
    ["TAG_KIND", `"tag", "t+"`],
    ["PRIVILEGE_KIND", `unit.createTag("t"), "t"`],
    ["PRIVILEGE_KIND", `unit.createTag("t")`],
  ])("is refused as %s for (%s)", (expected, given) => {
    const lab = new Lab([]);
    lab.unit("subject", `say(code(() => unit.revokePrivilege(${given})));`);
    expect(lab.said("subject")).toEqual([expected]);
  });

  test("tells nobody what its author has learnt and they may not", () => {
    const lab = new Lab(["s"]);
    lab.unit(
      "creator",
      `const tag = unit.createTag("t");
       on("give", () => {
         const gift = draft({ gift: tag });
         unit.attachPrivilegeToPart(gift, "gift", {}, tag, "t+");
         unit.publish(gift);
         unit.changeInOutLabel("secrecy", "add", s);
       });
       on("secret", () => unit.revokePrivilege(tag, "t+"));`,
      { privileges: lab.grants("s", "t+") },
    );
    const holder = `let tag;
      on("gift", (e) => { [{ data: tag }] = unit.readPart(e, "gift"); });
      on("ask", () => say(${held}));`;
    lab.unit("low", holder);
    lab.unit("high", holder, { input: lab.label(["s"]) });
    lab.event({ give: 1 });
    lab.event([lab.part("secret", 1, lab.label(["s"]))]);
    lab.event({ ask: 1 });
    expect(lab.said("low")).toEqual([`["t+"]`]);
    expect(lab.said("high")).toEqual(["[]"]);
  });

  test.each(["shared", "unit"] as const)(
    "covers what was delegated in a draft that goes out later: %s",
    (placement) => {
      const lab = new Lab([], { placement });
      lab.unit(
        "holder",
        `on("gift", (e) => { const [{ data: tag }] = unit.readPart(e, "gift"); say(${held}); });`,
      );
      lab.unit(
        "creator",
        `on("go", () => {
           const tag = unit.createTag("t");
           const gift = draft({ gift: tag });
           for (const it of ["t+", "t+auth"]) unit.attachPrivilegeToPart(gift, "gift", {}, tag, it);
           for (const it of ["t+", "t+auth"]) unit.revokePrivilege(tag, it);
           unit.publish(gift);
         });`,
      );
      lab.event({ go: 1 });
      expect(lab.said("holder")).toEqual(["[]"]);
    },
  );

  test.each(["shared", "unit"] as const)(
    "covers what a child was given that starts later: %s",
    (placement) => {
      const lab = new Lab([], { placement });
      lab.program("kid", `say(unit.hasPrivilege(unit.config.tag, "t+"));`);
      lab.unit(
        "creator",
        `on("go", () => {
           const tag = unit.createTag("t");
           unit.instantiateUnit("kid", {}, [{ tag, privilege: "t+" }], { tag });
           unit.revokePrivilege(tag, "t+");
         });`,
        { children: ["kid"] },
      );
      lab.event({ go: 1 });
      expect(lab.said("creator/kid-1")).toEqual(["false"]);
    },
  );

  test("covers what was delegated before it, after any number of others in one handler", () => {
    const lab = gift(
      "t-",
      `on("often", () => {
         for (let i = 0; i < 200; i++) unit.revokePrivilege(tag, "t+");
         const present = draft({ gift: tag });
         unit.attachPrivilegeToPart(present, "gift", {}, tag, "t+");
         unit.publish(present);
         unit.revokePrivilege(tag, "t+");
       });`,
    );
    lab.event({ often: 1 });
    expect(asked(lab)).not.toContain("t+");
  });

  /** Withdraws `t-` from whoever took the gift, at the secrecy of s. */
  function withdrawnAbove(holder: string): Lab<"s"> {
    const lab = new Lab(["s"]);
    lab.unit(
      "creator",
      `const tag = unit.createTag("t");
       on("give", () => {
         const gift = draft({ gift: tag });
         for (const it of ["t+", "t-"]) unit.attachPrivilegeToPart(gift, "gift", {}, tag, it);
         unit.publish(gift);
         unit.changeInOutLabel("secrecy", "add", s);
       });
       on("secret", () => unit.revokePrivilege(tag, "t-"));`,
      { privileges: lab.grants("s", "t+") },
    );
    lab.unit(
      "holder",
      `let tag;
       on("gift", (e) => { [{ data: tag }] = unit.readPart(e, "gift"); });
       ${holder}`,
      { privileges: lab.grants("s", "t+") },
    );
    lab.event({ give: 1 });
    lab.event([lab.part("secret", 1, lab.label(["s"]))]);
    return lab;
  }

  test("reaches a unit that raises itself no earlier than it can read what its author could", () => {
    const lab = withdrawnAbove(
      `on("ask", ({ ask }) => {
         if (ask === 1) unit.changeInOutLabel("secrecy", "add", s);
         say(unit.hasPrivilege(tag, "t-"));
       });
       on("ask", () => say(unit.hasPrivilege(tag, "t-")));`,
    );
    lab.event({ ask: 1 });
    expect(lab.said("holder"), "in the generation in which it is raised").toEqual(["true", "true"]);
    lab.event({ ask: 2 });
    expect(lab.said("holder").slice(2), "from the next on").toEqual(["false", "false"]);
  });

  test("takes back, once it reaches a unit, what the unit declassified with the privilege", () => {
    const lab = withdrawnAbove(
      `on("ask", ({ ask }) => {
         if (ask === 1) {
           unit.changeInOutLabel("secrecy", "add", tag);
           unit.changeOutLabel("secrecy", "remove", tag);
           unit.changeInOutLabel("secrecy", "add", s);
         }
         emit({ out: ask });
       });`,
    );
    const seen = lab.watch("out", lab.label(["s"]));
    lab.event({ ask: 1 });
    lab.event({ ask: 2 });
    expect(seen, "the second carries the creator's tag as well").toEqual([1]);
  });
});

test("TAG_COUNT: a unit holds privileges over so many tags, and may go on once it drops some", () => {
  const lab = new Lab([]);
  lab.unit(
    "subject",
    `const tags = [];
     let refusal;
     while (refusal === undefined) {
       const made = code(() => unit.createTag("t"));
       if (typeof made === "string") refusal = made; else tags.push(made);
     }
     say(tags.length, refusal);
     unit.dropPrivilege(tags[0]);
     say(typeof code(() => unit.createTag("t")));`,
  );
  expect(lab.said("subject")).toEqual([`${limits.privilegeTags} TAG_COUNT`, "object"]);
});
