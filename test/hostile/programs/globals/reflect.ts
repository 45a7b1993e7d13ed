/**
 * Rewires the platform's objects with Reflect, which programs are left.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

/** A property that lets heirs have their own throws where it is itself. */
function isSet(target: object, key: PropertyKey): boolean {
  try {
    return Reflect.set(target, key, null);
  } catch {
    return false;
  }
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const prototype: object = Object.getPrototypeOf(unit);
    const targets: readonly object[] = [unit, prototype, unit.publish, event, Array.prototype];
    for (const [at, target] of targets.entries()) {
      verdict.expect(`set ${at}`, !Reflect.set(target, "added", 1));
      verdict.expect(`define ${at}`, !Reflect.defineProperty(target, "added", { value: 1 }));
      verdict.expect(`prototype ${at}`, !Reflect.setPrototypeOf(target, { added: 1 }));
      for (const key of Reflect.ownKeys(target)) {
        if (key === "length" && Array.isArray(target)) continue;
        verdict.expect(`delete ${at} ${String(key)}`, !Reflect.deleteProperty(target, key));
        verdict.expect(`replace ${at} ${String(key)}`, !isSet(target, key));
      }
      verdict.expect(`added ${at}`, !Reflect.has(target, "added"));
    }
    // A receiver of one's own is one's own affair.
    const mine = { log: null };
    verdict.expect("inherit", !Reflect.set(Object.create(unit), "config", 1));
    verdict.expect("receiver", Reflect.set(mine, "log", 1, {}) && mine.log === null);
  });
});

export default program;
