/**
 * Never returns.
 *
 * @expect cell-lost
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    for (;;);
  });
});

export default program;
