/**
 * Waits without syntax for it: through Promise, and whatever makes or takes one.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.refuses("UNIT_GLOBAL", "a promise", () => new Promise(() => {}));
    verdict.refuses("UNIT_GLOBAL", "a resolved one", () => Promise.resolve(1));
    verdict.refuses("UNIT_GLOBAL", "with resolvers", () => Promise.withResolvers());
    verdict.refuses("UNIT_GLOBAL", "try", () => Promise.try(() => 1));
    verdict.expect("then", Reflect.ownKeys(Promise.prototype).join() === "constructor");
    verdict.expect("Array.fromAsync", !("fromAsync" in Array));
    for (const holder of [
      Object,
      Array,
      Iterator,
      Symbol,
      Reflect,
      JSON,
      (() => {}).constructor.prototype,
    ]) {
      for (const key of Reflect.ownKeys(holder)) {
        const property = Reflect.getOwnPropertyDescriptor(holder, key)?.value;
        const name: unknown = typeof property === "function" ? property.name : "";
        verdict.expect(`${String(key)} is Promise`, name !== "Promise" && name !== "withResolvers");
      }
    }
  });
});

export default program;
