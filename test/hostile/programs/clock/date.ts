/**
 * Reads the time of day, or the machine's time zone, from dates.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

/** While its module loads, a program gets event time. */
const loadedAt = Date.now();

const program: Program = defineProgram((unit) => {
  const startedAt = unit.now();
  attack(unit, (verdict) => {
    verdict.expect("time at loading", loadedAt === startedAt);
    verdict.refuses("UNIT_GLOBAL", "now", () => Date.now());
    verdict.refuses("UNIT_GLOBAL", "a date", () => new Date());
    verdict.refuses("UNIT_GLOBAL", "a string", () => Date());
    verdict.refuses("UNIT_GLOBAL", "a date without the clock", () => new Date(0));
    verdict.refuses("UNIT_GLOBAL", "UTC", () => Date.UTC(2_000));
    verdict.refuses("UNIT_GLOBAL", "parse", () => Date.parse("2000-01-01"));
    verdict.refuses("UNIT_GLOBAL", "construct", () => Reflect.construct(Date, [0]));
    class Heir extends Date {}
    verdict.refuses("UNIT_GLOBAL", "an heir", () => new Heir(0));
    const { prototype } = Date;
    const methods = Reflect.ownKeys(prototype);
    verdict.expect(`methods ${methods.join()}`, methods.join() === "constructor");
    verdict.expect("its constructor", prototype.constructor === Date);
    // Nothing that is left makes a date.
    const written = JSON.parse(JSON.stringify({ date: "1970-01-01T00:00:00.000Z" }));
    verdict.expect("a revived date", typeof written.date === "string");
  });
});

export default program;
