/**
 * Waits without syntax for it: through Promise, and whatever makes or takes one.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("Promise", typeof Promise === "undefined");
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
