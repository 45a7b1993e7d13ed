/** Units that come and go leave nothing behind. */

import { expect, test } from "vitest";
import { createPlatform, programFromSource } from "../../src/index.ts";

const text = `import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  const own = unit.createTag("own");
  unit.instantiateUnit("child", {}, []);
  unit.subscribeManaged({ part: "type", equals: "tick" }, "child", null);
  unit.subscribe({ part: "type", equals: "tick" }, () => {
    const event = unit.createEvent();
    unit.addPart(event, { secrecy: [own] }, "body", 1);
    unit.publish(event);
  });
});`;

const childText = `import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "tick" }, () => unit.log("tick"));
});`;

/** Deploys and stops so many units of one name. @returns what a stranger sees of the platform then */
function cycle(placement: "shared" | "owner" | "unit", cycles: number): Record<string, unknown> {
  const platform = createPlatform({ placement, seed: 1, cell: { memoryMiB: 64 } });
  try {
    platform.notifications.on("record", () => {});
    platform.addProgram(programFromSource("it", text, ["child"]));
    platform.addProgram(programFromSource("child", childText));
    platform.deploy({ program: "it", name: "stays", owner: "other" });
    for (let i = 0; i < cycles; i++) {
      platform.deploy({
        program: "it",
        name: "comes and goes".replaceAll(" ", "-"),
        owner: "acme",
      });
      platform.publish([{ name: "type", data: "tick" }], i);
      platform.settle();
      platform.stop("comes-and-goes");
      platform.settle();
    }
    const { units, cells } = platform.statistics();
    return {
      units: units.map(({ name, status }) => [name, status]),
      cells: cells.map(({ units: ofCell, endpoints }) => [ofCell, endpoints]),
    };
  } finally {
    platform.close();
  }
}

test.each([
  ["shared", 500],
  ["owner", 12],
  ["unit", 5],
] as const)(
  "%s: after %i times, the platform is as after one",
  { timeout: 60_000 },
  (it, cycles) => {
    expect(cycle(it, cycles)).toEqual(cycle(it, 1));
  },
);

test("a cell without units is gone, and comes back", () => {
  const platform = createPlatform({ placement: "unit", seed: 1 });
  try {
    platform.notifications.on("record", () => {});
    platform.addProgram(programFromSource("child", childText));
    for (const name of ["a", "b"]) platform.deploy({ program: "child", name });
    platform.settle();
    expect(platform.statistics().cells).toHaveLength(2);
    platform.stop("a");
    platform.settle();
    expect(platform.statistics().cells).toHaveLength(1);
    platform.deploy({ program: "child", name: "a" });
    platform.publish([{ name: "type", data: "tick" }], 1);
    platform.settle();
    expect(platform.statistics().cells).toHaveLength(2);
    expect(platform.auditLog).toHaveLength(2);
  } finally {
    platform.close();
  }
});

test("another text under a known name is refused; the same one is not", () => {
  const platform = createPlatform({ seed: 1 });
  try {
    const program = programFromSource("child", childText);
    platform.addProgram(program);
    platform.addProgram({ ...program });
    for (const other of [
      programFromSource("child", childText.replace("tick", "tock")),
      programFromSource("child", childText, ["child"]),
    ]) {
      expect(() => platform.addProgram(other)).toThrow("PROGRAM_KNOWN");
    }
    platform.deploy({ program: "child", name: "a" });
    platform.publish([{ name: "type", data: "tick" }], 1);
    platform.settle();
    expect(platform.auditLog).toMatchObject([{ text: "tick" }]);
  } finally {
    platform.close();
  }
});

test.each(["shared", "unit"] as const)(
  "a unit that is stopped in the generation in which it would start never does: %s",
  (placement) => {
    const platform = createPlatform({ placement, seed: 1 });
    try {
      platform.notifications.on("record", () => {});
      const head = `import { defineProgram } from "cordon/unit";\n`;
      const alive = `${head}export default defineProgram((unit) => unit.log("starts"));`;
      const parent = `${head}export default defineProgram((unit) => {
        unit.subscribe({ part: "type", equals: "go" }, () => {
          unit.instantiateUnit("alive", {}, []);
          const event = unit.createEvent();
          unit.addPart(event, {}, "type", "stop");
          unit.publish(event);
        });
      });`;
      platform.addProgram(programFromSource("alive", alive));
      platform.addProgram(programFromSource("parent", parent, ["alive"]));
      platform.deploy({ program: "parent", name: "a" });
      platform.subscribe({ part: "type", equals: "stop" }, () => platform.stop("a/alive-1"));
      platform.publish([{ name: "type", data: "go" }], 1);
      platform.settle();
      expect(platform.auditLog).toEqual([]);
      expect(platform.statistics().units).toMatchObject([{ name: "a" }]);
    } finally {
      platform.close();
    }
  },
);

test("what is in quarantine is forgotten with the unit that it descends from", () => {
  const platform = createPlatform({ placement: "unit", seed: 1 });
  try {
    platform.notifications.on("record", () => {});
    const parent = `unit.instantiateUnit("failing", {}, [], null);`;
    const body = (text: string): string =>
      `import { defineProgram } from "cordon/unit"; export default defineProgram((unit) => { ${text} });`;
    platform.addProgram(programFromSource("parent", body(parent), ["failing"]));
    platform.addProgram(programFromSource("failing", body(`throw new Error("no");`)));
    for (let i = 0; i < 2; i++) {
      platform.deploy({ program: "parent", name: "parent" });
      platform.settle();
      const shown = platform.statistics().units.map(({ name, status }) => [name, status]);
      expect(shown).toEqual([
        ["parent", "running"],
        ["parent/failing-1", "quarantined"],
      ]);
      platform.stop("parent");
      platform.settle();
      expect(platform.statistics().units).toEqual([]);
    }
  } finally {
    platform.close();
  }
});

test("a program that does not compile leaves no cell behind", () => {
  const platform = createPlatform({ placement: "unit", seed: 1 });
  try {
    platform.notifications.on("record", () => {});
    // More than V8 takes in one call.
    const text = `import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => { unit.log(${"0,".repeat(70_000)}0); });`;
    platform.addProgram(programFromSource("strange", text));
    platform.addProgram(programFromSource("child", childText));
    platform.deploy({ program: "child", name: "stays", placement: "shared" });
    for (const placement of ["unit", "shared", "unit"] as const) {
      const deploy = (): unknown =>
        platform.deploy({ program: "strange", name: "strange", placement });
      expect(deploy).toThrow("PROGRAM_SOURCE");
      expect(platform.statistics().cells.map(({ key }) => key)).toEqual(["shared"]);
    }
    platform.publish([{ name: "type", data: "tick" }], 1);
    platform.settle();
    expect(platform.auditLog).toMatchObject([{ text: "tick" }]);
  } finally {
    platform.close();
  }
});
