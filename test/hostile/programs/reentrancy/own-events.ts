/**
 * Answers its own events for ever, with fresh ones and by sending the same one on.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

/** Generations from ingress. */
const most = 64;

const program: Program = defineProgram((unit) => {
  let echoes = 0;
  let versions = 0;
  unit.subscribe({ part: "echo", present: true }, () => {
    echoes++;
    const echo = unit.createEvent();
    unit.addPart(echo, {}, "echo", 1);
    unit.publish(echo);
  });
  unit.subscribe({ part: "version", present: true }, (event) => {
    versions++;
    unit.delPart(event, {}, "version");
    unit.addPart(event, {}, "version", 1);
  });
  attack(unit, () => {
    for (const name of ["echo", "version"]) {
      const first = unit.createEvent();
      unit.addPart(first, {}, name, 1);
      unit.publish(first);
    }
  });
  attack(
    unit,
    (verdict) => {
      verdict.expect(`${echoes} echoes`, echoes > 1 && echoes <= most);
      verdict.expect(`${versions} versions`, versions >= 1 && versions <= most);
    },
    "again",
  );
});

export default program;
