/**
 * Deletes very many parts that are not there, all of which would have to be looked for elsewhere.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    try {
      for (let i = 0; i < 20_000; i++) unit.delPart(event, {}, `absent-${i}`);
    } catch {
      // A bound is as good.
    }
    verdict.expect("the rest is there", unit.readPart(event, "list").length === 1);
  });
});

export default program;
