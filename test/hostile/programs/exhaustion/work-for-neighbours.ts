/**
 * Works, and has its neighbours work, for longer than the cell's time limit: what several units take
 * together is nobody's fault, and nobody is stopped or blamed for it.
 *
 * @expect holds
 * @crossing 1000
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

/** Events of a millisecond or two: for each unit well below the limit, for three of them above. */
const demands = 125;

const program: Program = defineProgram((unit) => {
  let sum = 0;
  unit.subscribe({ part: "work", equals: "near" }, () => {
    for (let i = 0; i < 250_000; i++) sum += Math.sqrt(i);
  });
  attack(unit, () => {
    for (let i = 0; i < demands; i++) {
      for (const who of ["near", "victim"]) {
        const draft = unit.createEvent();
        unit.addPart(draft, {}, "work", who);
        unit.addPart(draft, {}, "list", [1, 2, 3]);
        unit.publish(draft);
      }
    }
  });
});

export default program;
