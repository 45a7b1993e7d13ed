/**
 * Reads the time of day through every door of Date.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    class Later extends Date {}
    const instance = new Date(0);
    const Inherited = instance.constructor as DateConstructor;
    verdict.throws("Date()", () => Date());
    verdict.throws("new Date()", () => new Date());
    verdict.throws("a subclass", () => new Later());
    verdict.throws("Reflect.construct", () => Reflect.construct(Date, []));
    verdict.throws("another target", () => Reflect.construct(Date, [], Object));
    verdict.throws("the constructor of a date", () => new Inherited());
    verdict.throws("apply", () => Reflect.apply(Date, instance, []));
    verdict.throws("bind", () => Date.bind(null)());
    for (const Constructor of [Date, Inherited, Later]) {
      verdict.throws("now", () => Constructor.now());
    }
  });
});

export default program;
