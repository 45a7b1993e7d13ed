/** Warnings of the process: an operator who listens to nothing still hears what was stopped. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import { limits, programFromSource } from "../../src/index.ts";
import { Platform } from "../../src/platform/platform.ts";

interface Heard {
  readonly name: string;
  readonly code: unknown;
  readonly message: string;
}

let heard: Heard[] = [];

/** Node's own, which prints. */
const printers = process.listeners("warning");

function listen(warning: Error): void {
  const { name, message } = warning;
  heard.push({ name, message, code: "code" in warning ? warning.code : undefined });
}

beforeEach(() => {
  heard = [];
  process.removeAllListeners("warning");
  process.on("warning", listen);
});

afterEach(() => {
  process.off("warning", listen);
  for (const printer of printers) process.on("warning", printer);
});

/** Units that throw at each event. */
function open(count = 1): Platform {
  const platform = new Platform({ placement: "shared" }, () => new HeapCell());
  const source = `export default (unit) =>
    unit.subscribe({ part: "x", present: true }, () => { throw new Error("boom"); });`;
  platform.addProgram(programFromSource("thrower", source));
  for (let i = 1; i <= count; i++) {
    platform.deploy({ program: "thrower", name: `thrower-${i}`, owner: "acme" });
  }
  return platform;
}

async function run(platform: Platform, events = limits.restarts + 1): Promise<void> {
  for (let i = 0; i < events; i++) {
    platform.publish([{ name: "x", data: i }], i);
    platform.settle();
  }
  platform.close();
  await new Promise((resolve) => setImmediate(resolve));
}

describe("while nobody listens to notifications", () => {
  test("each unit is named once a kind of record, with a code", async () => {
    await run(open());
    expect(heard).toEqual([
      {
        name: "CordonWarning",
        code: "UNIT_RESTARTED",
        message: expect.stringContaining('"thrower-1" of owner "acme" was at fault'),
      },
      {
        name: "CordonWarning",
        code: "UNIT_QUARANTINED",
        message: expect.stringMatching(/"thrower-1" of owner "acme" was stopped for good: boom/),
      },
    ]);
  });

  test(`there are ${limits.warnings} in all, at most`, async () => {
    await run(open(limits.warnings + 10), 1);
    expect(heard).toHaveLength(limits.warnings);
  });
});

test.each(["record", "quarantined"] as const)(
  "a listener for %s hears it instead",
  async (kind) => {
    const platform = open();
    platform.notifications.on(kind, () => {});
    await run(platform);
    expect(heard.map(({ code }) => code)).toEqual(kind === "record" ? [] : ["UNIT_RESTARTED"]);
  },
);
