/**
 * Catches whatever might be thrown to stop it, and goes on.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

function goOn(): void {
  for (;;) {
    try {
      for (;;);
    } catch {
      continue;
    } finally {
      goOn();
    }
  }
}

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, goOn);
});

export default program;
