/** publish and subscribe at the edge: what the host may send and what it is shown. */

import { describe, expect, test } from "vitest";
import {
  type CordonError,
  type EdgeHandler,
  type EdgeOptions,
  type EdgePart,
  type EdgeReadPart,
  type EventView,
  type Filter,
  limits,
} from "../../src/index.ts";
import { Lab } from "./lab.ts";
import { refusal } from "./refusal.ts";

const present = (part: string): Filter => ({ part, present: true });

describe("publish", () => {
  test("hands each part to whom its label lets see it", () => {
    const lab = new Lab(["s", "i"]);
    const body = `on("x", (e) => say(read(e, "x"), unit.now()));`;
    lab.unit("open", body);
    lab.unit("cleared", body, { input: lab.label(["s"]) });
    lab.unit("guarded", body, { input: lab.label([], ["i"]) });
    const x = [
      lab.part("x", "public"),
      lab.part("x", "secret", lab.label(["s"])),
      lab.part("x", "vouched", lab.label([], ["i"])),
    ];
    lab.event(x, 7);
    expect(lab.said("open")).toEqual([`[["public","|"],["vouched","|i"]] 7`]);
    expect(lab.said("cleared")).toEqual([`[["public","|"],["secret","s|"],["vouched","|i"]] 7`]);
    expect(lab.said("guarded")).toEqual([`[["vouched","|i"]] 7`]);
  });

  test("hands the privileges of a part to who reads it, until they end, and to nobody else", () => {
    const lab = new Lab(["s"]);
    const ask = `say(unit.hasPrivilege(s, "t+"), unit.hasPrivilege(s, "t-"))`;
    lab.unit("reader", `on("x", (e) => { read(e, "x"); ${ask}; }); on("later", () => ${ask});`);
    lab.unit("other", `on("x", () => ${ask});`);
    const privileges = [
      { tag: lab.tags.s, privilege: "t+" },
      { tag: lab.tags.s, privilege: "t-", until: 20 },
    ] as const;
    lab.event([{ name: "x", data: 1, privileges }], 10);
    lab.event({ later: 1 }, 20);
    lab.event({ later: 1 }, 21);
    expect(lab.said("reader")).toEqual(["true true", "true true", "true false"]);
    expect(lab.said("other")).toEqual(["false false"]);
  });

  test("copies its data: what the host changes afterwards changes nothing", () => {
    const lab = new Lab([]);
    const seen = lab.watch("x");
    const data = { list: [1] };
    lab.queue({ x: data });
    data.list.push(2);
    lab.platform.settle();
    expect(seen).toEqual([{ list: [1] }]);
    expect(Object.isFrozen(seen[0])).toBe(true);
  });

  test("runs nothing before settle, then everything, in order", () => {
    const lab = new Lab([]);
    const seen = lab.watch("x");
    lab.queue({ x: 1 });
    lab.queue({ x: 2 });
    expect(lab.platform.statistics().ingressDepth).toBe(2);
    expect(seen).toEqual([]);
    lab.platform.settle();
    expect(seen).toEqual([1, 2]);
    expect(lab.platform.statistics().ingressDepth).toBe(0);
    lab.platform.settle();
    expect(seen).toEqual([1, 2]);
  });

  test("drops an event without parts, which is at no time", () => {
    const lab = new Lab([]);
    const seen = lab.watch("x");
    lab.platform.publish([], 100);
    expect(lab.platform.statistics().ingressDepth).toBe(0);
    lab.platform.publish([lab.part("x", 1)], 50);
    lab.platform.settle();
    expect(seen).toEqual([1]);
  });
});

test("what a handler does to the labels it is given changes none", () => {
  const lab = new Lab(["s", "i"]);
  const { s, i } = lab.tags;
  const label = { secrecy: [s], integrity: [i] };
  const seen: (readonly unknown[])[] = [];
  for (const _ of [1, 2]) {
    lab.platform.subscribe(
      { part: "x", present: true },
      (_event, { parts }) => {
        const [part] = parts;
        if (part === undefined) return;
        const { secrecy, integrity } = part.label as { secrecy: unknown[]; integrity: unknown[] };
        seen.push([...secrecy, ...integrity]);
        secrecy.pop();
        integrity.push("forged");
      },
      { clearance: label },
    );
  }
  lab.platform.settle();
  lab.platform.publish([{ name: "x", data: 1, label }], 1);
  lab.platform.settle();
  expect(seen).toEqual([
    [s, i],
    [s, i],
  ]);
});

