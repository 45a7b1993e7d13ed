/**
 * Subscribes with filters that are just small enough, and larger when they are written down for the
 * host: one in width, one in depth.
 *
 * @expect holds
 */

import { defineProgram, type Filter, type Program } from "../../../../src/unit/index.ts";
import { attack, messageOf } from "../../verdict.ts";

function wide(): Filter {
  const values = Array.from({ length: 3_300 }, (_, i) => i);
  const terms = Array.from({ length: 250 }, (_, i) => ({ part: `b${i}`, equals: 1 }) as const);
  return { any: [{ part: "a", in: values }, ...terms] };
}

function deep(): Filter {
  let filter: Filter = { not: { part: "a", equals: 1 } };
  for (let i = 0; i < 7; i++) filter = { all: [filter, { part: `b${i}`, equals: 1 }] };
  return filter;
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    for (const filter of [wide(), deep()]) {
      try {
        unit.subscribe(filter, () => {});
      } catch (error) {
        verdict.expect(messageOf(error), /^(FILTER|VALUE)_/.test(messageOf(error)));
      }
    }
  });
});

export default program;
