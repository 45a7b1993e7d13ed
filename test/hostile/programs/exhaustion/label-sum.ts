/**
 * Makes a label of more tags than a label may have, from two that are as large as they may be.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const own = unit.createTag("own");
    unit.acquirePrivilege(own, "t+");
    unit.changeOutLabel("secrecy", "add", own);
    const tags = Array.from({ length: 1_024 }, () => unit.createTag("many"));
    const draft = unit.createEvent();
    const refuse = (what: string, action: () => unknown): void =>
      verdict.refuses("TAG_COUNT", what, action);
    refuse("a part", () => unit.addPart(draft, { secrecy: tags }, "data", 1));
    refuse("a clone", () => unit.cloneEvent(event, { secrecy: tags }));
    refuse("a deletion", () => unit.delPart(event, { secrecy: tags }, "data"));
    unit.addPart(draft, {}, "data", 1);
    unit.publish(draft);
  });
});

export default program;