describe("publish is refused", () => {
  test("TIME_BACKWARDS: before the last event, whether that has run or not; not at its time", () => {
    const lab = new Lab([]);
    const seen = lab.watch("x");
    const backwards = (time: number, last: number): void => {
      const refused = refusal(() => lab.platform.publish([lab.part("x", "late")], time));
      expect(refused.code).toBe("TIME_BACKWARDS");
      expect(refused.message).toContain(`event time ${time} is before ${last}`);
      expect(refused.remedy).toBe("publish events in the order of their times");
    };
    backwards(-1, 0);
    lab.queue({ x: 1 }, 0);
    lab.queue({ x: 2 }, 10.5);
    backwards(10, 10.5);
    lab.platform.settle();
    backwards(10, 10.5);
    lab.event({ x: 3 }, 10.5);
    expect(seen).toEqual([1, 2, 3]);
  });

  test.each([NaN, Infinity, "5", null])("at a time that is none: %s", (time) => {
    const lab = new Lab([]);
    lab.unit("unit-1", `on("x", (e) => say(e.x));`);
    const refused = refusal(() => lab.platform.publish([lab.part("x", 1)], time as number));
    expect(refused.message).toContain(String(time));
    lab.event({ x: 2 }, 1);
    expect(lab.said("unit-1"), "it harms nobody").toEqual(["2"]);
  });

  test(`INGRESS_FULL: ${limits.queuedIngress} events may wait, and none more until they have run`, () => {
    const lab = new Lab([]);
    const parts = [lab.part("x", 1)];
    for (let i = 0; i < limits.queuedIngress; i++) lab.platform.publish(parts, 1);
    const refused = refusal(() => lab.platform.publish(parts, 1));
    expect(refused.code).toBe("INGRESS_FULL");
    expect(refused.message).toContain(`${limits.queuedIngress} published events are waiting`);
    expect(refused.remedy).toContain("call settle() more often");
    expect(lab.platform.statistics().ingressDepth).toBe(limits.queuedIngress);
    lab.platform.settle();
    const seen = lab.watch("x");
    lab.event(parts, 1);
    expect(seen).toEqual([1]);
  });

  test(`PART_COUNT: an event holds ${limits.eventParts} parts, and not one more`, () => {
    const lab = new Lab([]);
    const seen = lab.watch("x");
    const parts = Array.from({ length: limits.eventParts + 1 }, (_, i) => lab.part("x", i));
    const refused = refusal(() => lab.platform.publish(parts, 1));
    expect(refused.code).toBe("PART_COUNT");
    expect(refused.message).toContain(`at most ${limits.eventParts} parts`);
    expect(refused.remedy).toContain("group data with the same label into one part");
    lab.event(parts.slice(1));
    expect(seen).toEqual([1]);
  });

  test.each<readonly [string, unknown, RegExp]>([
    ["PART_NAME", { name: "", data: 1 }, /"" is not a part name/],
    ["PART_NAME", { name: "n".repeat(limits.partName + 1), data: 1 }, /nnn.* is not a part name/],
    ["PART_NAME", { name: "__proto__", data: 1 }, /"__proto__" is not a part name/],
    ["PART_NAME", { name: 5, data: 1 }, /5 is not a part name/],
    ["PART_NAME", { data: 1 }, /undefined is not a part name/],
    ["EDGE_PART", null, /null is no part/],
    ["EDGE_PART", "x", /"x" is no part/],
    ["EDGE_PART", { name: "x", data: 1, lable: { secrecy: [] } }, /no field lable/],
    ["EDGE_PART", undefined, /undefined is no part/],
    ["EDGE_PART", { name: "x", data: 1, privileges: "t+" }, /privileges is not a list/],
    ["EDGE_PART", { name: "x", data: 1, privileges: {} }, /privileges is not a list/],
    [
      "PRIVILEGE_KIND",
      { name: "x", data: 1, privileges: [{ tag: 1, privilege: "t+", untill: 10 }] },
      /field untill/,
    ],
    ["VALUE_KIND", { name: "x" }, /x is undefined/],
    ["VALUE_KIND", { name: "x", data: { f: () => 1 } }, /x\.f is a function/],
    ["VALUE_PROTOTYPE", { name: "x", data: new Map() }, /x is an object of a class/],
    ["VALUE_SIZE", { name: "x", data: "x".repeat(limits.valueBytes + 1) }, /x makes .* larger/],
  ])("%s, by what is wrong: %j", (code, part, message) => {
    const lab = new Lab([]);
    const seen = lab.watch("good");
    const parts = [lab.part("good", 1), part as EdgePart];
    const refused = refusal(() => lab.platform.publish(parts, 5));
    expect(refused.code).toBe(code);
    expect(refused.message).toMatch(message);
    expect(refused.remedy).not.toBe("");
    lab.event({ good: 2 }, 1);
    expect(seen, "nothing of a refused event is published, nor is it at a time").toEqual([2]);
  });

  test("EDGE_PART for a list with a hole", () => {
    const lab = new Lab([]);
    const parts: EdgePart[] = [];
    parts[1] = lab.part("good", 1);
    expect(refusal(() => lab.platform.publish(parts, 1)).code).toBe("EDGE_PART");
  });

  test.each([null, undefined, { name: "x", data: 1 }, "x"])(
    "EDGE_PART for no list: %j",
    (parts) => {
      const lab = new Lab([]);
      expect(refusal(() => lab.platform.publish(parts as never, 1)).code).toBe("EDGE_PART");
    },
  );

  test.each([null, "everything", { clearence: "everything" }])(
    "EDGE_OPTION for subscribe: %j",
    (options) => {
      const lab = new Lab([]);
      const subscribe = (): unknown =>
        lab.platform.subscribe({ part: "x", present: true }, () => {}, options as never);
      expect(refusal(subscribe).code).toBe("EDGE_OPTION");
    },
  );

  test("TAG_COUNT: too many tags in a label, too many privileges of a part", () => {
    const lab = new Lab(["s"]);
    const tags = Array.from({ length: limits.labelTags + 1 }, () => lab.tags.s);
    const grants = Array.from({ length: limits.partPrivileges + 1 }, () => lab.grants("s", "t+"));
    const refuse = (part: EdgePart, message: string): void => {
      const refused = refusal(() => lab.platform.publish([part], 1));
      expect(refused.code).toBe("TAG_COUNT");
      expect(refused.message).toContain(message);
      expect(refused.remedy).toContain("use fewer tags");
    };
    const privileges = grants.flat();
    const x = { name: "x", data: 1 };
    refuse({ ...x, label: { secrecy: tags } }, `the label holds more than ${limits.labelTags}`);
    refuse({ ...x, label: { integrity: tags } }, `the label holds more than ${limits.labelTags}`);
    refuse({ ...x, privileges }, `the part holds more than ${limits.partPrivileges}`);
    const seen = lab.watch("x", "everything");
    const label = { secrecy: tags.slice(1), integrity: tags.slice(1) };
    lab.event([{ ...x, label, privileges: privileges.slice(1) }]);
    expect(seen).toEqual([1]);
  });

  test.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ["TAG_KIND", { label: { secrecy: ["s"] } }],
    ["TAG_KIND", { label: { integrity: [{}] } }],
    ["TAG_KIND", { privileges: [{ tag: "s", privilege: "t+" }] }],
    ["LABEL_SPEC", { label: 5 }],
    ["LABEL_SPEC", { label: { secrecy: 5 } }],
    ["LABEL_SPEC", { label: { secrcy: [] } }],
  ])("%s for labels and privileges that are none: %j", (code, fields) => {
    const lab = new Lab(["s"]);
    const refused = refusal(() => lab.platform.publish([{ name: "x", data: 1, ...fields }], 1));
    expect(refused.code).toBe(code);
  });

  test.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ["PRIVILEGE_KIND", { privilege: "t*" }],
    ["LEASE", { privilege: "t+", until: "noon" }],
    ["LEASE", { privilege: "t+", until: NaN }],
  ])("%s for a grant that is none, which harms nobody: %o", (code, grant) => {
    const lab = new Lab(["s"]);
    lab.unit("unit-1", `on("x", (e) => say(e.x));`);
    const privileges = [{ tag: lab.tags.s, ...grant }] as unknown as NonNullable<
      EdgePart["privileges"]
    >;
    const parts = [{ name: "x", data: 1, privileges }];
    const refused = refusal(() => {
      lab.platform.publish(parts, 1);
      lab.platform.settle();
    });
    expect(refused.code).toBe(code);
    lab.event({ x: 2 }, 2);
    expect(lab.said("unit-1")).toEqual(["2"]);
  });
});

