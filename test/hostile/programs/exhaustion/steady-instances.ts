/**
 * Has instances of its own do what takes hours in all, each of them another event's.
 *
 * @expect fault
 * @slow
 * @crossing 500
 * @children self
 */

import { defineProgram, type Program, type Tag } from "../../../../src/unit/index.ts";
import { given } from "../../given.ts";
import { attack } from "../../verdict.ts";

/** A millisecond or two of work. */
function work(): number {
  let sum = 0;
  for (let i = 0; i < 800_000; i++) sum += Math.sqrt(i);
  return sum;
}

const program: Program = defineProgram((unit) => {
  const more = (): void => {
    const result = work();
    for (let i = 0; i < 2; i++) {
      const draft = unit.createEvent();
      unit.addPart(draft, {}, "more", result);
      unit.publish(draft);
    }
  };
  if (given(unit, "mine") === undefined) {
    unit.subscribe({ part: "more", present: true }, more);
    return;
  }
  attack(unit, () => {
    unit.subscribeManaged({ part: "more", present: true }, "steady-instances");
    const mine = given(unit, "mine") as Tag;
    for (const label of [{}, { secrecy: [mine] }]) {
      const draft = unit.createEvent();
      unit.addPart(draft, label, "more", 1);
      unit.publish(draft);
    }
  });
});

export default program;
