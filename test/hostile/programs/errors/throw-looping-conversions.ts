/**
 * Throws what loops as soon as somebody converts it.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const loop = (): never => {
  for (;;);
};
const trap = {
  toString: loop,
  valueOf: loop,
  toJSON: loop,
  [Symbol.toPrimitive]: loop,
  then: loop,
};

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    throw trap;
  });
  unit.subscribe({ part: "type", equals: "again" }, () => {
    throw Object.assign(new Error("trap"), { message: trap, stack: trap, name: trap });
  });
  unit.subscribe({ part: "type", equals: "late" }, () => {
    throw Object.assign(loop, { message: trap });
  });
});

export default program;
