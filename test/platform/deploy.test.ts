/** deploy and stop: which units start, where they run, and what is refused. */

import { describe, expect, test } from "vitest";
import {
  createPlatform,
  type Deployment,
  limits,
  type PlatformOptions,
  programFromSource,
} from "../../src/index.ts";
import { Lab } from "./lab.ts";
import { refusal } from "./refusal.ts";

type LabTag = "s" | "t" | "i";

const idle = programFromSource(
  "p",
  `import { defineProgram } from "cordon/unit"; export default defineProgram(() => {});`,
);

function labWithProgram(options: PlatformOptions = {}): Lab<LabTag> {
  const lab = new Lab<LabTag>(["s", "t", "i"], options);
  lab.platform.addProgram(idle);
  return lab;
}

/** What the operator may write, whether it is right or wrong. */
type Fields = Readonly<Record<string, unknown>>;

function deployment(fields: Fields): Deployment {
  return { program: "p", name: "alpha", ...fields } as Deployment;
}

describe("DEPLOY names the unit, the field and what it takes", () => {
  // One for all: what is refused leaves nothing behind.
  const untouched = labWithProgram();

  test.each<readonly [string, Fields, string, RegExp]>([
    ["a program that was not added", { program: "q" }, "program", /no program q was added/],
    ["a program that is no name", { program: 5 }, "program", /expected string, received number/],
    ["no program", { program: undefined }, "program", /expected string, received undefined/],
    ["an empty name", { name: "" }, "name", /1 to 64 letters/],
    ["a name with a slash, as children have", { name: "a/b" }, "name", /1 to 64 letters/],
    ["a name that is too long", { name: "a".repeat(65) }, "name", /1 to 64 letters/],
    ["a name that is no text", { name: 5 }, "name", /expected string, received number/],
    ["an empty owner", { owner: "" }, "owner", /1 to 64 letters/],
    ["an input that is no label", { input: 5 }, "input", /expected object, received number/],
    ["an unknown part of a label", { input: { secret: [] } }, "input", /key: "secret"/],
    ["tags that are no list", { input: { secrecy: "s" } }, "input.secrecy", /expected array/],
    ["a text for a tag", { input: { secrecy: ["s"] } }, "input.secrecy.0", /createTag/],
    ["an object for a tag", { output: { integrity: [{}] } }, "output.integrity.0", /createTag/],
    ["privileges that are no list", { privileges: {} }, "privileges", /expected array/],
    [
      "a privilege over what is no tag",
      { privileges: [{ tag: "s", privilege: "t+" }] },
      "privileges.0.tag",
      /make it with createTag/,
    ],
    ["an unknown placement", { placement: "here" }, "placement", /"shared", "owner", "unit" or/],
    ["a group that is no name", { placement: { group: 5 } }, "placement", /\{ group: name \}/],
    [
      "a group with a wrong name",
      { placement: { group: "a b" } },
      "placement.group",
      /1 to 64 letters/,
    ],
    ["too little memory", { cell: { memoryMiB: 7 } }, "cell.memoryMiB", />=8/],
    ["too much time", { cell: { crossingMs: 600_001 } }, "cell.crossingMs", /<=600000/],
    ["an unknown bound", { cell: { cores: 2 } }, "cell", /key: "cores"/],
    [
      "an unknown policy for time",
      { onTimeout: "continue" },
      "onTimeout",
      /"quarantine"\|"restart"/,
    ],
    ["an unknown policy", { onFault: "stop" }, "onFault", /"restart"\|"quarantine"\|"continue"/],
    ["a negative quota", { eventsPerDelivery: -1 }, "eventsPerDelivery", />=0/],
    ["a quota that is too large", { eventsPerDelivery: 16_001 }, "eventsPerDelivery", /<=16000/],
    ["half an event", { eventsPerDelivery: 0.5 }, "eventsPerDelivery", /expected int/],
    ["an unknown field", { onfault: "restart" }, `"onfault"`, /Unrecognized key/],
  ])("%s", (_what, fields, field, right) => {
    const wrong = deployment(fields);
    const refused = refusal(() => untouched.platform.deploy(wrong));
    expect(refused.code).toBe("DEPLOY");
    const name = typeof wrong.name === "string" ? wrong.name : "a unit";
    expect(refused.message).toContain(`the deployment of ${name} is wrong`);
    expect(refused.message).toContain(field);
    expect(refused.message).toMatch(right);
    expect(refused.remedy).toBe("correct the field; the README lists them");
    expect(untouched.platform.statistics().units).toEqual([]);
  });

  test.each<readonly [string, Fields, RegExp]>([
    ["an unknown privilege", { privilege: "t*" }, /privilege: use "t\+", "t-", "t\+auth" or/],
    ["an expiry that is no time", { privilege: "t+", until: "noon" }, /until: .*received string/],
    ["an expiry that is no number", { privilege: "t+", until: NaN }, /until: .*received NaN/],
    ["an unknown field", { privilege: "t+", from: 1 }, /Unrecognized key: "from"/],
  ])("a grant with %s", (_what, grant, right) => {
    const privileges = [{ tag: untouched.tags.s, ...grant }];
    const refused = refusal(() => untouched.platform.deploy(deployment({ privileges })));
    expect(refused.code).toBe("DEPLOY");
    expect(refused.message).toContain("the deployment of alpha is wrong: privileges.0");
    expect(refused.message).toMatch(right);
  });

  test.each([null, undefined, 5, "alpha", []])("%j for a deployment", (input) => {
    const refused = refusal(() => untouched.platform.deploy(input as unknown as Deployment));
    expect(refused.code).toBe("DEPLOY");
    expect(refused.message).toMatch(/the deployment of a unit is wrong: .*expected object/);
  });

  test("a child that was not added, by the name of the program that names it", () => {
    const lab = labWithProgram();
    lab.program("parent", "", { children: ["child"] });
    const refused = refusal(() => lab.platform.deploy(deployment({ program: "parent" })));
    expect(refused.code).toBe("DEPLOY");
    expect(refused.message).toContain("alpha");
    expect(refused.message).toContain("parent names the child child, which was not added");
    lab.program("child", "");
    lab.deploy("parent", "alpha");
    expect(lab.platform.statistics().units.map(({ name }) => name)).toEqual(["alpha"]);
  });

  test("a child of a child that was not added, with the unit that was to be deployed", () => {
    const lab = labWithProgram();
    lab.program("parent", "", { children: ["child"] });
    lab.program("child", "", { children: ["grandchild"] });
    const refused = refusal(() => lab.platform.deploy(deployment({ program: "parent" })));
    expect(refused.code).toBe("DEPLOY");
    expect(refused.message).toContain("the deployment of alpha is wrong");
    expect(refused.message).toContain("grandchild");
  });

  test("a refused deployment leaves no cell behind", () => {
    const lab = labWithProgram();
    lab.program("parent", "", { children: ["child"] });
    lab.program("child", "", { children: ["grandchild"] });
    refusal(() => lab.platform.deploy(deployment({ program: "parent" })));
    expect(lab.platform.statistics().cells).toEqual([]);
  });

  test("a deployment that is refused for a program lacks nothing once that is there", () => {
    const lab = labWithProgram();
    lab.program("parent", `unit.instantiateUnit("child", {}, []);`, { children: ["child"] });
    const manager = `unit.subscribeManaged({ part: "x", present: true }, "grandchild");`;
    lab.program("child", manager, { children: ["grandchild"] });
    refusal(() => lab.platform.deploy(deployment({ program: "parent" })));
    lab.program("grandchild", `on("x", (e) => say(e.x));`);
    lab.deploy("parent", "alpha");
    lab.event({ x: 1 });
    expect(lab.records("fault")).toEqual([]);
    expect(lab.records("log")).toMatchObject([{ text: "1" }]);
  });

  test("a program may name itself as a child", () => {
    const lab = labWithProgram();
    lab.program("self", `say("here");`, { children: ["self"] });
    lab.deploy("self", "alpha");
    expect(lab.said("alpha")).toEqual(["here"]);
  });
});