describe("subscribe", () => {
  test("shows what the clearance lets see: the public, a label, or everything", () => {
    const lab = new Lab(["s", "t", "i"]);
    const views: Record<string, EventView[]> = {};
    const watch = (name: string, options?: EdgeOptions): void => {
      const seen: EventView[] = (views[name] = []);
      lab.platform.subscribe(present("x"), (event) => seen.push(event), options);
    };
    watch("public");
    watch("left out", {});
    watch("s", { clearance: lab.label(["s"]) });
    watch("s and t", { clearance: lab.label(["s", "t"]) });
    watch("vouched", { clearance: lab.label([], ["i"]) });
    watch("everything", { clearance: "everything" });
    lab.event([
      lab.part("x", "secret", lab.label(["s"])),
      lab.part("x", "public"),
      lab.part("y", "both", lab.label(["s", "t"])),
    ]);
    lab.event([lab.part("x", "vouched", lab.label(["t"], ["i"]))]);
    expect(views).toEqual({
      public: [{ x: "public" }],
      "left out": [{ x: "public" }],
      s: [{ x: "secret" }],
      "s and t": [{ x: "secret", y: "both" }, { x: "vouched" }],
      vouched: [],
      everything: [{ x: "secret", y: "both" }, { x: "vouched" }],
    });
  });

  test("asks the filter about visible parts only", () => {
    const lab = new Lab(["s"]);
    let matched = 0;
    const secret = { part: "x", equals: 1 } as const;
    lab.platform.subscribe(secret, () => matched++);
    lab.platform.subscribe({ all: [present("y"), { not: secret }] }, () => (matched += 10));
    lab.event([lab.part("x", 1, lab.label(["s"])), lab.part("y", 2)]);
    expect(matched).toBe(10);
  });

  test("FILTER_EMPTY, FILTER_FORM: what is wrong with the filter", () => {
    const lab = new Lab([]);
    const empty = refusal(() => lab.platform.subscribe({} as Filter, () => {}));
    expect(empty.code).toBe("FILTER_EMPTY");
    expect(empty.message).toContain("names no part");
    expect(empty.remedy).toContain('{ part: "type", equals: "tick" }');
    const form = refusal(() => lab.platform.subscribe({ part: "x" } as Filter, () => {}));
    expect(form.code).toBe("FILTER_FORM");
    expect(form.message).toContain("a term needs one of equals");
    expect(form.remedy).toContain("{ not: filter }");
  });

  test.each([undefined, null, 5, "log"])("HANDLER_KIND for %j", (handler) => {
    const lab = new Lab([]);
    const subscribe = (): unknown =>
      lab.platform.subscribe(present("x"), handler as unknown as EdgeHandler);
    const refused = refusal(subscribe);
    expect(refused.code).toBe("HANDLER_KIND");
    expect(refused.message).toContain("not a function");
    expect(refused.remedy).toContain("pass a function");
  });

  test.each<readonly [string, unknown]>([
    ["LABEL_SPEC", "all"],
    ["LABEL_SPEC", { secrcy: [] }],
    ["TAG_KIND", { secrecy: ["s"] }],
  ])("%s for a clearance that is none: %j", (code, clearance) => {
    const lab = new Lab([]);
    const options = { clearance } as EdgeOptions;
    const refused = refusal(() => lab.platform.subscribe(present("x"), () => {}, options));
    expect(refused.code).toBe(code);
  });

  test("unsubscribing ends it, from inside the handler too; more than once is as once", () => {
    const lab = new Lab([]);
    for (const clearance of [{}, "everything"] as const) {
      const seen: string[] = [];
      const stay = lab.platform.subscribe(present("x"), () => seen.push("stay"), { clearance });
      const leave = lab.platform.subscribe(
        present("x"),
        () => {
          seen.push("leave");
          leave();
        },
        { clearance },
      );
      lab.queue({ x: 1 });
      lab.queue({ x: 2 });
      lab.platform.settle();
      expect(seen.toSorted()).toEqual(["leave", "stay", "stay"]);
      leave();
      stay();
      stay();
      lab.event({ x: 3 });
      expect(seen).toHaveLength(3);
    }
  });

  test.each([{}, "everything"] as const)(
    "what a handler subscribes is not called for the event in hand: %j",
    (clearance) => {
      const lab = new Lab([]);
      const seen: unknown[] = [];
      const first = lab.platform.subscribe(
        present("x"),
        () => {
          first();
          lab.platform.subscribe(present("x"), (event) => seen.push(event["x"]), { clearance });
        },
        { clearance },
      );
      lab.event({ x: 1 });
      lab.event({ x: 2 });
      expect(seen).toEqual([2]);
    },
  );

  test("handlers are called in the order in which they subscribed", () => {
    const lab = new Lab([]);
    const order: number[] = [];
    for (const i of [1, 2, 3]) lab.platform.subscribe(present("x"), () => order.push(i));
    lab.event({ x: 1 });
    expect(order).toEqual([1, 2, 3]);
  });
});

