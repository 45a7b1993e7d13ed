/** addPart, delPart and readPart. */

import { describe, expect, test } from "vitest";
import { limits } from "../../../src/limits.ts";
import { Lab } from "../../platform/lab.ts";

describe("addPart", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["{}", "a|", "the output label at least"],
    ["{ secrecy: [b] }", "a,b|", "S ∪ Sout"],
    ["{ secrecy: [a] }", "a|", "a tag only once"],
    ["{ integrity: [i] }", "a|i", "I ∩ Iout"],
    ["{ integrity: [i, j] }", "a|i", "no tag that the output does not carry"],
    ["{ secrecy: [b, a], integrity: [j] }", "a,b|", "both halves"],
    ["{ secrecy: undefined, integrity: undefined }", "a|", "what is left out is empty"],
  ];
  test.each(cases)("with %s stores %s: %s", (label, stored) => {
    const lab = new Lab(["a", "b", "i", "j"]);
    lab.unit("subject", `on("go", () => emit({ out: 1 }, ${label}));`, {
      input: lab.label(["a"], ["i"]),
    });
    lab.unit("reader", `on("out", (e) => say(read(e, "out")));`, { input: lab.label(["a", "b"]) });
    lab.event([lab.part("go", 1, lab.label(["a"], ["i"]))]);
    expect(lab.said("reader")).toEqual([`[[1,"${stored}"]]`]);
  });

  test("goes by the output label as it is then, and again by that of when the event is published", () => {
    const lab = new Lab(["t", "u"]);
    lab.unit(
      "subject",
      `on("go", () => {
         unit.changeOutLabel("secrecy", "add", u);
         const event = draft({ out: "before" });
         unit.changeOutLabel("secrecy", "remove", u);
         unit.changeOutLabel("secrecy", "add", t);
         unit.addPart(event, {}, "out", "after");
         unit.publish(event);
       });`,
      { privileges: [...lab.grants("t", "t+"), ...lab.grants("u", "t+", "t-")] },
    );
    lab.unit("reader", `on("out", (e) => say(read(e, "out")));`, { input: lab.label(["t", "u"]) });
    lab.event({ go: 1 });
    expect(lab.said("reader")).toEqual([`[["before","t,u|"],["after","t|"]]`]);
  });

  test("copies the data: what the program changes later does not change the part", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const data = { list: [1] };
       const event = draft({ out: data });
       data.list.push(2);
       unit.publish(event);
       data.list.push(3);`,
    );
    const seen = lab.watch("out");
    lab.event({ nothing: 1 });
    lab.deploy("subject", "again");
    expect(seen).toEqual([{ list: [1] }]);
  });

  test("to a received event adds to what release sends on, not to the event in hand", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("x", (e) => { unit.addPart(e, {}, "y", 2); say(Object.keys(e), read(e, "y")); });`,
    );
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual([`["x"] [[2,"|"]]`]);
  });

  test.each([
    ["PART_NAME", `e, {}, "", 1`],
    ["PART_NAME", `e, {}, "__proto__", 1`],
    ["PART_NAME", `e, {}, "x".repeat(${limits.partName + 1}), 1`],
    ["PART_NAME", `e, {}, 7, 1`],
    ["LABEL_SPEC", `e, null, "a", 1`],
    ["LABEL_SPEC", `e, "secret", "a", 1`],
    ["LABEL_SPEC", `e, t, "a", 1`],
    ["LABEL_SPEC", `e, { secrecy: "t" }, "a", 1`],
    ["LABEL_SPEC", `e, { secrecy: null }, "a", 1`],
    ["TAG_KIND", `e, { secrecy: ["t"] }, "a", 1`],
    ["TAG_KIND", `e, { secrecy: [undefined] }, "a", 1`],
    ["TAG_KIND", `e, { secrecy: [t, undefined] }, "a", 1`],
    ["TAG_KIND", `e, { integrity: [undefined] }, "a", 1`],
    ["TAG_KIND", `e, { secrecy: [t, {}] }, "a", 1`],
    ["VALUE_KIND", `e, {}, "a", () => 1`],
    ["VALUE_KIND", `e, {}, "a"`],
    ["VALUE_PROTOTYPE", `e, {}, "a", new Map()`],
    ["VALUE_ACCESSOR", `e, {}, "a", { get x() { return 1; } }`],
    ["VALUE_CYCLE", `e, {}, "a", (() => { const list = []; list.push(list); return list; })()`],
    ["VALUE_SIZE", `e, {}, "a", "x".repeat(${limits.valueBytes + 1})`],
    ["EVENT_KIND", `{}, {}, "a", 1`],
    ["EVENT_KIND", `null, {}, "a", 1`],
    ["EVENT_KIND", `t, {}, "a", 1`],
  ])("is refused as %s for (%s)", (expected, given) => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `const e = unit.createEvent(); say(code(() => unit.addPart(${given}))); unit.publish(e);`,
    );
    expect(lab.said("subject")).toEqual([expected]);
  });

  test(`is refused as PART_COUNT for more than ${limits.eventParts} parts`, () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `const event = unit.createEvent();
       const results = Array.from({ length: ${limits.eventParts + 1} }, (_, n) => code(() => unit.addPart(event, {}, "p" + n, n)));
       say(results.filter((it) => it === "ok").length, results.at(-1));
       on("x", (e) => {
         let added = 0;
         while (code(() => unit.addPart(e, {}, "y", added)) === "ok") added++;
         say(added);
       });`,
    );
    lab.event({ x: 1, z: 2 });
    expect(lab.said("subject")).toEqual([
      `${limits.eventParts} PART_COUNT`,
      `${limits.eventParts - 2}`,
    ]);
  });

  test("finds the same room whether or not there are parts that the unit cannot see", () => {
    const room = (hidden: number): readonly string[] => {
      const lab = new Lab(["s"]);
      lab.unit("mate", `on("hidden", () => {});`, { input: lab.label(["s"]) });
      lab.unit(
        "subject",
        `on("x", (e) => {
         let added = 0;
         while (code(() => unit.addPart(e, {}, "y", added)) === "ok") added++;
         say(added);
       });`,
      );
      const secret = Array.from({ length: hidden }, () => lab.part("hidden", 1, lab.label(["s"])));
      lab.event([lab.part("x", 1), ...secret]);
      return lab.said("subject");
    };
    expect(room(limits.eventParts - 1)).toEqual(room(0));
  });

  test("is refused as TAG_COUNT if the label has too many tags, and so is a clone", () => {
    const lab = new Lab([]);
    lab.unit("bystander", `on("ping", () => say("alive"));`);
    lab.unit(
      "subject",
      `const tags = Array.from({ length: ${limits.labelTags} }, () => unit.createTag("t"));
       const own = unit.createTag("own");
       unit.acquirePrivilege(own, "t+");
       say(code(() => unit.addPart(unit.createEvent(), { secrecy: tags }, "x", 1)));
       say(code(() => unit.addPart(unit.createEvent(), { secrecy: [...tags, own] }, "x", 1)));
       unit.changeOutLabel("secrecy", "add", own);
       say(code(() => unit.addPart(unit.createEvent(), { secrecy: tags }, "x", 1)));
       say(code(() => unit.cloneEvent(draft({ x: 1 }), { secrecy: tags })));`,
    );
    expect(lab.said("subject")).toEqual(["ok", "TAG_COUNT", "TAG_COUNT", "{}"]);
    lab.event({ ping: 1 });
    expect(lab.said("bystander")).toEqual(["alive"]);
  });
});

