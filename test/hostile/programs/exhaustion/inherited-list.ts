/**
 * The same with a list that is no array, which may have a million elements.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    let chain: object = Object.prototype;
    for (let i = 0; i < 20_000; i++) chain = Object.create(chain);
    const list = Object.assign(Object.create(chain), { length: 1_000_000 });
    Array.prototype.forEach.call(list, Object);
  });
});

export default program;
