/**
 * Calls the unit API at every depth of a stack that is almost used up, so that a call breaks off
 * anywhere: what comes of it must be whole, and known to all whom it concerns.
 *
 * @expect fault
 * @children self
 */

import {
  defineProgram,
  type Program,
  type UnitApi,
  type Value,
} from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { attack } from "../../verdict.ts";

const dives = 20;

/** Acts when there are so many frames left on the stack. */
function dive(framesLeft: number, action: () => void): void {
  let reached = 0;
  const descend = (depth: number, most: number): number => {
    reached = depth;
    if (depth === most) action();
    return depth === most ? 0 : descend(depth + 1, most) + 1;
  };
  try {
    descend(0, Infinity);
  } catch {
    descend(0, reached - framesLeft);
  }
}

function publishThreeParts(unit: UnitApi, at: Value): void {
  const draft = unit.createEvent();
  unit.addPart(draft, {}, "first", at);
  unit.addPart(draft, {}, "tag", unit.createTag("fresh"));
  unit.addPart(draft, {}, "last", [at, { at }]);
  unit.publish(draft);
}

const program: Program = defineProgram((unit) => {
  if (role(unit) === "diver") {
    unit.subscribe({ part: "dive", present: true }, ({ dive: at }) => {
      if (typeof at === "number") dive(at, () => publishThreeParts(unit, at));
    });
    return;
  }
  let whole = 0;
  unit.subscribe({ part: "first", present: true }, (event) => {
    if (!("last" in event && "tag" in event)) unit.log("BROKEN half an event came");
    whole++;
    // Whoever names the tag next must not be taken for one who made it up.
    const echo = unit.createEvent();
    unit.addPart(echo, {}, "echo", event.tag ?? null);
    unit.publish(echo);
  });
  unit.subscribeManaged({ part: "dive", present: true }, "stack-in-calls", { role: "diver" });
  attack(unit, () => {
    for (let at = 0; at < dives; at++) {
      const draft = unit.createEvent();
      unit.addPart(draft, {}, "dive", at);
      unit.publish(draft);
    }
  });
  attack(
    unit,
    (verdict) => {
      verdict.expect(`${whole} events came`, whole > dives / 4 && whole <= dives);
      verdict.allows("calls still work", () => publishThreeParts(unit, 0));
    },
    "late",
  );
});

export default program;