describe("delPart", () => {
  test("removes the part of that name with exactly that adjusted label", () => {
    const lab = new Lab(["a", "b"]);
    lab.unit(
      "subject",
      `on("go", () => {
         const event = draft({ x: 1 });
         unit.addPart(event, { secrecy: [a] }, "x", 2);
         unit.addPart(event, { secrecy: [a, b] }, "x", 3);
         unit.delPart(event, { secrecy: [a] }, "x");
         unit.publish(event);
       });`,
    );
    lab.unit("reader", `on("x", (e) => say(read(e, "x")));`, { input: lab.label(["a", "b"]) });
    lab.event({ go: 1 });
    expect(lab.said("reader")).toEqual([`[[1,"|"],[3,"a,b|"]]`]);
  });

  test("removes the first of several, one a call", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `on("go", () => {
         const event = unit.createEvent();
         for (const n of [1, 2, 3]) unit.addPart(event, {}, "x", n);
         unit.delPart(event, {}, "x");
         unit.publish(event);
       });`,
    );
    lab.unit("reader", `on("x", (e) => say(read(e, "x")));`);
    lab.event({ go: 1 });
    expect(lab.said("reader")).toEqual([`[[2,"|"],[3,"|"]]`]);
  });

  test("is silent if there is none, of that name or with that label", () => {
    const lab = new Lab(["a"]);
    lab.unit(
      "subject",
      `const event = draft({ x: 1 });
       say(code(() => unit.delPart(event, {}, "y")), code(() => unit.delPart(event, { secrecy: [a] }, "x")));
       say(read(event, "x"));
       on("x", (e) => say(code(() => unit.delPart(e, {}, "y")), code(() => unit.delPart(e, { secrecy: [a] }, "z"))));`,
    );
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["ok ok", `[[1,"|"]]`, "ok ok"]);
  });

  test("finds what the output label adjusts to: with more in the output, less can be removed", () => {
    const lab = new Lab(["a"]);
    lab.unit("subject", `on("x", (e) => unit.delPart(e, {}, "x"));`, { output: lab.label(["a"]) });
    lab.unit("reader", `on("x", (e) => say(read(e, "x")));`, { input: lab.label(["a"]) });
    lab.event([lab.part("x", "open"), lab.part("x", "closed", lab.label(["a"])), lab.part("y", 1)]);
    expect(lab.said("reader")).toEqual([`[["open","|"],["closed","a|"]]`]);
  });

  test("removes a part that it names exactly and cannot see, without being told", () => {
    const lab = new Lab(["s"]);
    lab.unit(
      "blind",
      `on("x", (e) => { say(code(() => unit.delPart(e, { secrecy: [s] }, "hidden"))); unit.addPart(e, {}, "y", 1); });`,
    );
    lab.unit("cleared", `on("y", (e) => say(read(e, "hidden"), read(e, "other")));`, {
      input: lab.label(["s"]),
    });
    const secret = lab.label(["s"]);
    lab.event([lab.part("x", 1), lab.part("hidden", 2, secret), lab.part("other", 3, secret)]);
    lab.event([lab.part("x", 1), lab.part("other", 3, secret)]);
    expect(lab.said("blind")).toEqual(["ok", "ok"]);
    expect(lab.said("cleared")).toEqual([`[] [[3,"s|"]]`, `[] [[3,"s|"]]`]);
  });

  test("of so many parts that are not there is refused to its caller and harms nobody else", () => {
    const lab = new Lab([]);
    lab.unit("bystander", `on("x", () => say("alive"));`);
    lab.unit(
      "subject",
      `on("x", (e) => {
         let last;
         for (let i = 0; i < 3000; i++) last = code(() => unit.delPart(e, {}, "x" + i));
         say(last);
       });`,
    );
    lab.event({ x: 1 });
    lab.event({ x: 1 });
    expect(lab.said("subject")).toEqual(["PART_COUNT", "PART_COUNT"]);
    expect(lab.said("bystander")).toEqual(["alive", "alive"]);
  });
});

