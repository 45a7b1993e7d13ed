/**
 * Makes an object that acts in place of another, to run code while the platform looks at it.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("Proxy", typeof Proxy === "undefined");
    verdict.throws("a proxy", () => new Proxy({}, {}));
    const found: unknown[] = [Reflect, Object, Error, Iterator, Symbol, Array];
    for (const holder of found) {
      for (const key of Reflect.ownKeys(holder as object)) {
        const value = Reflect.getOwnPropertyDescriptor(holder as object, key)?.value;
        const isProxy = typeof value === "function" && value.name === "Proxy";
        verdict.expect(`${String(key)} is Proxy`, !isProxy);
      }
    }
  });
});

export default program;
