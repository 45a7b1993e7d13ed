/**
 * Has a neighbour work until the cell's time is up: who only did what it was asked must not be blamed.
 *
 * @expect cell-lost
 * @crossing 250
 * @open whoever happens to be running when time is up is blamed, not who caused the work
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const demand = (): void => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "work", "near");
    unit.addPart(draft, {}, "list", [1, 2, 3]);
    unit.publish(draft);
  };
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    for (let i = 0; i < 250; i++) demand();
  });
  // Each answer is the next two questions.
  for (let i = 0; i < 2; i++) unit.subscribe({ part: "type", equals: "done" }, demand);
});

export default program;
