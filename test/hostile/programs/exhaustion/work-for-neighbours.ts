/**
 * Has a neighbour work for much longer than the cell's time limit: what many events take together is
 * nobody's fault, and nobody is stopped or blamed for it.
 *
 * @expect holds
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

/** A second of honest work. */
const most = 700;

const program: Program = defineProgram((unit) => {
  let demands = 0;
  const demand = (): void => {
    if (++demands > most) return;
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "work", "near");
    unit.addPart(draft, {}, "list", [1, 2, 3]);
    unit.publish(draft);
  };
  attack(unit, () => {
    for (let i = 0; i < 250; i++) demand();
  });
  // Each answer is the next two questions.
  for (let i = 0; i < 2; i++) unit.subscribe({ part: "type", equals: "done" }, demand);
});

export default program;
