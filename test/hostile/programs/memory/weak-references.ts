/**
 * Notices when garbage is collected, which depends on what others do.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("WeakRef", typeof WeakRef === "undefined");
    verdict.expect("FinalizationRegistry", typeof FinalizationRegistry === "undefined");
    verdict.expect("gc", !Reflect.has(Object, "gc"));
    for (const holder of [WeakMap.prototype, WeakSet.prototype]) {
      verdict.expect("a weak collection tells its size", !("size" in holder));
    }
  });
});

export default program;