describe("names are unique", () => {
  test("while the unit runs", () => {
    const lab = labWithProgram();
    const duplicate = (): void => {
      const refused = refusal(() => lab.platform.deploy(deployment({})));
      expect(refused.code).toBe("DEPLOY");
      expect(refused.message).toContain("the deployment of alpha is wrong: there is a unit of");
    };
    lab.deploy("p", "alpha");
    duplicate();
    lab.platform.settle();
    duplicate();
    expect(lab.platform.statistics().units).toHaveLength(1);
  });

  test("a name may be used again once its unit was stopped, before and after events were run", () => {
    const lab = labWithProgram();
    lab.deploy("p", "alpha");
    lab.platform.stop("alpha");
    lab.deploy("p", "alpha");
    lab.platform.settle();
    lab.platform.stop("alpha");
    lab.platform.settle();
    // Whoever stops it again has what they want.
    lab.platform.stop("alpha");
    expect(refusal(() => lab.platform.stop("beta")).message).toContain("there is no unit of");
    lab.deploy("p", "alpha");
    lab.platform.settle();
    expect(lab.platform.statistics().units).toMatchObject([{ name: "alpha", status: "running" }]);
  });

  test("also that of a unit in quarantine, which stays on record until it is stopped", () => {
    const lab = labWithProgram();
    lab.program("thrower", `on("x", () => { throw new Error("no"); });`);
    lab.deploy("thrower", "alpha", { onFault: "quarantine" });
    lab.event({ x: 1 });
    lab.event({ x: 1 });
    expect(refusal(() => lab.deploy("p", "alpha")).message).toContain("there is a unit of");
    expect(lab.platform.statistics().units).toMatchObject([{ status: "quarantined" }]);
    lab.platform.stop("alpha");
    lab.deploy("p", "alpha");
    lab.platform.settle();
    expect(lab.platform.statistics().units).toMatchObject([{ status: "running" }]);
  });

  test("a unit of a name that was used before makes other tags and draws other numbers", () => {
    const lab = labWithProgram();
    lab.program("drawing", `on("x", () => say(String(unit.random())));`);
    for (const _ of [1, 2]) {
      lab.deploy("drawing", "alpha");
      lab.event({ x: 1 });
      lab.platform.stop("alpha");
    }
    const [first, second, ...rest] = lab.said("alpha");
    expect(rest).toEqual([]);
    expect(first).not.toBe(second);
  });

  test("of what was deployed: a refused deployment uses no name up", () => {
    const lab = labWithProgram();
    refusal(() => lab.platform.deploy(deployment({ output: lab.label([], ["i"]) })));
    refusal(() => lab.platform.deploy(deployment({ config: () => {} })));
    refusal(() => lab.platform.deploy(deployment({ program: "q" })));
    lab.deploy("p", "alpha");
    expect(lab.platform.statistics().units).toHaveLength(1);
  });

  test("a configuration that is no data is refused by what it is", () => {
    const lab = labWithProgram();
    const refused = refusal(() => lab.platform.deploy(deployment({ config: { at: new Date(0) } })));
    expect(refused.code).toBe("VALUE_PROTOTYPE");
    expect(refused.message).toContain("config.at");
    expect(refused.remedy).toBe("pass a plain object or an array");
  });
});

