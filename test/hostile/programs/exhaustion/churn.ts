/**
 * Makes and forgets what is counted only while it lasts: subscriptions, tags, labels, drafts.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    for (let i = 0; i < 1_500; i++) {
      unit.unsubscribe(unit.subscribe({ part: `p${i}`, present: true }, () => {}));
      const tag = unit.createTag(`tag ${i}`);
      unit.acquirePrivilege(tag, "t+");
      unit.acquirePrivilege(tag, "t-");
      unit.changeInOutLabel("secrecy", "add", tag);
      unit.changeInOutLabel("secrecy", "remove", tag);
      unit.dropPrivilege(tag);
      unit.addPart(unit.createEvent(), {}, "draft", i);
    }
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "own", 1);
    verdict.expect("public again", unit.readPart(draft, "own")[0]?.label.secrecy.length === 0);
  });
});

export default program;
