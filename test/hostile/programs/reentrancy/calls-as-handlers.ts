/**
 * Subscribes with calls of the unit API, classes and bound functions for handlers: the kernel calls them, not the program.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

class Handler {}

const program: Program = defineProgram((unit) => {
  const handlers: readonly unknown[] = [unit.publish, unit.release, unit.subscribe, Handler];
  for (const handler of [...handlers, unit.publish.bind(null), Reflect.ownKeys, Object.freeze]) {
    unit.subscribe({ part: "type", equals: "attack" }, handler as () => void);
  }
});

export default program;