describe("labels have to be justified", () => {
  test("t- to leave a secrecy tag of the input out of the output", () => {
    const lab = labWithProgram();
    const declassifier = { input: lab.label(["s", "t"]), output: lab.label(["t"]) };
    for (const privileges of [
      [],
      lab.grants("s", "t+", "t+auth", "t-auth"),
      lab.grants("t", "t-"),
    ]) {
      const refused = refusal(() =>
        lab.platform.deploy(deployment({ ...declassifier, privileges })),
      );
      expect(refused.code).toBe("LABEL_PRIVILEGE");
      expect(refused.message).toContain("leaving a tag out of the output secrecy needs");
      expect(refused.message).toContain("the privilege t- over the tag");
      expect(refused.remedy).toBe("acquire or be given t- first");
    }
    lab.deploy("p", "alpha", { ...declassifier, privileges: lab.grants("s", "t-") });
    expect(lab.platform.statistics().units).toHaveLength(1);
  });

  test("t+ to add an integrity tag to the output that the input has not", () => {
    const lab = labWithProgram();
    const endorser = { output: lab.label([], ["i"]) };
    for (const privileges of [
      [],
      lab.grants("i", "t-", "t+auth", "t-auth"),
      lab.grants("s", "t+"),
    ]) {
      const refused = refusal(() => lab.platform.deploy(deployment({ ...endorser, privileges })));
      expect(refused.code).toBe("LABEL_PRIVILEGE");
      expect(refused.message).toContain("vouching for more than the input integrity needs");
      expect(refused.message).toContain("the privilege t+ over the tag");
      expect(refused.remedy).toBe("acquire or be given t+ first");
    }
    lab.deploy("p", "alpha", { ...endorser, privileges: lab.grants("i", "t+") });
    expect(lab.platform.statistics().units).toHaveLength(1);
  });

  test.each<readonly [string, readonly LabTag[], readonly LabTag[], readonly LabTag[]]>([
    ["more secrecy in the output than in the input", [], ["s"], []],
    ["the same secrecy", ["s"], ["s"], []],
    ["less integrity in the output than in the input", [], [], ["i"]],
  ])("none for %s", (_what, inputSecrecy, outputSecrecy, inputIntegrity) => {
    const lab = labWithProgram();
    lab.unit("alpha", `on("go", () => emit({ out: 1 }));`, {
      input: lab.label(inputSecrecy, inputIntegrity),
      output: lab.label(outputSecrecy),
    });
    const labels: unknown[] = [];
    lab.platform.subscribe(
      { part: "out", present: true },
      (_, { parts }) => labels.push(...parts),
      {
        clearance: "everything",
      },
    );
    lab.event([lab.part("go", 1, lab.label([], inputIntegrity))]);
    const { secrecy } = lab.label(outputSecrecy);
    expect(labels).toEqual([{ name: "out", data: 1, label: { secrecy, integrity: [] } }]);
  });

  test("the output is as the input if it is left out", () => {
    const lab = labWithProgram();
    lab.unit("alpha", `on("go", () => emit({ out: 1 }));`, { input: lab.label(["s"]) });
    const open = lab.watch("out");
    const cleared = lab.watch("out", lab.label(["s"]));
    lab.event({ go: 1 });
    expect(open).toEqual([]);
    expect(cleared).toEqual([1]);
  });

  test(`TAG_COUNT: a label takes ${limits.labelTags} tags and not one more`, () => {
    const lab = labWithProgram();
    const tags = Array.from({ length: limits.labelTags + 1 }, () => lab.tags.s);
    const refused = refusal(() => lab.platform.deploy(deployment({ input: { secrecy: tags } })));
    expect(refused.code).toBe("TAG_COUNT");
    expect(refused.message).toContain(`the label holds more than ${limits.labelTags} tags`);
    expect(refused.remedy).toContain("use fewer tags");
    lab.deploy("p", "alpha", { input: { secrecy: tags.slice(1) } });
    expect(lab.platform.statistics().units).toHaveLength(1);
  });
});