describe("the context of a handler", () => {
  test("has the event's time, and who published it: null for the edge", () => {
    const lab = new Lab([]);
    lab.unit("echo", `on("x", (e) => emit({ y: e.x }));`);
    const seen: unknown[] = [];
    const any: Filter = { any: [present("x"), present("y")] };
    for (const clearance of [{}, "everything"] as const) {
      lab.platform.subscribe(any, (_, { time, publisher }) => seen.push([time, publisher]), {
        clearance,
      });
    }
    lab.event({ x: 1 }, 1_234);
    expect(seen).toHaveLength(4);
    expect(seen.filter((it) => String(it) === "1234,")).toEqual([
      [1_234, null],
      [1_234, null],
    ]);
    expect(seen.filter((it) => String(it) === "1234,echo")).toHaveLength(2);
  });

  /** What subscribers of each clearance are told of the parts of the events with a part `x`. */
  function partsOf(
    lab: Lab<"s" | "t" | "i">,
    clearance: EdgeOptions["clearance"] & {},
  ): (readonly EdgeReadPart[])[] {
    const seen: (readonly EdgeReadPart[])[] = [];
    lab.platform.subscribe(present("x"), (_, { parts }) => seen.push(parts), { clearance });
    return seen;
  }

  test("has every visible part with its label, in order, and never an invisible one", () => {
    const lab = new Lab<"s" | "t" | "i">(["s", "t", "i"]);
    const { s, t, i } = lab.tags;
    const open = partsOf(lab, {});
    const cleared = partsOf(lab, lab.label(["s"]));
    const guard = partsOf(lab, lab.label(["s"], ["i"]));
    const everything = partsOf(lab, "everything");
    lab.event([
      lab.part("x", "t", lab.label(["t"])),
      lab.part("x", "s", lab.label(["s"])),
      lab.part("y", [1, { a: null }], lab.label([], ["i"])),
      lab.part("x", "public"),
      lab.part("x", "public again"),
      lab.part("x", "vouched secret", lab.label(["s"], ["i"])),
    ]);
    const unlabelled = { secrecy: [], integrity: [] };
    const first = { name: "x", data: "t", label: { secrecy: [t], integrity: [] } };
    const second = { name: "x", data: "s", label: { secrecy: [s], integrity: [] } };
    const third = { name: "y", data: [1, { a: null }], label: { secrecy: [], integrity: [i] } };
    const fourth = { name: "x", data: "public", label: unlabelled };
    const fifth = { name: "x", data: "public again", label: unlabelled };
    const sixth = { name: "x", data: "vouched secret", label: { secrecy: [s], integrity: [i] } };
    expect(open).toEqual([[third, fourth, fifth]]);
    expect(cleared).toEqual([[second, third, fourth, fifth, sixth]]);
    expect(guard).toEqual([[third, sixth]]);
    expect(everything).toEqual([[first, second, third, fourth, fifth, sixth]]);
  });

  test("has the parts of what units publish, with the labels that these have put on them", () => {
    const lab = new Lab<"s" | "t" | "i">(["s", "t", "i"]);
    const { s, t } = lab.tags;
    lab.unit(
      "unit-1",
      `on("go", () => {
         const event = draft({ x: 1 });
         unit.addPart(event, { secrecy: [t] }, "x", 2);
         unit.publish(event);
       });`,
      { input: lab.label(["s"]) },
    );
    const open = partsOf(lab, {});
    const cleared = partsOf(lab, lab.label(["s"]));
    const everything = partsOf(lab, "everything");
    lab.event({ go: 1 });
    const first = { name: "x", data: 1, label: { secrecy: [s], integrity: [] } };
    const second = { name: "x", data: 2, label: { secrecy: [s, t], integrity: [] } };
    expect(open).toEqual([]);
    expect(cleared).toEqual([[first]]);
    expect(everything).toEqual([[first, second]]);
  });

  test("keeps its parts when it is kept", () => {
    const lab = new Lab(["s"]);
    const kept: (() => readonly EdgeReadPart[])[] = [];
    lab.platform.subscribe(present("x"), (_, context) => kept.push(() => context.parts));
    lab.event([lab.part("x", 1), lab.part("x", 2, lab.label(["s"]))]);
    lab.event({ x: 3 });
    expect(kept.map((parts) => parts().map(({ data }) => data))).toEqual([[1], [3]]);
  });
});

