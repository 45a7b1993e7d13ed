/**
 * Searches an array that claims to have almost as many elements as there are numbers.
 *
 * @expect fault
 * @crossing 250
 * @memory 16
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    unit.log(String(Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)));
  });
});

export default program;