describe("placement", () => {
  test("units are in the cells that they should be in", () => {
    const lab = labWithProgram();
    lab.deploy("p", "shared-1");
    lab.deploy("p", "shared-2", { owner: "acme" });
    lab.deploy("p", "owner-1", { placement: "owner", owner: "acme" });
    lab.deploy("p", "owner-2", { placement: "owner", owner: "acme" });
    lab.deploy("p", "owner-3", { placement: "owner", owner: "other" });
    lab.deploy("p", "unit-1", { placement: "unit", owner: "acme" });
    lab.deploy("p", "unit-2", { placement: "unit", owner: "acme" });
    lab.deploy("p", "group-1", { placement: { group: "acme" } });
    lab.deploy("p", "group-2", { placement: { group: "acme" }, owner: "acme" });
    const { cells, units } = lab.platform.statistics();
    const idOf = (name: string): number | undefined => units.find((it) => it.name === name)?.id;
    expect(Object.fromEntries(units.map(({ name, cell }) => [name, cell]))).toEqual({
      "shared-1": "shared",
      "shared-2": "shared",
      "owner-1": "owner acme",
      "owner-2": "owner acme",
      "owner-3": "owner other",
      "unit-1": `unit ${idOf("unit-1")}`,
      "unit-2": `unit ${idOf("unit-2")}`,
      "group-1": "group acme",
      "group-2": "group acme",
    });
    expect(cells.map(({ key, units }) => `${key}: ${units}`)).toEqual([
      "shared: 2",
      "owner acme: 2",
      "owner other: 1",
      `unit ${idOf("unit-1")}: 1`,
      `unit ${idOf("unit-2")}: 1`,
      "group acme: 2",
    ]);
  });

  test.each<readonly [string, Deployment["placement"] & {}, readonly string[]]>([
    ["shared", "shared", ["shared: 2"]],
    ["owner", "owner", ["owner acme: 2"]],
    ["unit", "unit", ["unit 1: 1", "unit 2: 1"]],
    ["a group", { group: "g" }, ["group g: 2"]],
  ])("%s: where a child goes", (_what, placement, expected) => {
    const lab = labWithProgram();
    lab.unit("alpha", `unit.instantiateUnit("p", {}, []);`, {
      children: ["p"],
      owner: "acme",
      placement,
    });
    const { cells, units } = lab.platform.statistics();
    expect(cells.map(({ key, units }) => `${key}: ${units}`)).toEqual(expected);
    expect(units.map(({ owner }) => owner)).toEqual(["acme", "acme"]);
  });
});

