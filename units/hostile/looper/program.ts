/**
 * Hostile: after some events it never returns.
 *
 * config: { after?: how many events it handles first }
 */

import { defineProgram, type Program } from "../../../src/unit/index.ts";
import { Journal } from "../journal.ts";
import { numberSetting } from "../settings.ts";

const program: Program = defineProgram((unit) => {
  const journal = new Journal(unit);
  const after = numberSetting(unit.config, "after", 100);
  let events = 0;

  unit.subscribe({ part: "type", equals: "tick" }, () => {
    if (++events <= after) return;
    journal.begin();
    journal.outcome("loop-for-ever", () => "begun");
    for (;;);
  });
});

export default program;
