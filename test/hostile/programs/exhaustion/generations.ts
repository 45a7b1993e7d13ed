/**
 * Starts itself anew in each child, twice: its whole family is stopped before long.
 *
 * @expect contained
 * @slow
 * @crossing 250
 * @children self
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  if (role(unit) === "low") attack(unit, () => unit.instantiateUnit("generations", {}, []));
  else for (let i = 0; i < 2; i++) unit.instantiateUnit("generations", {}, []);
});

export default program;
