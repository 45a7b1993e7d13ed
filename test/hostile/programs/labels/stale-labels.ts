/**
 * Changes a list of tags after it was passed, and between two readings of it.
 *
 * @expect holds
 */

import { defineProgram, type Program, type Tag } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const mine = givenTag(unit, "mine");
    const secrecyOf = (draft: ReturnType<typeof unit.createEvent>): readonly Tag[] =>
      unit.readPart(draft, "own").flatMap(({ label }) => label.secrecy);
    // It may see its own tag, so that it can look at what became of the label.
    unit.changeInOutLabel("secrecy", "add", mine);
    unit.changeOutLabel("secrecy", "remove", mine);

    const list = [mine];
    const first = unit.createEvent();
    unit.addPart(first, { secrecy: list }, "own", 1);
    list.length = 0;
    verdict.expect("emptied afterwards", secrecyOf(first).length === 1);
    unit.addPart(first, { secrecy: list }, "own", 1);
    verdict.expect("read anew", secrecyOf(first).length === 1);

    const other = unit.createTag("other");
    const several = [mine, other];
    Object.defineProperty(several, 1, { get: () => mine });
    verdict.refuses("TAG_KIND", "a getter among several", () =>
      unit.addPart(unit.createEvent(), { secrecy: several }, "own", 1),
    );
    const shrinking = [mine, mine];
    const label = {
      secrecy: shrinking,
      get integrity(): Tag[] {
        shrinking.length = 1;
        return [];
      },
    };
    const second = unit.createEvent();
    unit.addPart(second, label, "own", 1);
    verdict.expect("shrunk by the other half", secrecyOf(second).length === 1);
  });
});

export default program;
