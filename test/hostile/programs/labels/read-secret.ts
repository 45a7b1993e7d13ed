/**
 * Reads a part that it is not cleared for, by every call that shows parts.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const secret = givenTag(unit, "secret");
    verdict.expect("as a property", event.secret === undefined && !("secret" in event));
    verdict.expect("among the keys", !Reflect.ownKeys(event).includes("number"));
    verdict.expect("by readPart", unit.readPart(event, "secret").length === 0);
    for (const label of [{}, { secrecy: [secret] }]) {
      const clone = unit.cloneEvent(event, label);
      verdict.expect("in a clone", unit.readPart(clone, "secret").length === 0);
      verdict.expect("a clone has the rest", unit.readPart(clone, "list").length <= 1);
      unit.publish(clone);
    }
    unit.addPart(event, {}, "secret", "mine");
    const parts = unit.readPart(event, "secret");
    verdict.expect("beside its own", parts.length === 1 && parts[0]?.data === "mine");
    verdict.expect("what it carries", !unit.hasPrivilege(secret, "t-"));
  });
});

export default program;
