/**
 * Pollutes the intrinsics of arrays in events, which belong to another program's realm.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "own", [1, 2]);
    const own = unit.readPart(draft, "own");
    for (const [at, array] of [event.list, own, own[0]?.label.secrecy].entries()) {
      if (!Array.isArray(array)) throw new TypeError("no array to look at");
      verdict.throws(`element ${at}`, () => (array[0] = "changed"));
      verdict.throws(`push ${at}`, () => array.push(4));
      verdict.throws(`fill ${at}`, () => Array.prototype.unshift.call(array, 1));
      verdict.throws(`length ${at}`, () => (array.length = 0));
      verdict.throws(`prototype ${at}`, () => Object.setPrototypeOf(array, null));
      const foreign: { [name: string]: unknown } = Object.getPrototypeOf(array);
      for (const link of [foreign, Object.getPrototypeOf(foreign), foreign["constructor"]]) {
        const holder = link as { [name: string]: unknown };
        verdict.throws(`pollute ${at}`, () => (holder["polluted"] = 1));
        verdict.throws(`map ${at}`, () => Object.defineProperty(holder, "map", { value: 1 }));
        verdict.throws(`its prototype ${at}`, () => Object.setPrototypeOf(holder, {}));
      }
      const iterator: object = Object.getPrototypeOf(array.values());
      verdict.throws(`iterator ${at}`, () => Object.assign(iterator, { next: null }));
      verdict.expect(`still there ${at}`, array.length === [3, 1, 0][at]);
    }
  });
});

export default program;
