/**
 * Shares the object and the functions of the unit API, and what they inherit from.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { type Drop, share } from "../../sharing.ts";

function dropIn(name: string, place: object): Drop {
  return {
    name,
    leave: (loot) => Object.assign(place, { loot }),
    find: () => Reflect.get(place, "loot"),
  };
}

const program: Program = defineProgram((unit) => {
  const prototype: object = Object.getPrototypeOf(unit);
  share(unit, [
    dropIn("the unit", unit),
    dropIn("its prototype", prototype),
    dropIn("its configuration", unit.config as object),
    ...Object.entries(prototype).map(([name, method]) => dropIn(name, method)),
    ...Object.entries(prototype).map(([name, method]) =>
      dropIn(`prototype of ${name}`, method.prototype ?? Object.getPrototypeOf(method)),
    ),
    {
      name: "a method replaced",
      leave: (loot) => Object.defineProperty(prototype, "now", { value: () => loot }),
      find: () => (typeof unit.now() === "number" ? null : unit.now()),
    },
  ]);
});

export default program;
