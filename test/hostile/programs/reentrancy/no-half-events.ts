/**
 * Throws in the middle of composing: what was not published must not come.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "half", present: true }, () => unit.log("BROKEN half an event came"));
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "half", 1);
    throw new Error("in the middle");
  });
});

export default program;
