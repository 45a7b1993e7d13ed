/** changeInOutLabel and changeOutLabel: each change with the privilege that it needs, and without. */

import { describe, expect, test } from "vitest";
import type { Privilege } from "../../../src/label/index.ts";
import { limits } from "../../../src/limits.ts";
import { Lab } from "../../platform/lab.ts";

const all: readonly Privilege[] = ["t+", "t-", "t+auth", "t-auth"];

type Call = "changeInOutLabel" | "changeOutLabel";
type Component = "secrecy" | "integrity";
type Change = "add" | "remove";

interface Row {
  readonly call: Call;
  readonly component: Component;
  readonly change: Change;
  /** What the call needs; removing a tag only from the output secrecy, and so on, needs no more. */
  readonly needs: Privilege;
  /** The labels afterwards, as "secrecy|integrity"; t is there before iff it is removed. */
  readonly input: string;
  readonly output: string;
}

const rows: readonly Row[] = [
  {
    call: "changeInOutLabel",
    component: "secrecy",
    change: "add",
    needs: "t+",
    input: "t|",
    output: "t|",
  },
  {
    call: "changeInOutLabel",
    component: "secrecy",
    change: "remove",
    needs: "t-",
    input: "|",
    output: "|",
  },
  {
    call: "changeInOutLabel",
    component: "integrity",
    change: "add",
    needs: "t+",
    input: "|t",
    output: "|t",
  },
  {
    call: "changeInOutLabel",
    component: "integrity",
    change: "remove",
    needs: "t-",
    input: "|",
    output: "|",
  },
  {
    call: "changeOutLabel",
    component: "secrecy",
    change: "add",
    needs: "t+",
    input: "|",
    output: "t|",
  },
  {
    call: "changeOutLabel",
    component: "secrecy",
    change: "remove",
    needs: "t-",
    input: "t|",
    output: "|",
  },
  {
    call: "changeOutLabel",
    component: "integrity",
    change: "add",
    needs: "t+",
    input: "|",
    output: "|t",
  },
  {
    call: "changeOutLabel",
    component: "integrity",
    change: "remove",
    needs: "t-",
    input: "|t",
    output: "|",
  },
];

/** A unit that makes the change when it is told to, and what its labels are found to be. */
class Subject {
  readonly lab: Lab<"t"> = new Lab(["t"]);

  constructor({ call, component, change }: Row, privileges: readonly Privilege[]) {
    const before = { [component]: change === "remove" ? [this.lab.tags.t] : [] };
    this.lab.unit(
      "subject",
      `on("go", () => say(code(() => unit.${call}("${component}", "${change}", t))));
       on("probe", () => emit({ probed: 1 }, { integrity: [t] }));
       on("open", () => say("sees open"));
       on("secret", () => say("sees secret"));`,
      { input: before, privileges: this.lab.grants("t", ...privileges) },
    );
    this.lab.unit("reader", `on("probed", (e) => say(read(e, "probed")[0][1]))`, {
      input: this.lab.label(["t"]),
    });
  }

  go(): string | undefined {
    this.lab.event([this.lab.part("go", 1, this.lab.label([], ["t"]))]);
    return this.lab.said("subject").at(-1);
  }

  get output(): string | undefined {
    this.lab.event([this.lab.part("probe", 1, this.lab.label([], ["t"]))]);
    return this.lab.said("reader").at(-1);
  }

  get input(): string {
    const seen = (name: string, secrecy: readonly "t"[], integrity: readonly "t"[]): boolean => {
      const before = this.lab.said("subject").length;
      this.lab.event([this.lab.part(name, 1, this.lab.label(secrecy, integrity))]);
      return this.lab.said("subject").length > before;
    };
    const secrecy = seen("secret", ["t"], ["t"]) ? "t" : "";
    const integrity = seen("open", [], []) ? "" : "t";
    return `${secrecy}|${integrity}`;
  }
}

