/**
 * Never returns from its start, each time it is started again: nobody else may pay for that for
 * ever.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram(() => {
  for (;;);
});

export default program;
