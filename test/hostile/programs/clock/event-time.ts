/**
 * Measures how long its own work takes with what it is given for a clock.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const before = unit.now();
    let sum = 0;
    for (let i = 0; i < 3_000_000; i++) sum += i % 7;
    verdict.expect("the event's time", before === 10 && sum > 0);
    verdict.expect("time passes while a handler runs", unit.now() === before);
  });
});

export default program;
