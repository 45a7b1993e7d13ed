/**
 * Gives itself more and more work, none of which takes long: no crossing exceeds its time, but in all
 * it would take hours.
 *
 * @expect fault
 * @crossing 500
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

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
  unit.subscribe({ part: "type", equals: "attack" }, more);
  unit.subscribe({ part: "more", present: true }, more);
});

export default program;