describe("deploy starts the unit when events are next run", () => {
  test("not before, and with its configuration", () => {
    const lab = labWithProgram();
    lab.program("speaker", `say("config", unit.config);`);
    const id = lab.platform.deploy({ program: "speaker", name: "alpha", config: { a: [1n, "b"] } });
    lab.platform.deploy({ program: "p", name: "beta" });
    expect(lab.platform.statistics().units).toMatchObject([
      { id, name: "alpha", program: "speaker", status: "running" },
      { name: "beta" },
    ]);
    expect(lab.platform.auditLog).toEqual([]);
    lab.program("plain", `say(unit.config === null);`);
    lab.platform.deploy({ program: "plain", name: "gamma" });
    lab.platform.settle();
    expect(lab.records("log").map(({ unit }) => unit.name)).toEqual(["alpha", "gamma"]);
    expect(lab.said("gamma")).toEqual(["true"]);
  });

  test("before the events that were published with it, whichever came first", () => {
    const lab = labWithProgram();
    lab.program("hearer", `on("x", (e) => say(e.x));`);
    lab.queue({ x: 1 });
    lab.platform.deploy({ program: "hearer", name: "alpha" });
    lab.queue({ x: 2 });
    lab.platform.settle();
    expect(lab.said("alpha")).toEqual(["1", "2"]);
  });
});

