/**
 * Reads Temporal's clock, or gets at it through a date.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("Temporal", typeof Temporal === "undefined");
    const instant = new Date(0).toTemporalInstant();
    const zoned = instant.toZonedDateTimeISO("UTC");
    for (const value of [instant, zoned, zoned.toPlainDate(), instant.until(instant)]) {
      const prototype: object = Object.getPrototypeOf(value);
      verdict.expect("a class of Temporal is open", Object.isFrozen(prototype));
      verdict.expect("its constructor is open", Object.isFrozen(prototype.constructor));
      verdict.expect("now", !("now" in prototype.constructor));
    }
    verdict.throws("a zone of the machine's", () => instant.toZonedDateTimeISO(""));
  });
});

export default program;