describe("inside a handler", () => {
  test("what it publishes runs in the same settle, after all that is under way", () => {
    const lab = new Lab([]);
    lab.unit(
      "echo",
      `on("x", (e) => emit({ out: "x" + e.x })); on("y", (e) => emit({ out: "y" + e.y }));`,
    );
    const out = lab.watch("out");
    const twice = lab.platform.subscribe(present("x"), (event, { time }) => {
      lab.platform.publish([lab.part("y", event["x"] ?? null)], time + 10);
      if (event["x"] === 2) twice();
    });
    lab.queue({ x: 1 }, 1);
    lab.queue({ x: 2 }, 1);
    lab.platform.settle();
    expect(out).toEqual(["x1", "x2", "y1", "y2"]);
  });

  test("PLATFORM_BUSY for deploy, settle and close; later they are granted", () => {
    const lab = new Lab([]);
    lab.program("p", "");
    const refusals: CordonError[] = [];
    const ask = (): void => {
      const { platform } = lab;
      refusals.push(
        refusal(() => platform.deploy({ program: "p", name: "alpha" })),
        refusal(() => platform.settle()),
        refusal(() => platform.close()),
      );
    };
    const stops = [{}, "everything" as const].map((clearance) =>
      lab.platform.subscribe(present("x"), ask, { clearance }),
    );
    lab.unit("speaker", `on("x", () => say("x"));`);
    lab.platform.notifications.once("log", ask);
    const seen = lab.watch("x");
    lab.event({ x: 1 });
    expect(refusals).toHaveLength(9);
    for (const refused of refusals) {
      expect(refused.code).toBe("PLATFORM_BUSY");
      expect(refused.message).toContain("the platform is already running");
      expect(refused.remedy).toContain("in an edge handler publish only");
    }
    expect(seen).toEqual([1]);
    for (const stop of stops) stop();
    lab.deploy("p", "alpha");
    lab.platform.close();
  });

  test.each([{}, "everything"] as const)(
    "what it throws comes out of settle, and nobody misses an event for it: %j",
    (clearance) => {
      const lab = new Lab([]);
      lab.unit("echo", `on("x", (e) => say(e.x));`);
      const before = lab.watch("x", clearance);
      const thrown: unknown[] = [];
      const stop = lab.platform.subscribe(
        present("x"),
        (event) => {
          thrown.push(event["x"]);
          throw new Error("the handler's own");
        },
        { clearance },
      );
      const after = lab.watch("x", clearance);
      lab.queue({ x: 1 });
      lab.queue({ x: 2 });
      expect(() => lab.platform.settle()).toThrow("the handler's own");
      stop();
      lab.event({ x: 3 });
      expect({ before, after, said: lab.said("echo"), thrown }).toEqual({
        before: [1, 2, 3],
        after: [1, 2, 3],
        said: ["1", "2", "3"],
        thrown: [1, 2],
      });
    },
  );

  test("what it throws while the platform is closed comes out, and it is closed all the same", () => {
    const lab = new Lab([]);
    lab.platform.subscribe(present("x"), () => {
      throw new Error("the handler's own");
    });
    lab.queue({ x: 1 });
    expect(() => lab.platform.close()).toThrow("the handler's own");
    expect(refusal(() => lab.platform.settle()).code).toBe("PLATFORM_CLOSED");
    lab.platform.close();
  });

  test("after one that threw, the platform can be run and closed", () => {
    const lab = new Lab([]);
    const stop = lab.platform.subscribe(present("x"), () => {
      throw new Error("the handler's own");
    });
    lab.queue({ x: 1 });
    expect(() => lab.platform.settle()).toThrow("the handler's own");
    stop();
    lab.unit("echo", `on("x", (e) => say(e.x));`);
    lab.event({ x: 2 });
    expect(lab.said("echo")).toContain("2");
    lab.platform.close();
  });
});
