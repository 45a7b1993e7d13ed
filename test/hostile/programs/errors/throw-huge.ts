/**
 * Throws an error that is larger than a message may be.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    throw new Error("x".repeat(2 ** 24));
  });
  unit.subscribe({ part: "type", equals: "again" }, () => {
    throw "\u0000\ud800\n".repeat(2 ** 20);
  });
  unit.subscribe({ part: "type", equals: "late" }, () => {
    throw new AggregateError([new Error("inner")], "outer");
  });
});

export default program;