describe.each(rows)("$call: $change a tag, $component", (row) => {
  test(`is done with ${row.needs} alone`, () => {
    const subject = new Subject(row, [row.needs]);
    expect(subject.go()).toBe("ok");
    expect(subject.input).toBe(row.input);
  });

  test("has the effect that the table says", () => {
    const subject = new Subject(row, all);
    expect(subject.go()).toBe("ok");
    expect([subject.input, subject.output]).toEqual([row.input, row.output]);
  });

  test(`is refused as LABEL_PRIVILEGE with everything but ${row.needs}, and changes nothing`, () => {
    const subject = new Subject(
      row,
      all.filter((it) => it !== row.needs),
    );
    const before = [subject.input, subject.output];
    expect(subject.go()).toBe("LABEL_PRIVILEGE");
    expect([subject.input, subject.output]).toEqual(before);
  });

  test("is refused as LABEL_PRIVILEGE to who holds nothing", () => {
    expect(new Subject(row, []).go()).toBe("LABEL_PRIVILEGE");
  });
});

describe("what input and output label must have in common", () => {
  test("S: a tag of the input may be kept from the output only with t-, also once it was added", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `say(code(() => unit.changeInOutLabel("secrecy", "add", t)));
       say(code(() => unit.changeOutLabel("secrecy", "remove", t)));
       unit.dropPrivilege(t, "t-");
       on("secret", () => emit({ out: 1 }));`,
      { privileges: lab.grants("t", "t+", "t-") },
    );
    const open = lab.watch("out");
    const cleared = lab.watch("out", lab.label(["t"]));
    lab.event([lab.part("secret", 1, lab.label(["t"]))]);
    expect(lab.said("subject")).toEqual(["ok", "ok"]);
    expect(open, "giving up t- takes the declassification back").toEqual([]);
    expect(cleared).toEqual([1]);
  });

  test("I: vouching for more than the input ends with t+", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `say(code(() => unit.changeOutLabel("integrity", "add", t)));
       on("go", () => emit({ out: 1 }, { integrity: [t] }));
       on("drop", () => unit.dropPrivilege(t, "t+"));`,
      { privileges: lab.grants("t", "t+") },
    );
    lab.unit("strict", `unit.requireIntegrity(t); on("out", () => say("believed"))`);
    lab.event({ go: 1 });
    expect(lab.said("strict")).toEqual(["believed"]);
    lab.event({ drop: 1 });
    lab.event({ go: 1 });
    expect(lab.said("strict")).toEqual(["believed"]);
  });

  test("the operator's deployments obey the same rules", () => {
    const lab = new Lab(["t"]);
    const { t } = lab.tags;
    lab.program("idle", "");
    const deploy = (name: string, deployment: object): string => {
      try {
        lab.platform.deploy({ program: "idle", name, ...deployment });
        return "ok";
      } catch (error) {
        return (error as { readonly code: string }).code;
      }
    };
    const open = { input: { secrecy: [t] }, output: {} };
    const vouching = { output: { integrity: [t] } };
    expect(deploy("a", open)).toBe("LABEL_PRIVILEGE");
    expect(deploy("b", { ...open, privileges: lab.grants("t", "t+", "t-auth") })).toBe(
      "LABEL_PRIVILEGE",
    );
    expect(deploy("c", { ...open, privileges: lab.grants("t", "t-") })).toBe("ok");
    expect(deploy("d", vouching)).toBe("LABEL_PRIVILEGE");
    expect(deploy("e", { ...vouching, privileges: lab.grants("t", "t+") })).toBe("ok");
    expect(deploy("f", { output: { secrecy: [t] } })).toBe("ok");
    expect(deploy("g", { input: { integrity: [t] }, output: { integrity: [t] } })).toBe("ok");
  });
});

describe("malformed arguments are refused by what is wrong with them", () => {
  test.each([
    ["LABEL_SPEC", `"both", "add", t`],
    ["LABEL_SPEC", `"secrecy", "toggle", t`],
    ["LABEL_SPEC", `undefined, undefined, undefined`],
    ["TAG_KIND", `"secrecy", "add", "t"`],
    ["TAG_KIND", `"secrecy", "add", {}`],
    ["TAG_KIND", `"secrecy", "add", [t]`],
    ["TAG_KIND", `"secrecy", "add"`],
  ])("%s for (%s)", (expected, given) => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `say(code(() => unit.changeInOutLabel(${given})), code(() => unit.changeOutLabel(${given})))`,
      { privileges: lab.grants("t", "t+", "t-") },
    );
    expect(lab.said("subject")).toEqual([`${expected} ${expected}`]);
  });
});

