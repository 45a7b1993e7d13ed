/**
 * Throws proxies, and errors that inherit from them, whose traps call the platform.
 *
 * @expect fault
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const noting = (): never => {
      unit.log("BROKEN a trap was called");
      throw new Error("from a trap");
    };
    const traps = {
      get: noting,
      getOwnPropertyDescriptor: noting,
      getPrototypeOf: noting,
      has: noting,
    };
    const proxy: object = new Proxy(new Error("hidden"), traps);
    const heir: object = Object.create(proxy);
    throw heir;
  });
});

export default program;
