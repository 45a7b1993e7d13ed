/**
 * Keeps drafts and received events for later, and uses them twice.
 *
 * @expect holds
 */

import {
  defineProgram,
  type Draft,
  type EventView,
  type Program,
} from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  let keptDraft: Draft | null = null;
  let keptEvent: EventView | null = null;
  let deliveries = 0;
  unit.subscribe({ part: "once", present: true }, () => deliveries++);
  attack(unit, (verdict, event) => {
    keptDraft = unit.createEvent();
    unit.addPart(keptDraft, {}, "kept", 1);
    keptEvent = event;
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "once", 1);
    unit.publish(draft);
    const calls: readonly (() => unknown)[] = [
      () => unit.publish(draft),
      () => unit.addPart(draft, {}, "more", 1),
      () => unit.delPart(draft, {}, "once"),
      () => unit.readPart(draft, "once"),
      () => unit.cloneEvent(draft, {}),
    ];
    for (const call of calls) verdict.refuses("EVENT_STALE", "a published draft", call);
    unit.addPart(event, {}, "once", 2);
    unit.release(event);
    verdict.refuses("EVENT_STALE", "release again", () => unit.release(event));
    verdict.refuses("EVENT_STALE", "read", () => unit.readPart(event, "list"));
    verdict.refuses("EVENT_STALE", "clone", () => unit.cloneEvent(event, {}));
    const empty = unit.createEvent();
    unit.publish(empty);
    verdict.refuses("EVENT_STALE", "an empty one", () => unit.addPart(empty, {}, "more", 1));
  });
  attack(
    unit,
    (verdict, event) => {
      verdict.expect("another event", keptEvent !== null && keptEvent !== event);
      verdict.refuses("EVENT_STALE", "a kept draft", () => unit.publish(keptDraft as Draft));
      const kept = keptEvent as EventView;
      verdict.refuses("EVENT_STALE", "a kept event", () => unit.readPart(kept, "secret"));
      verdict.refuses("EVENT_STALE", "its release", () => unit.release(kept));
      verdict.refuses("EVENT_STALE", "adding to it", () => unit.addPart(kept, {}, "more", 1));
      verdict.expect(`deliveries: ${deliveries}`, deliveries === 2);
    },
    "again",
  );
});

export default program;
