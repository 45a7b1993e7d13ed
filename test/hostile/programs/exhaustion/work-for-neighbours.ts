/**
 * Works, and has its children and a neighbour work, for longer than the cell's time limit: what several
 * units take together is nobody's fault, and nobody is stopped or blamed for it.
 *
 * @expect holds
 * @slow
 * @crossing 600
 * @children self
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { given } from "../../given.ts";
import { attack } from "../../verdict.ts";

/** Units, and events for each of them: far below the limit alone, above it together. */
const children = 8;
const demands = 30;

const program: Program = defineProgram((unit) => {
  if (given(unit, "mine") === undefined) {
    let sum = 0;
    unit.subscribe({ part: "work", equals: "near" }, () => {
      for (let i = 0; i < 250_000; i++) sum += Math.sqrt(i);
    });
    return;
  }
  for (let i = 0; i < children; i++) unit.instantiateUnit("work-for-neighbours", {}, []);
  attack(unit, () => {
    for (let i = 0; i < demands; i++) {
      const draft = unit.createEvent();
      unit.addPart(draft, {}, "work", "near");
      unit.addPart(draft, {}, "list", [1, 2, 3]);
      unit.publish(draft);
    }
  });
});

export default program;
