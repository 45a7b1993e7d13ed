/**
 * Returns something that is waited for wherever promises are: from a handler, as event data, and as
 * what it throws.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  const thenable = { then: () => unit.log("BROKEN somebody waited") };
  const handler = (): unknown => thenable;
  unit.subscribe({ part: "type", equals: "attack" }, handler as () => void);
  attack(unit, (verdict) => {
    const draft = unit.createEvent();
    verdict.refuses("VALUE_KIND", "as data", () =>
      unit.addPart(draft, {}, "then", thenable as unknown as string),
    );
  });
  unit.subscribe({ part: "type", equals: "again" }, () => {
    throw thenable;
  });
});

export default program;
