/**
 * Publishes, releases and subscribes while the platform reads a label: from getters, and from a list
 * whose elements are getters.
 *
 * @expect holds
 */

import {
  defineProgram,
  type LabelSpec,
  type Program,
  type Tag,
} from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

function labelThat(action: () => void, tag: Tag): LabelSpec {
  const list = [tag];
  Object.defineProperty(list, 0, {
    get: () => {
      action();
      return tag;
    },
  });
  return {
    get secrecy(): readonly Tag[] {
      action();
      return list;
    },
    get integrity(): readonly Tag[] {
      action();
      return [];
    },
  };
}

const program: Program = defineProgram((unit) => {
  let published = 0;
  unit.subscribe({ part: "inner", present: true }, (event) => {
    published++;
    if ("outer" in event) unit.log("BROKEN a part was added after the event was published");
  });
  attack(unit, (verdict, event) => {
    const tag = givenTag(unit, "mine");
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "inner", 1);
    let done = false;
    const once = (): void => {
      if (!done) unit.publish(draft);
      done = true;
    };
    verdict.refuses("EVENT_STALE", "an addition", () =>
      unit.addPart(draft, labelThat(once, tag), "outer", 1),
    );
    const nested = unit.createEvent();
    const addsItself = labelThat(() => unit.addPart(nested, {}, "again", 1), tag);
    verdict.allows("nested additions", () => unit.addPart(nested, addsItself, "once", 1));
    verdict.expect("nested", unit.readPart(nested, "again").length >= 2);
    const throwing = labelThat(() => {
      throw new Error("in the middle");
    }, tag);
    verdict.throws("a clone", () => unit.cloneEvent(event, throwing));
    verdict.allows("release", () => unit.release(event));
    verdict.refuses("EVENT_STALE", "released by a getter", () =>
      unit.addPart(
        event,
        labelThat(() => {}, tag),
        "late",
        1,
      ),
    );
  });
  attack(unit, (verdict) => verdict.expect("published once", published === 1), "again");
});

export default program;
