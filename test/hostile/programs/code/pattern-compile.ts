/**
 * Changes a regular expression, and code that is shared, in place.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("compile", !("compile" in RegExp.prototype));
    verdict.throws("flags", () => Object.defineProperty(RegExp.prototype, "flags", { value: "g" }));
    verdict.throws("exec", () => {
      RegExp.prototype.exec = () => null;
    });
    verdict.throws("the prototype is a pattern", () => RegExp.prototype.exec("x"));
  });
});

export default program;
