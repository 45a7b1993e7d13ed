/**
 * Pollutes the intrinsics of arrays in events, which belong to a realm that all programs share.
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
      verdict.expect(`of a program's realm ${at}`, !(array instanceof Array));
    }
    const list = event.list as readonly number[];
    verdict.expect(
      "reading works",
      list.at(-1) === 3 && list.includes(2) && list.join() === "1,2,3",
    );
    verdict.expect("spreading works", [...list, ...list.entries()].length === 6);
    let sum = 0;
    for (const item of list) sum += item;
    verdict.expect("iterating works", sum === 6 && Array.from(list, String).join("") === "123");
    const made = [list.map((item) => -item), list.filter(Boolean), list.slice(), list.concat(4)];
    for (const array of made) {
      array.push(0);
      array.sort();
      verdict.expect("a copy is the program's own", Array.isArray(array) && array.length >= 4);
      verdict.throws("what copies inherit", () =>
        Object.assign(Object.getPrototypeOf(array), { polluted: 1 }),
      );
    }
    const mine = Array.prototype.map.call(list, String);
    verdict.expect("by its own methods", mine instanceof Array && String(list) === "1,2,3");
  });
});

export default program;
