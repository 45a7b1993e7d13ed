/**
 * Predicts another unit's random numbers from its own: units of one program are told apart.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  if (role(unit) === "high") {
    unit.subscribe({ part: "guess", present: true }, ({ guess }) => {
      if (Array.isArray(guess) && guess.includes(unit.random())) unit.log("BROKEN predicted");
    });
    return;
  }
  attack(unit, () => {
    const guess = unit.createEvent();
    unit.addPart(
      guess,
      {},
      "guess",
      Array.from({ length: 50 }, () => unit.random()),
    );
    unit.publish(guess);
  });
});

export default program;
