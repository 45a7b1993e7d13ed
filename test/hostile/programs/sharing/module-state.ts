/**
 * Shares what a module keeps: variables, collections, statics of classes, private statics.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program, type Value } from "../../../../src/unit/index.ts";
import { share } from "../../sharing.ts";

let variable: Value = null;
const map = new Map<string, Value>();
const weak = new WeakMap<object, Value>();
const list: Value[] = [];
const key = {};

class Store {
  static open: Value = null;
  static #hidden: Value = null;
  static get hidden(): Value {
    return Store.#hidden;
  }
  static set hidden(value: Value) {
    Store.#hidden = value;
  }
}

function counter(): Value {
  return null;
}
counter.kept = null as Value;

const program: Program = defineProgram((unit) => {
  share(unit, [
    { name: "a variable", leave: (loot) => (variable = loot), find: () => variable },
    { name: "a map", leave: (loot) => map.set("loot", loot), find: () => map.get("loot") },
    { name: "a weak map", leave: (loot) => weak.set(key, loot), find: () => weak.get(key) },
    { name: "a list", leave: (loot) => list.push(loot), find: () => list[0] },
    { name: "a static", leave: (loot) => (Store.open = loot), find: () => Store.open },
    { name: "a private static", leave: (loot) => (Store.hidden = loot), find: () => Store.hidden },
    { name: "a function", leave: (loot) => (counter.kept = loot), find: () => counter.kept },
    {
      name: "a prototype of its own",
      leave: (loot) => Object.assign(Store.prototype, { loot }),
      find: () => Reflect.get(Store.prototype, "loot"),
    },
  ]);
});

export default program;
