/**
 * Tells one NaN from another: their bits show what V8 has compiled, which is a clock.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { lookAt, nans, type Road, roads } from "../../nan-bits.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  const thoughCopied = (number: number): number => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "numbers", [number]);
    const [copied] = unit.readPart(draft, "numbers")[0]?.data as readonly number[];
    return copied as number;
  };
  attack(unit, (verdict) => {
    let refused = 0;
    const check = (road: Road, numbers: readonly number[]): void => {
      const told = new Set(lookAt(road, numbers));
      const [first = ""] = told;
      if (first.startsWith("refused")) refused++;
      verdict.expect(`${road.name}: ${[...told].join(" | ")}`, told.size === 1);
    };
    const copied = nans.map(thoughCopied);
    let count = 0;
    for (const road of roads()) {
      count++;
      check(road, nans);
      check(road, copied);
    }
    verdict.expect(`${refused} of ${2 * count}`, refused > 60 && refused < count);
    verdict.expect("Float16Array", typeof Float16Array === "undefined");
    verdict.expect("structuredClone", typeof structuredClone === "undefined");
  });
});

export default program;