test(`TAG_COUNT: each half of a label holds ${limits.labelTags} tags, and no change makes it more`, () => {
  const lab = new Lab([]);
  const full = Array.from({ length: limits.labelTags - 1 }, () => lab.platform.createTag("t"));
  lab.unit(
    "subject",
    `const tags = ["last", "too many"].map((name) => unit.createTag(name));
     for (const tag of tags) unit.acquirePrivilege(tag, "t+");
     const both = (change) => say(tags.map((tag) => code(() => change(tag))));
     both((tag) => unit.requireIntegrity(tag));
     both((tag) => unit.changeOutLabel("integrity", "add", tag));
     both((tag) => unit.changeOutLabel("secrecy", "add", tag));
     both((tag) => unit.changeInOutLabel("secrecy", "add", tag));`,
    { input: { secrecy: full, integrity: full } },
  );
  expect(lab.said("subject")).toEqual(Array(4).fill(`["ok","TAG_COUNT"]`));
});

describe("when a change takes effect", () => {
  test("raising: with the next generation of events", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `on("go", () => { unit.changeInOutLabel("secrecy", "add", t); emit({ again: 1 }); });
       on("secret", (e) => say("secret", e.secret));`,
      { privileges: lab.grants("t", "t+") },
    );
    lab.queue({ go: 1 });
    lab.queue([lab.part("secret", "same generation", lab.label(["t"]))]);
    lab.platform.settle();
    expect(lab.said("subject")).toEqual([]);
    lab.event([lab.part("secret", "later", lab.label(["t"]))]);
    expect(lab.said("subject")).toEqual(["secret later"]);
  });

  test("lowering: at once", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `on("go", () => unit.changeInOutLabel("secrecy", "remove", t));
       on("secret", (e) => say("secret", e.secret));`,
      { input: lab.label(["t"]), privileges: lab.grants("t", "t-") },
    );
    lab.event([lab.part("secret", "before", lab.label(["t"]))]);
    lab.queue({ go: 1 });
    lab.queue([lab.part("secret", "same generation", lab.label(["t"]))]);
    lab.platform.settle();
    expect(lab.said("subject")).toEqual(["secret before"]);
  });

  test("a view is settled at delivery: raising shows no more of the event in hand", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `on("go", (e) => {
         unit.changeInOutLabel("secrecy", "add", t);
         say(Object.keys(e), read(e, "secret"));
       });`,
      { privileges: lab.grants("t", "t+") },
    );
    lab.event([lab.part("go", 1), lab.part("secret", 42, lab.label(["t"]))]);
    expect(lab.said("subject")).toEqual([`["go"] []`]);
  });

  test("a view is settled at delivery: lowering hides nothing of the event in hand", () => {
    const lab = new Lab(["t"]);
    lab.unit(
      "subject",
      `on("go", (e) => {
         unit.changeInOutLabel("secrecy", "remove", t);
         say(Object.keys(e), read(e, "secret"));
       });`,
      { input: lab.label(["t"]), privileges: lab.grants("t", "t-") },
    );
    lab.event([lab.part("go", 1), lab.part("secret", 42, lab.label(["t"]))]);
    expect(lab.said("subject")).toEqual([`["go","secret"] [[42,"t|"]]`]);
  });

  test("nothing is ever raised without a call: reading contaminates no label", () => {
    const lab = new Lab(["t"]);
    lab.unit("subject", `on("secret", (e) => { read(e, "secret"); emit({ out: 1 }); });`, {
      input: lab.label(["t"]),
      output: {},
      privileges: lab.grants("t", "t-"),
    });
    const open = lab.watch("out");
    lab.event([lab.part("secret", 1, lab.label(["t"]))]);
    expect(open).toEqual([1]);
  });
});