describe("readPart", () => {
  test("gives every visible part of that name, in the order of the event", () => {
    const lab = new Lab(["a", "b"]);
    lab.unit("subject", `on("x", (e) => say(read(e, "x"), e.x));`, { input: lab.label(["a"]) });
    lab.event([
      lab.part("x", 1, lab.label(["b"])),
      lab.part("x", 2, lab.label(["a"])),
      lab.part("y", 3),
      lab.part("x", 4),
      lab.part("x", 5, lab.label(["a", "b"])),
    ]);
    expect(lab.said("subject")).toEqual([`[[2,"a|"],[4,"|"]] 2`]);
  });

  test("gives nothing for a name that there is not, or not for this unit", () => {
    const lab = new Lab(["s"]);
    lab.unit("subject", `on("x", (e) => say(read(e, "hidden"), read(e, "none")));`);
    lab.event([lab.part("x", 1), lab.part("hidden", 1, lab.label(["s"]))]);
    expect(lab.said("subject")).toEqual(["[] []"]);
  });

  test("gives frozen data that two readers share and neither can change", () => {
    const lab = new Lab([]);
    const body = `on("x", (e) => {
      const parts = unit.readPart(e, "x");
      const frozen = [parts, parts[0], parts[0].label, parts[0].label.secrecy, parts[0].data, parts[0].data.list];
      say(frozen.every(Object.isFrozen), "toString" in parts[0].data);
    });`;
    lab.unit("first", body);
    lab.unit("second", body);
    lab.event({ x: { list: [1] } });
    expect([lab.said("first"), lab.said("second")]).toEqual([["true false"], ["true false"]]);
  });

  test("reads of a draft what the unit may see of it", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `const event = draft({ x: 1 });
       unit.addPart(event, { secrecy: [t] }, "x", 2);
       say(read(event, "x"));`,
    );
    expect(lab.said("subject")).toEqual([`[[1,"|"]]`]);
  });

  test("bestows the privileges that the part carries, on who may see it, once it reads it", () => {
    const lab = new Lab(["s", "t"]);
    const holder = `on("x", (e) => { const before = unit.hasPrivilege(t, "t+"); read(e, "x"); say(before, unit.hasPrivilege(t, "t+")); });`;
    lab.unit("low", holder);
    lab.unit("high", holder, { input: lab.label(["s"]) });
    lab.unit("idle", `on("x", () => say(unit.hasPrivilege(t, "t+")));`, {
      input: lab.label(["s"]),
    });
    const carried = lab.grants("t", "t+");
    lab.event([lab.part("x", 1), { ...lab.part("x", 2, lab.label(["s"])), privileges: carried }]);
    expect(lab.said("low")).toEqual(["false false"]);
    expect(lab.said("high")).toEqual(["false true"]);
    expect(lab.said("idle")).toEqual(["false"]);
  });

  test("is refused as PART_NAME for what is no name", () => {
    const lab = new Lab([]);
    lab.unit(
      "subject",
      `say(code(() => unit.readPart(unit.createEvent(), "")), code(() => unit.readPart(unit.createEvent())));`,
    );
    expect(lab.said("subject")).toEqual(["PART_NAME PART_NAME"]);
  });
});
