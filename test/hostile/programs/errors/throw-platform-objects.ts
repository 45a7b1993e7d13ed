/**
 * Throws the objects of the platform: the event, the unit, a draft, a frozen error, a refusal that it caught.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, (event) => {
    throw event;
  });
  unit.subscribe({ part: "type", equals: "again" }, () => {
    throw Object.freeze({ unit, draft: unit.createEvent(), message: unit });
  });
  unit.subscribe({ part: "type", equals: "late" }, () => {
    try {
      unit.log(1 as unknown as string);
    } catch (error) {
      throw Object.freeze(error);
    }
  });
});

export default program;
