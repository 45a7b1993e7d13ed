/** Making an event of given parts, and the view of it that a unit is handed. */

import { Event, type EventView, type Part } from "../../src/event/index.ts";
import { type Label, LabelTable } from "../../src/label/index.ts";
import { tagsNamed } from "./labels.ts";
import { demand, type Measurement, type Setting, type SetUp, type Subject } from "./subject.ts";

/** Events of one run. */
const events = 256;

function setUp(count: number): SetUp {
  const table = new LabelTable();
  const secret = table.of({ secrecy: tagsNamed("secret", 1) });
  const parts = Array.from({ length: count }, (_, i): Part => {
    const label = i % 2 === 0 ? table.public : secret;
    return { name: `part${i}`, data: i % 3 === 0 ? i : `text ${i}`, label, privileges: null };
  });
  const viewAt = (at: Label): EventView => {
    const event = new Event(parts, { time: 0, hops: 0, order: "" });
    return event.view(event.visibleAt(at, table));
  };
  const measurement = (at: Label, visible: number): Measurement => {
    demand("visible parts", Object.keys(viewAt(at)).length, visible);
    // Of the first two parts, which are public and secret, each view shows one or both.
    const expected = events * Math.min(2, 1 + visible - Math.ceil(count / 2));
    return {
      variant: `${count} parts, ${visible === count ? "all" : visible} visible`,
      operations: events,
      run() {
        let seen = 0;
        for (let i = 0; i < events; i++) {
          const view = viewAt(at);
          if ("part0" in view) seen++;
          if ("part1" in view) seen++;
        }
        demand("parts that were seen", seen, expected);
      },
    };
  };
  return {
    measurements: [measurement(secret, count), measurement(table.public, Math.ceil(count / 2))],
  };
}

function settingOf(count: number): Setting {
  return { variants: 2, setUp: () => setUp(count) };
}

export const view: Subject = {
  name: "view",
  settings: () => [3, 10, 30].map(settingOf),
};
