/** Tags and labels that come and go, as those of orders do: what making one costs, and reclaiming it. */

import { setImmediate } from "node:timers/promises";
import {
  childSecret,
  Dispatcher,
  type Endpoint,
  type Secret,
  tagIdOf,
} from "../../src/dispatch/index.ts";
import { Tag } from "../../src/label/index.ts";
import { limits } from "../../src/limits.ts";
import { tagsNamed } from "./labels.ts";
import { OneUnit } from "./one-unit.ts";
import { demand, type SetUp, type Subject } from "./subject.ts";

/** Tags that are made before labels are swept, if there are many. */
const perGeneration = 64;
const generations = 16;
const perRun = perGeneration * generations;
/** The label of the tag alone, and its join with the market's. */
const labelsEach = 2;
const kept = 2;

function inTable(seed: number): SetUp {
  const dispatcher = new Dispatcher<Endpoint>({ deliver: () => {}, deliverManaged: () => {} });
  const { labels } = dispatcher;
  const market = labels.of({ secrecy: tagsNamed("market", 1) });
  const secret = childSecret("0".repeat(64) as Secret, `bench ${seed} tags`);
  const watched: WeakRef<Tag>[] = [];
  let made = 0;
  return {
    measurements: [
      {
        variant: `a tag and ${labelsEach} labels, with sweeps`,
        operations: perRun,
        run() {
          for (let i = 0; i < generations; i++) {
            for (let j = 0; j < perGeneration; j++) {
              const index = made++;
              const tag = new Tag("order", () => tagIdOf(secret, index));
              labels.join(labels.of({ secrecy: [tag] }), market);
              if (watched.length < perRun) watched.push(new WeakRef(tag));
            }
            dispatcher.sweep(() => [market]);
          }
        },
        async verify(runs) {
          demand("tags", made, runs * perRun);
          // A sweep comes at the end of the generation in which there are too many labels.
          const each = perGeneration * labelsEach;
          const between = Math.ceil((limits.labelSweep - kept) / each) * each;
          demand("sweeps", labels.sweeps, Math.floor((made * labelsEach) / between));
          labels.sweep([market]);
          await setImmediate();
          globalThis.gc?.();
          if (globalThis.gc === undefined) return;
          demand("tags left", watched.filter((it) => it.deref() !== undefined).length, 0);
        },
      },
    ],
  };
}

function inCell(seed: number): SetUp {
  const unit = new OneUnit(
    `let made = 0;
  unit.subscribe({ part: "type", equals: "make" }, () => {
    const tag = unit.createTag("order");
    unit.acquirePrivilege(tag, "t+");
    unit.dropPrivilege(tag);
    made++;
  });
  unit.subscribe({ part: "type", equals: "count" }, () => {
    const event = unit.createEvent();
    unit.addPart(event, {}, "answer", made);
    unit.publish(event);
  });`,
    seed,
  );
  return {
    measurements: [
      {
        variant: `by a unit, one an event, ${perGeneration} events at once`,
        operations: perGeneration,
        run: () => unit.send("make", perGeneration),
        verify(runs) {
          unit.demandHealth();
          demand("tags", Number(unit.ask("count")), runs * perGeneration);
        },
      },
    ],
    close: () => unit.close(),
  };
}

export const tags: Subject = {
  name: "tags",
  settings: ({ seed }) => [
    { variants: 1, setUp: () => inTable(seed) },
    { variants: 1, setUp: () => inCell(seed) },
  ],
};
