/**
 * Matches a pattern that takes for ever.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    unit.log(String(/^(?:a+)+$/.test(`${"a".repeat(60)}b`)));
  });
});

export default program;
