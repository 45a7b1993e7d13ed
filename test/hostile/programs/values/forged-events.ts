/**
 * Forges drafts and received events, or passes one for the other.
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
  attack(unit, (verdict, event) => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "own", 1);
    const forged: readonly unknown[] = [
      Object.create(Object.getPrototypeOf(event)),
      Object.create(event),
      Object.assign(Object.create(Object.getPrototypeOf(event)), event),
      Object.create(Object.getPrototypeOf(draft)),
      Object.create(draft),
      { ...event },
      { parts: [], time: 0, hops: 0 },
      [event],
      null,
      undefined,
      "event",
      1,
    ];
    for (const [at, value] of forged.entries()) {
      const fake = value as Draft & EventView;
      const refuse = (what: string, action: () => unknown): void =>
        verdict.refuses("EVENT_KIND", `${what} ${at}`, action);
      refuse("publish", () => unit.publish(fake));
      refuse("release", () => unit.release(fake));
      refuse("add", () => unit.addPart(fake, {}, "a", 1));
      refuse("delete", () => unit.delPart(fake, {}, "a"));
      refuse("read", () => unit.readPart(fake, "secret"));
      refuse("clone", () => unit.cloneEvent(fake, {}));
      refuse("attach", () =>
        unit.attachPrivilegeToPart(fake, "a", {}, unit.createTag("own"), "t+"),
      );
    }
    verdict.refuses("EVENT_KIND", "publish what came", () => unit.publish(event as never));
    verdict.refuses("EVENT_KIND", "release a draft", () => unit.release(draft as never));
  });
});

export default program;
