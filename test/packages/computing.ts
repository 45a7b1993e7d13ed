/** What the programs of this check have in common: each publishes what it computes with a package. */

import { defineProgram, type Program, type ValueInput } from "../../src/unit/index.ts";

export function computing(compute: () => ValueInput): Program {
  return defineProgram((unit) => {
    unit.subscribe({ part: "type", equals: "compute" }, () => {
      const result = unit.createEvent();
      unit.addPart(result, {}, "type", "result");
      unit.addPart(result, {}, "result", compute());
      unit.publish(result);
    });
  });
}
