/**
 * Changes a received event in place, for those who are handed it next.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    // What it composes itself is shared with whoever receives it, from the moment it is copied.
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "own", { a: { b: [1, { c: 2 }] } });
    const own = unit.readPart(draft, "own")[0]?.data as { readonly a: { readonly b: unknown[] } };
    const places: readonly unknown[] = [
      own,
      own.a,
      own.a.b,
      own.a.b[1],
      event,
      event.list,
      event.record,
      event.bytes,
      event.tag,
      unit.readPart(event, "record"),
      unit.readPart(event, "record")[0],
      unit.readPart(event, "record")[0]?.label,
      Object.getPrototypeOf(event),
      Object.getPrototypeOf(event.record),
    ];
    for (const [at, value] of places.entries()) {
      const place = value as { [name: string]: unknown };
      verdict.expect(`frozen ${at}`, Object.isFrozen(place));
      verdict.throws(`add ${at}`, () => (place["added"] = 1));
      verdict.throws(`define ${at}`, () => Object.defineProperty(place, "type", { get: () => 1 }));
      verdict.throws(`prototype ${at}`, () => Object.setPrototypeOf(place, { added: 1 }));
      for (const key of Object.keys(place)) {
        verdict.throws(`write ${at} ${key}`, () => (place[key] = 1));
        verdict.throws(`delete ${at} ${key}`, () => delete place[key]);
      }
    }
    verdict.expect("what is hidden shows", !("secret" in event) && event.secret === undefined);
    verdict.expect("own keys", Reflect.ownKeys(event).length === 7);
  });
});

export default program;
