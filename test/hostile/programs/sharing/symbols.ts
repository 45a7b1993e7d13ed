/**
 * Shares symbols: one registry for the whole isolate, and what is filed under them.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { share } from "../../sharing.ts";

const registered = Symbol.for("loot");
const noted = new Map<symbol, unknown>();

const program: Program = defineProgram((unit) => {
  share(unit, [
    {
      name: "a property of every object",
      leave: (loot) => Object.assign(Object.prototype, { [registered]: loot }),
      find: () => Reflect.get({}, registered),
    },
    {
      name: "a property of the symbol",
      leave: (loot) => Object.assign(Object(registered), { loot }),
      find: () => Reflect.get(Object(registered), "loot"),
    },
    {
      name: "a map by symbol",
      leave: (loot) => noted.set(registered, loot),
      find: () => noted.get(registered),
    },
    {
      name: "the registry",
      leave: (loot) => Symbol.for(`loot ${String(loot)}`),
      // What is registered can be asked for, but not whether it is.
      find: () => Symbol.keyFor(Symbol("loot")) ?? null,
    },
    {
      name: "a well-known symbol",
      leave: (loot) => Object.assign(Symbol.iterator, { description: loot }),
      find: () => (Symbol.iterator.description === "Symbol.iterator" ? null : 1),
    },
  ]);
});

export default program;
