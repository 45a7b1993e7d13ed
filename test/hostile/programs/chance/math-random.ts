/**
 * Draws numbers that are not its own sequence.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.throws("Math.random()", () => Math.random());
    verdict.expect("crypto", typeof crypto === "undefined");
    verdict.throws("a Math of its own", () => Object.create(Math).random());
    verdict.throws("replacing it", () => {
      Math.random = () => 4;
    });
    const drawn = [unit.random(), unit.random(), unit.random()];
    verdict.expect("a sequence", new Set(drawn).size === 3);
    verdict.expect(
      "its range",
      drawn.every((number) => number >= 0 && number < 1),
    );
  });
});

export default program;
