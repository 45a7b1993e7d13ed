/**
 * Throws what loops as soon as somebody reads its message, name or stack: outside a time limit that would be for ever.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

/** As it would be met by whoever logs an error. */
const trap: PropertyDescriptorMap = Object.fromEntries(
  ["message", "name", "stack", "cause", "code"].map((name) => [
    name,
    {
      get: () => {
        for (;;);
      },
    },
  ]),
);

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    throw Object.defineProperties(new Error("trap"), trap);
  });
  unit.subscribe({ part: "type", equals: "again" }, () => {
    throw Object.defineProperties({}, trap);
  });
  unit.subscribe({ part: "type", equals: "late" }, () => {
    class Trap extends Error {
      override get message(): string {
        for (;;);
      }
    }
    throw new Trap();
  });
});

export default program;
