/**
 * Crossing into a cell and back: events are published at the edge and run, which hands them to a unit
 * in an isolate that does nothing with them.
 */

import { OneUnit } from "./one-unit.ts";
import { demand, type Measurement, type Subject } from "./subject.ts";

const batch = 64;

function measurement(unit: OneUnit, variant: string, count: number): Measurement {
  const before = unit.deliveries;
  return {
    variant,
    operations: count,
    run: () => unit.send("tick", count),
    verify(runs) {
      unit.demandHealth();
      demand("deliveries", unit.deliveries - before, runs * count);
    },
  };
}

export const crossing: Subject = {
  name: "crossing",
  settings: ({ seed }) =>
    [1, batch].map((count) => ({
      variants: 1,
      setUp() {
        const unit = new OneUnit(
          `unit.subscribe({ part: "type", equals: "tick" }, () => {});`,
          seed,
        );
        const variant = count === 1 ? "an event by itself" : `an event of ${count}`;
        return { measurements: [measurement(unit, variant, count)], close: () => unit.close() };
      },
    })),
};
