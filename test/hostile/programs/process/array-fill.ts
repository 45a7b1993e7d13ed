/**
 * Fills an array that is larger than its cell's memory in one built-in function, which V8 does not
 * interrupt.
 *
 * @expect fault
 * @crossing 250
 * @memory 16
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    unit.log(String(new Array(1e9).fill({}).length));
  });
});

export default program;
