/**
 * Makes code from strings with eval, however it is reached.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("eval", typeof eval === "undefined");
    verdict.throws("indirect eval", () => (0, eval)("1"));
    verdict.throws("direct eval", () => eval("1"));
    verdict.refuses("UNIT_GLOBAL", "Function", () => Function("return 1"));
    verdict.refuses("UNIT_GLOBAL", "new Function", () => new Function("return 1"));
    verdict.throws("a timer of text", () => setTimeout("1" as unknown as () => void, 0));
  });
});

export default program;
