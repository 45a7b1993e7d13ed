/**
 * Asks for more than it may have of everything that is counted.
 *
 * @expect holds
 */

import { defineProgram, type Filter, type Program } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack, messageOf, type Verdict } from "../../verdict.ts";

/** Repeats until it is refused, which has to be before so many times. */
function flood(verdict: Verdict, code: string, most: number, action: () => unknown): void {
  for (let count = 0; count <= most; count++) {
    try {
      action();
    } catch (error) {
      const message = messageOf(error);
      verdict.expect(`${code} after ${count}: ${message}`, message.startsWith(`${code}: `));
      return;
    }
  }
  verdict.broken(`${code}: more than ${most}`);
}

function nested(levels: number): Filter {
  let filter: Filter = { part: "a", present: true };
  for (let i = 0; i < levels; i++) filter = { not: filter };
  return filter;
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    let levels = 0;
    flood(verdict, "FILTER_SIZE", 8, () => unit.subscribe(nested(++levels), () => {}));
    const terms = Array.from(
      { length: 300 },
      (_, i) => ({ part: `p${i}`, present: true }) as const,
    );
    verdict.refuses("FILTER_SIZE", "terms", () => unit.subscribe({ any: terms }, () => {}));
    flood(verdict, "SUBSCRIPTION_COUNT", 1_024, () =>
      unit.subscribe({ part: "never", present: true }, () => {}),
    );
    const tags = Array.from({ length: 1_025 }, () => givenTag(unit, "mine"));
    verdict.refuses("TAG_COUNT", "a label", () =>
      unit.addPart(unit.createEvent(), { secrecy: tags }, "own", 1),
    );
  });
  attack(
    unit,
    (verdict, event) => {
      const draft = unit.createEvent();
      for (const target of [event, draft]) {
        flood(verdict, "PART_COUNT", 30, () => unit.addPart(target, {}, "flood", 1));
      }
      const tag = unit.createTag("attached");
      flood(verdict, "TAG_COUNT", 16, () =>
        unit.attachPrivilegeToPart(draft, "flood", {}, tag, "t+"),
      );
      flood(verdict, "TAG_COUNT", 16_384, () => unit.createTag("flood"));
    },
    "again",
  );
  // The last line of all says that it is refused: the verdict is out by then.
  attack(
    unit,
    (verdict) =>
      flood(verdict, "EVENT_QUOTA", 256, () => {
        const one = unit.createEvent();
        unit.addPart(one, {}, "flood", 1);
        unit.publish(one);
      }),
    "late",
  );
  unit.subscribe({ part: "type", equals: "late" }, () => {
    for (let i = 0; i < 64; i++) unit.log("flood");
    try {
      unit.log("BROKEN more than 64 lines");
    } catch {
      // As it should be.
    }
  });
});

export default program;
