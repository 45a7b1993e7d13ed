/**
 * Has managed instances publish what starts them anew, and fail, so that each has a queue of its own.
 *
 * @expect fault
 * @children self
 * @open an instance that is made anew has a queue of its own, so that there is no bound
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";

const self = "instances-of-instances";

const program: Program = defineProgram((unit) => {
  const sow = (): void => {
    for (let i = 0; i < 2; i++) {
      const draft = unit.createEvent();
      unit.addPart(draft, {}, "seed", i);
      unit.publish(draft);
    }
  };
  if (role(unit) !== "low") {
    sow();
    throw new Error("and be made anew");
  }
  unit.subscribeManaged({ part: "seed", present: true }, self, { role: "instance" }, 0);
  unit.subscribe({ part: "type", equals: "attack" }, sow);
});

export default program;
