/**
 * Hostile: subscribes to every part name that the dark pool uses, and tries by every call of the
 * API to see more of what it gets than it is shown.
 *
 * config: { tags: [the tags whose secrets it is after], events?: how many events of each shape it
 * works on, recorded?: how many of each shape it records (a leak would be another shape) }
 */

import { defineProgram, type EventView, type Program, type Tag } from "../../../src/unit/index.ts";
import { Journal } from "../journal.ts";
import { isTag, numberSetting, setting } from "../settings.ts";

const partNames: readonly string[] = [
  "type",
  "symbol",
  "price",
  "body",
  "trader_id",
  "cancel",
  "match",
  "print",
  "order_ref",
  "report",
  "identity",
  "record",
];

/** A shape is a set of visible parts. */
const mostShapes = 256;

const program: Program = defineProgram((unit) => {
  const journal = new Journal(unit);
  const given = setting(unit.config, "tags");
  const tags: readonly Tag[] = Array.isArray(given) ? given.filter(isTag) : [];
  const shapes = new Map<string, number>();
  const eventsPerShape = numberSetting(unit.config, "events", 8);
  const recordedPerShape = numberSetting(unit.config, "recorded", 256);

  /** How many events of this shape there were before; the shapes themselves are bounded too. */
  function countShape(event: EventView): number {
    const type = typeof event.type === "string" ? event.type : "";
    const shape = `${type}:${Object.keys(event).join(",")}`;
    const count = shapes.get(shape) ?? (shapes.size < mostShapes ? 0 : Infinity);
    if (count < Infinity) shapes.set(shape, count + 1);
    return count;
  }

  function tryEvent(event: EventView): void {
    journal.attempt("read-parts", () => partNames.flatMap((name) => unit.readPart(event, name)));
    journal.attempt("clone-and-publish", () => {
      const clone = unit.cloneEvent(event, {});
      const seen = partNames.flatMap((name) => unit.readPart(clone, name));
      unit.addPart(clone, {}, "copied", true);
      unit.publish(clone);
      return seen;
    });
  }

  function tryTag(event: EventView, tag: Tag): void {
    journal.attempt("raise-label", () => unit.changeInOutLabel("secrecy", "add", tag));
    journal.attempt("acquire-privilege", () => unit.acquirePrivilege(tag, "t+"));
    journal.attempt("attach-privilege", () => {
      unit.addPart(event, {}, "bait", null);
      unit.attachPrivilegeToPart(event, "bait", {}, tag, "t+");
    });
    journal.attempt("revoke-privilege", () => unit.revokePrivilege(tag, "t-"));
    journal.attempt("instantiate", () =>
      unit.instantiateUnit("eavesdropper", { secrecy: [tag] }, [{ tag, privilege: "t+" }]),
    );
    journal.attempt("subscribe-managed", () =>
      unit.subscribeManaged({ part: "trader_id", present: true }, "order-desk"),
    );
  }

  // One subscription, so that an event comes once; not what it cloned itself, or it would not end.
  unit.subscribe(
    {
      all: [
        { any: partNames.map((part) => ({ part, present: true })) },
        { not: { part: "copied", present: true } },
      ],
    },
    (event) => {
      journal.begin();
      const count = countShape(event);
      if (count < recordedPerShape) journal.received(event);
      if (count >= eventsPerShape) return;
      tryEvent(event);
      const tag = tags[count % tags.length];
      if (tag !== undefined) tryTag(event, tag);
    },
  );
});

export default program;
