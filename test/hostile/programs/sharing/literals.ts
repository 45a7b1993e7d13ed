/**
 * Shares what the engine might make once for code that runs twice: template objects, patterns and
 * their positions, functions, classes, generators' prototypes.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { type Drop, share } from "../../sharing.ts";

function template(strings: TemplateStringsArray): TemplateStringsArray {
  return strings;
}

const site = (): TemplateStringsArray => template`one site`;
const pattern = (): RegExp => /x/g;
const declared = (): object => function declaredHere() {};
const generator = (): object => Object.getPrototypeOf((function* generated() {})());
const classed = (): object => class ClassedHere {};
const moved = /x/g;

function dropIn(name: string, place: () => object): Drop {
  return {
    name,
    leave: (loot) => Object.assign(place(), { loot }),
    find: () => Reflect.get(place(), "loot"),
  };
}

const program: Program = defineProgram((unit) => {
  const noted = new WeakMap<object, unknown>();
  share(unit, [
    dropIn("a template object", site),
    dropIn("its raw strings", () => site().raw),
    dropIn("a pattern", pattern),
    dropIn("a function", declared),
    dropIn("a generator's prototype", generator),
    dropIn("a class", classed),
    {
      name: "a template object as a key",
      leave: (loot) => noted.set(site(), loot),
      find: () => noted.get(site()),
    },
    {
      name: "a position in a text",
      leave: () => moved.test("x"),
      find: () => (moved.lastIndex === 0 ? null : moved.lastIndex),
    },
    {
      name: "a position in a literal's",
      leave: () => pattern().test("x"),
      find: () => (pattern().lastIndex === 0 ? null : 1),
    },
  ]);
});

export default program;