test("those that are too many to start at once start in the next generations, whatever else goes on", () => {
  const lab = new Lab([]);
  // Hands one event on for some generations: its cell could go on with it by itself.
  const relay = `on("hop", ({ hop }) => { if (hop < 20) emit({ hop: hop + 1 }); }); emit({ hop: 0 });`;
  lab.program("relay", relay);
  lab.program("late", `on("hop", ({ hop }) => say(hop));`);
  lab.platform.deploy({ program: "relay", name: "relay" });
  for (let i = 0; i <= limits.startBatch; i++) {
    lab.platform.deploy({ program: "late", name: `late-${i}` });
  }
  lab.platform.settle();
  const first = Array.from({ length: 20 }, (_, hop) => String(hop + 1));
  expect(lab.said("late-0")).toEqual(["0", ...first]);
  // The last two wait for the second generation, in which hop 0 is dispatched.
  expect(lab.said(`late-${limits.startBatch}`)).toEqual(first);
});

describe("stop", () => {
  const parent = `on("x", (e) => say(e.x)); unit.instantiateUnit("child", {}, []);`;

  function family(placement: NonNullable<Deployment["placement"]>): Lab<LabTag> {
    const lab = labWithProgram({ placement });
    lab.program("grandchild", `on("x", (e) => say(e.x));`);
    lab.program("child", `on("x", (e) => say(e.x)); unit.instantiateUnit("grandchild", {}, []);`, {
      children: ["grandchild"],
    });
    lab.unit("alpha", parent, { children: ["child"] });
    lab.unit("beta", `on("x", (e) => say(e.x));`);
    lab.event({ x: 1 });
    return lab;
  }

  test.each(["shared", "unit"] as const)("ends a unit and all that descend from it: %s", (it) => {
    const lab = family(it);
    expect(lab.records("log")).toHaveLength(4);
    lab.platform.stop("alpha");
    lab.event({ x: 2 });
    expect(lab.records("log").slice(4)).toMatchObject([{ unit: { name: "beta" }, text: "2" }]);
    const { units } = lab.platform.statistics();
    expect(units).toMatchObject([{ name: "beta", status: "running" }]);
  });

  test("ends a child by its name, and leaves its parent", () => {
    const lab = family("shared");
    const child = lab.platform.statistics().units.find(({ program }) => program === "child");
    lab.platform.stop(child?.name ?? "");
    lab.event({ x: 2 });
    const heard = lab.records("log").filter(({ text }) => text === "2");
    expect(heard.map(({ unit }) => unit.name)).toEqual(["alpha", "beta"]);
  });

  test("before its start, a unit never starts", () => {
    const lab = labWithProgram();
    lab.program("speaker", `say("started");`);
    lab.platform.deploy({ program: "speaker", name: "alpha" });
    lab.platform.stop("alpha");
    lab.platform.settle();
    expect(lab.said("alpha")).toEqual([]);
  });

  test("twice is as once", () => {
    const lab = family("shared");
    lab.platform.stop("beta");
    lab.platform.stop("beta");
    lab.event({ x: 2 });
    expect(lab.said("beta")).toEqual(["1"]);
  });

  test("DEPLOY for a name that nobody has, which it names", () => {
    const lab = family("shared");
    const refused = refusal(() => lab.platform.stop("alpah"));
    expect(refused.code).toBe("DEPLOY");
    expect(refused.message).toContain("alpah");
    expect(refused.message).toContain("there is no unit of this name");
  });
});

test.each([
  ["nothing", null, /expected object/],
  ["a promise", Promise.resolve(), /name/],
  ["no name", { body: "", isShared: false, children: [] }, /name/],
  ["a name with spaces", { name: "a b", body: "", isShared: false, children: [] }, /letters/],
  ["no body", { name: "a", isShared: false, children: [] }, /body/],
  ["more", { name: "a", body: "", isShared: false, children: [], more: 1 }, /more/],
])("PROGRAM_KIND: what addProgram is given is no program: %s", (_what, program, message) => {
  const platform = createPlatform();
  const refused = refusal(() => platform.addProgram(program as never));
  expect(refused.code).toBe("PROGRAM_KIND");
  expect(refused.message).toMatch(message);
  expect(refused.remedy).toContain("programFromSource");
  platform.close();
});
