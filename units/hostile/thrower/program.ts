/**
 * Hostile: passes values to the platform that are made to break whoever looks at them, and throws
 * others. A fault may restart it with its state lost, so what it throws follows from the event.
 *
 * config: { start?: which throwable it begins with }
 */

import { defineProgram, type Program, type ValueInput } from "../../../src/unit/index.ts";
import { Journal } from "../journal.ts";
import { numberSetting } from "../settings.ts";
import { strangeValues, throwables } from "./strange.ts";

const longName = "n".repeat(100);

const program: Program = defineProgram((unit) => {
  const journal = new Journal(unit);
  const start = numberSetting(unit.config, "start", 0);
  let events = 0;

  function tryValues(): void {
    for (const [what, make] of Object.entries(strangeValues)) {
      journal.attempt(`add-${what}`, () => {
        const event = unit.createEvent();
        // The types forbid what is tried here, which is why it is tried.
        unit.addPart(event, {}, "strange", make() as ValueInput);
        unit.publish(event);
      });
    }
    for (const name of ["", "__proto__", longName]) {
      journal.attempt(`add-name-of-${name.length}`, () =>
        unit.addPart(unit.createEvent(), {}, name, 1),
      );
    }
  }

  unit.subscribe({ part: "type", equals: "tick" }, ({ price }) => {
    journal.begin();
    if (events === 0) tryValues();
    const cents = typeof price === "number" ? Math.round(price * 100) : 0;
    const kind = throwables[(start + cents + events++) % throwables.length];
    if (kind === undefined) return;
    journal.outcome(`throw-${kind.what}`, () => "thrown");
    kind.raise();
  });
});

export default program;
