/**
 * Counts the parts that it cannot see, by adding parts until there are too many.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

/** Parts that an event holds at most. */
const most = 30;

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const visible = Object.keys(event).length;
    let added = 0;
    try {
      for (; added < most; added++) unit.addPart(event, {}, `added-${added}`, 1);
    } catch {
      // Full, as far as it is told.
    }
    verdict.expect(`there are ${most - added - visible} more`, added === most - visible);
  });
});

export default program;
