/**
 * Hostile: publishes large events until it is refused.
 *
 * config: { most?: events after which it stops of itself, characters?: size of the payload,
 * every?: it floods at each so many-th event that it sees }
 */

import { defineProgram, type Program } from "../../../src/unit/index.ts";
import { Journal } from "../journal.ts";
import { numberSetting } from "../settings.ts";

const program: Program = defineProgram((unit) => {
  const journal = new Journal(unit);
  const most = Math.min(numberSetting(unit.config, "most", 10_000), 10_000);
  const every = numberSetting(unit.config, "every", 1);
  const payload = "flood ".repeat(Math.ceil(numberSetting(unit.config, "characters", 60_000) / 6));
  let events = 0;

  function flood(): number {
    for (let count = 0; count < most; count++) {
      try {
        const event = unit.createEvent();
        unit.addPart(event, {}, "type", "flood");
        // A list, so that each event is copied anew instead of sharing one text.
        unit.addPart(event, {}, "payload", [payload, count]);
        unit.publish(event);
      } catch {
        return count;
      }
    }
    return most;
  }

  unit.subscribe({ part: "type", equals: "tick" }, () => {
    if (++events % every !== 0) return;
    journal.begin();
    journal.outcome("flood", () => {
      const count = flood();
      return count < most ? `refused after ${count}` : `allowed ${count}`;
    });
  });
});

export default program;
