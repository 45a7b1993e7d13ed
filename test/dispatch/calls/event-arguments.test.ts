/** Every call that takes an event: whose it is, and until when. */

import { describe, expect, test } from "vitest";
import { Lab } from "../../platform/lab.ts";

/** Each call on an event `e`, right in all other arguments. */
const calls = {
  addPart: `unit.addPart(e, {}, "x", 1)`,
  delPart: `unit.delPart(e, {}, "x")`,
  readPart: `void unit.readPart(e, "x")`,
  attachPrivilegeToPart: `unit.attachPrivilegeToPart(e, "x", {}, t, "t+")`,
  cloneEvent: `void unit.cloneEvent(e, {})`,
} as const;

/** What each call, made by a unit of its own, says to the event that an expression gives. */
function outcomes(event: string, more: Readonly<Record<string, string>> = {}): object {
  const lab = new Lab(["t"]);
  const all = Object.entries({ ...calls, ...more });
  lab.program(
    "subject",
    `const calls = { ${all.map(([name, call]) => `${name}: (e) => ${call}`).join()} };
     let kept, keptDraft;
     on("first", (e) => { kept = e; keptDraft = draft({ x: 1 }); });
     on("go", (received) => { const e = ${event}; say(code(() => calls[call](e))); });`,
    { config: { call: "" } },
  );
  for (const [call] of all) {
    lab.deploy("subject", call, { config: { call }, privileges: lab.grants("t", "t+auth") });
  }
  lab.event({ first: 1, go: 1, x: 0 });
  return Object.fromEntries(all.map(([name]) => [name, lab.said(name).join()]));
}

const all = (answer: string, more: Readonly<Record<string, string>> = {}): object =>
  Object.fromEntries(Object.keys({ ...calls, ...more }).map((name) => [name, answer]));

const publish = { publish: `unit.publish(e)` };
const release = { release: `unit.release(e)` };

describe("an event may be used", () => {
  test("in the handler call that composes it", () => {
    expect(outcomes(`draft({ x: 1 })`, publish)).toEqual(all("ok", publish));
  });

  test("in the handler call that receives it", () => {
    expect(outcomes(`received`, release)).toEqual(all("ok", release));
  });

  test("and changed after it was read, cloned and changed", () => {
    const touched = `(read(received, "x"), unit.cloneEvent(received, {}), unit.addPart(received, {}, "y", 1), received)`;
    expect(outcomes(touched, release)).toEqual(all("ok", release));
  });
});

describe("EVENT_STALE", () => {
  test("once it was published", () => {
    const published = `(() => { const it = draft({ x: 1 }); unit.publish(it); return it; })()`;
    expect(outcomes(published, publish)).toEqual(all("EVENT_STALE", publish));
  });

  test("once it was released", () => {
    expect(outcomes(`(unit.release(received), received)`, release)).toEqual(
      all("EVENT_STALE", release),
    );
  });

  test("in another handler call than that which composed it, although for the same event", () => {
    expect(outcomes(`keptDraft`, publish)).toEqual(all("EVENT_STALE", publish));
  });

  test("for an event that was received before", () => {
    const lab = new Lab(["t"]);
    const list = Object.values({ ...calls, ...release });
    lab.unit(
      "subject",
      `let e;
       on("x", (it) => { e = it; });
       on("y", () => say([${list.map((call) => `code(() => ${call})`).join()}]));`,
      { privileges: lab.grants("t", "t+auth") },
    );
    lab.event({ x: 1 });
    lab.event({ y: 1 });
    expect(lab.said("subject")).toEqual([JSON.stringify(list.map(() => "EVENT_STALE"))]);
  });

  test("but not for the event in hand, if another handler of the unit kept it", () => {
    expect(outcomes(`kept`, release)).toEqual(all("ok", release));
  });
});

describe("EVENT_KIND", () => {
  test.each([`{}`, `{ x: 1 }`, `{ ...received }`, `null`, `undefined`, `"x"`, `1`, `t`, `unit`])(
    "for %s",
    (value) => {
      const both = { ...publish, ...release };
      expect(outcomes(value, both)).toEqual(all("EVENT_KIND", both));
    },
  );
});

describe("PART_NAME", () => {
  test.each([
    ["addPart", `unit.addPart(e, {}, name, 1)`],
    ["delPart", `unit.delPart(e, {}, name)`],
    ["readPart", `unit.readPart(e, name)`],
    ["attachPrivilegeToPart", `unit.attachPrivilegeToPart(e, name, {}, t, "t+")`],
  ])("in %s", (_call, call) => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `const e = unit.createEvent();
       say(["", "__proto__", undefined, null, 1, {}, ["x"]].map((name) => code(() => ${call})));`,
      { privileges: lab.grants("t", "t+auth") },
    );
    expect(lab.said("subject")).toEqual([JSON.stringify(Array(7).fill("PART_NAME"))]);
  });
});

describe("a label that is none", () => {
  test.each([
    ["addPart", `unit.addPart(e, label, "x", 1)`],
    ["delPart", `unit.delPart(e, label, "x")`],
    ["attachPrivilegeToPart", `unit.attachPrivilegeToPart(e, "x", label, t, "t+")`],
    ["cloneEvent", `unit.cloneEvent(e, label)`],
  ])("in %s", (_call, call) => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `const e = draft({ x: 1 });
       const refused = (label) => code(() => ${call});
       say([undefined, null, "t", 1, t, e, { secrecy: "t" }, { integrity: null }].map(refused));
       say([{ secrecy: ["t"] }, { integrity: [{}] }, { secrecy: [t, 1] }, { secrecy: [,] }].map(refused));`,
      { privileges: lab.grants("t", "t+auth") },
    );
    expect(lab.said("subject")).toEqual([
      JSON.stringify(Array(8).fill("LABEL_SPEC")),
      JSON.stringify(Array(4).fill("TAG_KIND")),
    ]);
  });
});
