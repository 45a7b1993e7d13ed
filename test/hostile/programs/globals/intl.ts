/**
 * Learns the machine's language, and the time, from what prints dates and numbers.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("Intl", typeof Intl === "undefined");
    verdict.throws("now", () => new Intl.DateTimeFormat().format());
    verdict.expect("numbers", (1234.5).toLocaleString() === "1234.5");
    verdict.expect("bigints", 12_345n.toLocaleString() === "12345");
    verdict.expect("arrays", [1234.5].toLocaleString() === "1234.5");
    verdict.expect("order", "ä".localeCompare("z", "de") === 1);
    verdict.expect("capitals", "i".toLocaleUpperCase("tr") === "I");
  });
});

export default program;
