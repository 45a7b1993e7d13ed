/**
 * Throws before it is of any use, each time it is started again.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", present: true }, () => unit.log("BROKEN it was never started"));
  unit.publish(unit.createEvent());
  throw new Error("at the start");
});

export default program;
