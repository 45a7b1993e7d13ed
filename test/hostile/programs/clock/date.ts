/**
 * Reads the time of day, or the machine's time zone, from dates.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("Date", typeof Date === "undefined");
    verdict.throws("now", () => Date.now());
    verdict.throws("a date", () => new Date());
    verdict.throws("a string", () => Date());
    verdict.throws("a zone", () => new Date(0).getTimezoneOffset());
    // Nothing that is left makes a date.
    const written = JSON.parse(JSON.stringify({ date: "1970-01-01T00:00:00.000Z" }));
    verdict.expect("a revived date", typeof written.date === "string");
  });
});

export default program;
