/**
 * Has a built-in function go through a list that says it is endless, by traps that are built-in
 * functions, too.
 *
 * @expect cell-lost
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    let asked = 0;
    const length = (): number => (asked++ < 1 ? 3 : 2 ** 53);
    const list = new Proxy([], {
      get: (_, key) => (key === "length" ? length() : 1),
      has: Reflect.has,
    });
    Array.prototype.indexOf.call(list, 2);
  });
});

export default program;
