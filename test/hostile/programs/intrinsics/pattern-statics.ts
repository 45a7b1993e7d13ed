/**
 * Reads what others matched, from where regular expressions leave it.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { attack } from "../../verdict.ts";

const legacy = ["$1", "$9", "$_", "$&", "$+", "$`", "$'", "input", "lastMatch", "lastParen"];

const program: Program = defineProgram((unit) => {
  if (role(unit) === "high") {
    unit.subscribe({ part: "secret", present: true }, ({ secret }) => {
      /(.*)-(.*)/.exec(String(secret));
    });
    return;
  }
  attack(unit, (verdict) => {
    for (const name of legacy) {
      for (const holder of [RegExp, /x/.constructor, Object.getPrototypeOf(/x/).constructor]) {
        const value: unknown = Reflect.get(holder, name);
        verdict.expect(`${name}: ${String(value)}`, value === undefined);
        verdict.expect(`${name} can be set`, !Reflect.set(holder, name, "x"));
      }
    }
  });
});

export default program;
