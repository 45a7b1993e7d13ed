/**
 * Shares intrinsics: properties, private fields, and frozen objects that hide something changeable.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program, type Value } from "../../../../src/unit/index.ts";
import { type Drop, share } from "../../sharing.ts";

const Returning = class {
  constructor(target: object) {
    return target;
  }
};

class Stamp extends Returning {
  readonly #loot: Value;

  constructor(target: object, loot: Value) {
    super(target);
    this.#loot = loot;
  }

  static read(target: object): Value | undefined {
    return #loot in target ? target.#loot : undefined;
  }
}

const places: readonly object[] = [
  Object.prototype,
  Array,
  Math,
  JSON,
  Reflect,
  Error,
  RegExp.prototype,
  Object.getPrototypeOf([].values()),
  Object.getPrototypeOf(function* generator() {}),
];

const program: Program = defineProgram((unit) => {
  const drops = places.flatMap((place, at): readonly Drop[] => [
    {
      name: `intrinsic ${at}`,
      leave: (loot) => Object.assign(place, { loot }),
      find: () => Reflect.get(place, "loot"),
    },
    {
      name: `intrinsic ${at} stamped`,
      leave: (loot) => new Stamp(place, loot),
      find: () => Stamp.read(place),
    },
  ]);
  share(unit, [
    ...drops,
    {
      name: "the position that a prototype keeps",
      leave: () => (RegExp.prototype.lastIndex = 1),
      find: () => RegExp.prototype.lastIndex,
    },
    {
      name: "the elements that a prototype keeps",
      leave: (loot) => Array.prototype.push(loot),
      find: () => (Array.prototype as readonly unknown[])[0],
    },
    {
      name: "the arguments of the last call",
      leave: (loot) => String(loot),
      find: () => Reflect.get(String, "arguments"),
    },
  ]);
});

export default program;
