/**
 * Reads Temporal's clock.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("Temporal", typeof Temporal === "undefined");
    verdict.throws("now", () => Temporal.Now.instant());
    verdict.throws("the zone", () => Temporal.Now.timeZoneId());
    verdict.throws("through a date", () => new Date(0).toTemporalInstant());
  });
});

export default program;
