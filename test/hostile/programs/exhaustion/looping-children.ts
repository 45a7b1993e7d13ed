/**
 * Starts children that never return from their start, and would start them again in each new life: nobody
 * else may wait for that again and again.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 * @children self
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  if (unit.config === "child") for (;;);
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    for (let i = 0; i < 100; i++) unit.instantiateUnit("looping-children", {}, [], "child");
  });
});

export default program;
