/**
 * Learns where the machine is: a unit is to depend on its configuration and its events alone.
 *
 * @expect holds
 * @open local time of Date is the host's time zone
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const epoch = new Date(0);
    verdict.expect("getTimezoneOffset", epoch.getTimezoneOffset() === 0);
    verdict.expect("getHours", epoch.getHours() === 0);
    verdict.expect("local components", new Date(1970, 0, 1).getTime() === 0);
    verdict.expect("Date.parse", Date.parse("1970-01-01T00:00:00") === 0);
    verdict.expect(`toString: ${epoch.toString()}`, epoch.toString().includes("GMT+0000"));
  });
});

export default program;
