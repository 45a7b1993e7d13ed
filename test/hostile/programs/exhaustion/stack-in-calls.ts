/**
 * Calls the unit API at every depth of a stack that is almost used up, so that a call breaks off
 * anywhere: what comes of it must be whole, and known to all whom it concerns.
 *
 * @expect fault
 * @slow
 * @children self
 * @open a publish that breaks off half-way reaches its own cell and no other
 */

import {
  defineProgram,
  type Program,
  type UnitApi,
  type Value,
} from "../../../../src/unit/index.ts";
import { role } from "../../given.ts";
import { attack, messageOf } from "../../verdict.ts";

/** Frames left on the stack, from enough for every call to too few for anything. */
const most = 140;
/** V8 compiles a function when it is first called, and needs a good deal of stack for it. */
const enoughToCompile = 2_000;

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

/** After a call that broke off half-way there must be no other. */
function sayMore(unit: UnitApi): void {
  try {
    unit.log("BROKEN another call");
  } catch {
    // As it should be.
  }
}

const program: Program = defineProgram((unit) => {
  if (role(unit) === "diver") {
    unit.subscribe({ part: "dive", present: true }, ({ dive: at }) => {
      if (typeof at !== "number") return;
      let isStopped = false;
      dive(at, () => {
        try {
          publishThreeParts(unit, at);
        } catch (error) {
          isStopped = messageOf(error).endsWith("the unit will be stopped");
          throw error;
        }
      });
      if (isStopped) sayMore(unit);
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
  const diveTo = (framesLeft: number): void => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "dive", framesLeft);
    unit.publish(draft);
  };
  attack(unit, () => {
    diveTo(enoughToCompile);
    for (let at = most; at > most / 2; at--) diveTo(at);
  });
  attack(
    unit,
    () => {
      for (let at = most / 2; at >= 0; at--) diveTo(at);
    },
    "again",
  );
  attack(
    unit,
    (verdict) => {
      verdict.expect(`${whole} events came`, whole > 0 && whole < most);
      verdict.allows("calls still work", () => publishThreeParts(unit, 0));
    },
    "late",
  );
});

export default program;
