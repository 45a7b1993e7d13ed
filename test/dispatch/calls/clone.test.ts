/** cloneEvent: a new event of what may be seen, no less confined than what it was made from. */

import { describe, expect, test } from "vitest";
import { Lab } from "../../platform/lab.ts";

/** Publishes one clone of each event with that part, after doing something to it. */
function copier(part: string, label = "{}", before = ""): string {
  return `let copies = 0; on("${part}", (e) => {
    if (copies++ > 0) return;
    ${before}
    const copy = unit.cloneEvent(e, ${label});
    unit.addPart(copy, {}, "copied", 1);
    unit.publish(copy);
  });`;
}

/** What a reader that may see everything finds in the clone that a unit publishes. */
function cloned(
  label: string,
  deployment: object,
  lab: Lab<"a" | "b" | "i" | "j">,
): readonly string[] {
  lab.unit("subject", copier("x", label), deployment);
  lab.unit("reader", `on("copied", (e) => say(read(e, "x")));`, { input: lab.label(["a", "b"]) });
  lab.event([
    lab.part("x", 1, lab.label([], ["i"])),
    lab.part("x", 2, lab.label(["a"], ["i", "j"])),
    lab.part("x", 3, lab.label(["b"])),
  ]);
  return lab.said("reader");
}

describe("the label of a cloned part", () => {
  const make = (): Lab<"a" | "b" | "i" | "j"> => new Lab(["a", "b", "i", "j"]);

  test("is the part's own, joined with the output label", () => {
    const lab = make();
    expect(cloned("{}", { input: lab.label(["a"]) }, lab)).toEqual([`[[1,"a|"],[2,"a|"]]`]);
  });

  test("is joined with the label that was asked for", () => {
    const lab = make();
    expect(cloned("{ secrecy: [b] }", {}, lab)).toEqual([`[[1,"b|"]]`]);
  });

  test("keeps the tags of the part where the output label has shed them", () => {
    const lab = make();
    const declassifier = { input: lab.label(["a"]), output: {}, privileges: lab.grants("a", "t-") };
    expect(cloned("{}", declassifier, lab)).toEqual([`[[1,"|"],[2,"a|"]]`]);
  });

  test("keeps an integrity tag only if part, output and what was asked for all have it", () => {
    const lab = make();
    const vouching = {
      output: lab.label([], ["i", "j"]),
      privileges: [...lab.grants("i", "t+"), ...lab.grants("j", "t+")],
    };
    expect(cloned("{ integrity: [i, j] }", vouching, lab)).toEqual([`[[1,"|i"]]`]);
    const second = make();
    const half = { input: second.label([], ["i"]) };
    expect(cloned("{ integrity: [i, j] }", half, second)).toEqual([`[[1,"|i"]]`]);
    const third = make();
    const unasked = { input: third.label([], ["i"]) };
    expect(cloned("{}", unasked, third)).toEqual([`[[1,"|"]]`]);
  });
});

describe("a clone", () => {
  test("holds no part that the unit cannot see", () => {
    const lab = new Lab(["s"]);
    lab.unit("subject", copier("x", "{}", `unit.addPart(e, {}, "mine", 1);`));
    lab.unit("cleared", `on("copied", (e) => say(Object.keys(e)));`, { input: lab.label(["s"]) });
    lab.event([lab.part("x", 1), lab.part("hidden", 2, lab.label(["s"]))]);
    expect(lab.said("cleared")).toEqual([`["x","mine","copied"]`]);
  });

  test("carries no privileges: only who may delegate them gives them", () => {
    const lab = new Lab(["t"]);
    lab.unit("copier", copier("gift"));
    lab.unit(
      "taker",
      `on("copied", (e) => { say(read(e, "gift")); say(unit.hasPrivilege(t, "t+")); });`,
    );
    lab.event([{ ...lab.part("gift", 1), privileges: lab.grants("t", "t+") }]);
    expect(lab.said("taker")).toEqual([`[[1,"|"]]`, "false"]);
  });

  test("of a draft holds what the unit may see of the draft", () => {
    const lab = new Lab(["s"]);
    lab.unit(
      "subject",
      `const event = draft({ x: 1 });
       unit.addPart(event, { secrecy: [s] }, "x", 2);
       say(read(unit.cloneEvent(event, {}), "x"));`,
    );
    expect(lab.said("subject")).toEqual([`[[1,"|"]]`]);
  });

  test("is another event: what is done to it is not done to the one in hand", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("x", (e) => {
         const copy = unit.cloneEvent(e, {});
         unit.delPart(copy, {}, "x");
         unit.addPart(copy, {}, "y", 1);
         say(read(e, "x"), read(e, "y"), read(copy, "x"), read(copy, "y"));
       });`,
    );
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual([`[[1,"|"]] [] [] [[1,"|"]]`]);
  });

  test("that is published is a new event: it goes to everybody whom it matches", () => {
    const lab = new Lab([]);
    lab.unit("subject", `on("x", () => say("got")); ${copier("x")}`);
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["got", "got"]);
  });

  test.each([
    ["EVENT_KIND", `1, {}`],
    ["LABEL_SPEC", `unit.createEvent(), undefined`],
    ["TAG_KIND", `unit.createEvent(), { secrecy: [1, 2] }`],
  ])("is refused as %s for (%s)", (expected, given) => {
    const lab = new Lab([]);
    lab.unit("subject", `say(code(() => unit.cloneEvent(${given})));`);
    expect(lab.said("subject")).toEqual([expected]);
  });
});
