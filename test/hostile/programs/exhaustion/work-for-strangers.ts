/**
 * Has a unit in another cell work until that cell's time is up: cells are there so that it cannot.
 *
 * @expect holds
 * @crossing 250
 * @open a generation of many events counts against the time of one crossing
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  const demand = (): void => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "work", "far");
    unit.addPart(draft, {}, "list", [1, 2, 3]);
    unit.publish(draft);
  };
  attack(unit, () => {
    for (let i = 0; i < 250; i++) demand();
  });
  for (let i = 0; i < 2; i++) unit.subscribe({ part: "type", equals: "done" }, demand);
});

export default program;
