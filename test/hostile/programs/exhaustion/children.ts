/**
 * Starts as many children as it may, in one delivery after the other.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  if (role(unit) !== "low") return;
  let children = 0;
  for (const type of ["attack", "again", "late"]) {
    attack(
      unit,
      (verdict) => {
        try {
          for (; children < 2_000; children++) unit.instantiateUnit("children", {}, []);
        } catch {
          // A bound, as there should be.
        }
        verdict.expect(`${children} children`, children <= 1_024);
      },
      type,
    );
  }
});

export default program;
