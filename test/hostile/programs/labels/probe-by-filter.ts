/**
 * Has the platform compare what it cannot see: filters over secret parts, over their absence, and an
 * event of which nothing is visible.
 *
 * @expect holds
 */

import { defineProgram, type Filter, type Program } from "../../../../src/unit/index.ts";
import { attack, Verdict } from "../../verdict.ts";

const probes: readonly Filter[] = [
  { part: "secret", present: true },
  { part: "secret", equals: "canary-7f3e9a51c2" },
  { part: "secret", in: ["canary-7f3e9a51c2", null] },
  { part: "secret", gte: "a", lt: "z" },
  { part: "number", gt: 0 },
  { part: "type", equals: "canary" },
  {
    all: [
      { part: "type", equals: "attack" },
      { part: "secret", present: true },
    ],
  },
  {
    any: [
      { part: "secret", present: true },
      { part: "number", present: true },
    ],
  },
  { not: { not: { part: "number", present: true } } },
];

const program: Program = defineProgram((unit) => {
  const verdict = new Verdict(unit);
  for (const [at, probe] of probes.entries()) {
    unit.subscribe(probe, () => verdict.broken(`the probe ${at} matched`));
  }
  // What is not visible is not there, whatever is in it.
  let absent = 0;
  unit.subscribe({ not: { part: "secret", present: true } }, ({ type }) => {
    if (type === "canary" || type === undefined) verdict.broken("it was told of a secret event");
    absent++;
  });
  attack(unit, (later) => later.expect(`it was told of ${absent}`, absent > 2), "late");
});

export default program;
