/**
 * Starts itself anew in its child, once, and so on: a line that has to end.
 *
 * @expect fault
 * @children self
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";

const program: Program = defineProgram((unit) => {
  const goOn = (): void => unit.instantiateUnit("long-line", {}, []);
  if (role(unit) === "low") unit.subscribe({ part: "type", equals: "attack" }, goOn);
  else goOn();
});

export default program;
