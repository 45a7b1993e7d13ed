/** Events that take turns: what comes of them is what comes of settling after each of them. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import { programFromSource } from "../../src/loading/load-program.ts";
import { createPlatform } from "../../src/platform/create.ts";
import { Platform } from "../../src/platform/platform.ts";

/** Does what the event tells it to. */
const program = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  let count = 0;
  unit.log("starts at " + unit.now());
  const emit = (name, data) => {
    const event = unit.createEvent();
    unit.addPart(event, {}, name, data);
    unit.publish(event);
  };
  const acts = {
    nothing() {},
    publish(event, i) { emit("out", i); emit("out", -i); },
    log(event, i) { unit.log("log " + i); },
    fail(event, i) { emit("lost", i); throw new Error("as told " + i); },
    loop() { for (;;); },
    chain(event, i) { emit("link", 3); },
    forever() { emit("forever", 1); },
    refused() { try { unit.subscribe({}, () => {}); } catch {} },
    revise(event, i) { unit.addPart(event, {}, "revised", i); unit.release(event); },
    raise() { unit.createTag("mine"); },
    random() { emit("random", unit.random()); },
    child() { unit.instantiateUnit("child", {}, [], null); },
    now() { emit("now", unit.now()); },
  };
  unit.subscribe({ part: "act", present: true }, (event) => {
    count++;
    acts[event.act](event, event.i);
  });
  unit.subscribe({ part: "link", present: true }, ({ link }) => emit(link > 0 ? "link" : "end", link > 0 ? link - 1 : count));
  unit.subscribe({ part: "forever", present: true }, () => emit("forever", 1));
  unit.subscribe({ part: "revised", present: true }, ({ revised }) => emit("saw", revised));
});
`;

const child = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  unit.log("child at " + unit.now());
  let n = 0;
  unit.subscribe({ part: "act", equals: "publish" }, () => {
    const event = unit.createEvent();
    unit.addPart(event, {}, "child", ++n);
    unit.publish(event);
  });
});
`;

type Settling = "after each" | "in turn";

interface Told {
  readonly act: string;
  readonly data?: number;
}

/** Everything that can be seen from outside. */
function storyOf(
  platform: Platform,
  settling: Settling,
  acts: readonly Told[],
): readonly unknown[] {
  const story: unknown[] = [];
  platform.addProgram(programFromSource("main", program, ["child"]));
  platform.addProgram(programFromSource("child", child, []));
  platform.deploy({ program: "main", name: "main", owner: "o" });
  platform.subscribe(
    { not: { part: "\\0", present: true } },
    (view, { time, publisher }) => story.push([time, publisher, { ...view }]),
    { clearance: "everything" },
  );
  platform.subscribe({ part: "out", present: true }, ({ out }) => story.push(["edge", out]));
  platform.notifications.on("record", (record) => story.push(record));
  platform.settle();
  for (const [i, { act, data = i }] of acts.entries()) {
    platform.publish(
      [
        { name: "act", data: act },
        { name: "i", data },
      ],
      1_000 + i * 10,
    );
    if (settling === "after each") platform.settle();
    // A few at a time, so that there are several batches.
    else if (i % 40 === 39) platform.settleInTurn();
  }
  platform.settleInTurn();
  const { units, deliveries, cells } = platform.statistics();
  story.push({ units, deliveries, hops: cells.map(({ droppedHops }) => droppedHops) });
  platform.close();
  return story;
}

const quiet = ["nothing", "nothing", "nothing", "nothing", "nothing", "nothing"];
const lively = [
  "publish",
  "log",
  "fail",
  "chain",
  "forever",
  "refused",
  "revise",
  "raise",
  "random",
  "child",
  "now",
];

describe("settling in turn is as settling after each event", () => {
  test("in one heap, whatever the events cause", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(...quiet, ...quiet, ...lively).map((act) => ({ act })),
          { maxLength: 100 },
        ),
        (acts) => {
          const make = (): Platform =>
            new Platform({ seed: 1, watchdog: false }, () => new HeapCell(() => 0));
          expect(storyOf(make(), "in turn", acts)).toEqual(storyOf(make(), "after each", acts));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("in an isolate, also when the cell is lost in the middle", () => {
    const acts = [
      ...quiet,
      "log",
      ...quiet,
      "publish",
      ...quiet,
      ...quiet,
      "loop",
      ...quiet,
      "log",
      ...quiet,
      "now",
    ].map((act) => ({ act }));
    const make = (): Platform => createPlatform({ seed: 1, cell: { crossingMs: 100 } });
    const [inTurn, afterEach] = [
      storyOf(make(), "in turn", acts),
      storyOf(make(), "after each", acts),
    ];
    expect(inTurn).toEqual(afterEach);
    expect(JSON.stringify(inTurn)).toContain('"cellLost"');
  });

  test("events whose data is not plain come in their turn as well", () => {
    const acts = Array.from({ length: 30 }, (_, i) => ({
      act: "publish",
      data: i % 3 === 0 ? Number.NaN : i,
    }));
    const make = (): Platform =>
      new Platform({ seed: 1, watchdog: false }, () => new HeapCell(() => 0));
    expect(storyOf(make(), "in turn", acts)).toEqual(storyOf(make(), "after each", acts));
  });

  test("many events that have nothing to report cross together", () => {
    let crossings = 0;
    class Counting extends HeapCell {
      override run(message: string): string {
        crossings++;
        return super.run(message);
      }
    }
    const platform = new Platform({ seed: 1, watchdog: false }, () => new Counting(() => 0));
    storyOf(
      platform,
      "in turn",
      Array.from({ length: 2_000 }, () => ({ act: "nothing" })),
    );
    expect(crossings).toBeLessThan(200);
  });
});
