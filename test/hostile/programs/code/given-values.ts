/**
 * Climbs from everything the platform hands out to a constructor of functions: events, data, tags,
 * drafts, the unit itself, and the errors of its calls.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

type Maker = (...parts: readonly string[]) => unknown;

function caught(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

/** Everything that a value inherits from or was made by, and what those were made by. */
function ancestors(value: unknown): Set<object> {
  const found = new Set<object>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if ((typeof next !== "object" && typeof next !== "function") || next === null) continue;
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(
      Object.getPrototypeOf(next),
      caught(() => next.constructor),
    );
    for (const key of Reflect.ownKeys(next)) {
      const property = Reflect.getOwnPropertyDescriptor(next, key);
      waiting.push(property?.value, property?.get, property?.set);
    }
  }
  return found;
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "own", [1, [2]]);
    const given = [
      unit,
      unit.config,
      event,
      event.list,
      event.record,
      event.bytes,
      unit.bytes(event.bytes as Parameters<typeof unit.bytes>[0]),
      draft,
      unit.cloneEvent(event, {}),
      unit.readPart(event, "list"),
      unit.readPart(draft, "own"),
      unit.createTag("own"),
      caught(() => unit.log(1 as unknown as string)),
      caught(() => unit.publish(null as unknown as typeof draft)),
      caught(() => (event.list as readonly unknown[] as unknown[]).push(1)),
      caught(() => Reflect.apply(unit.subscribe, null, [])),
    ];
    for (const [at, value] of given.entries()) {
      for (const ancestor of ancestors(value)) {
        if (typeof ancestor !== "function") continue;
        const made = caught(() => (ancestor as Maker)("return 6 * 7"));
        const result = typeof made === "function" ? caught(() => made()) : null;
        verdict.expect(`value ${at} makes code`, result !== 42);
      }
    }
  });
});

export default program;
