/**
 * Has instances of a managed subscription read for it: what is beyond its own reach, and what it could
 * raise them to but not bring down again.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { givenTag, role } from "../../given.ts";
import { attack, Verdict } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  const secret = givenTag(unit, "secret");
  const mine = givenTag(unit, "mine");
  if (role(unit) === "instance") {
    const verdict = new Verdict(unit);
    unit.subscribe({ part: "secret", present: true }, () => verdict.broken("it sees the secret"));
    unit.subscribe({ part: "private", present: true }, () => {
      verdict.expect("it holds t+", !unit.hasPrivilege(mine, "t+"));
      verdict.expect("it holds t-", !unit.hasPrivilege(mine, "t-"));
      verdict.refuses("LABEL_PRIVILEGE", "its way down", () =>
        unit.changeOutLabel("secrecy", "remove", mine),
      );
      const draft = unit.createEvent();
      unit.addPart(draft, {}, "report", "from an instance");
      const [part] = unit.readPart(draft, "report");
      verdict.expect("it is contaminated", part?.label.secrecy[0] === mine);
      unit.publish(draft);
    });
    return;
  }
  const config = { secret, mine, role: "instance" };
  unit.subscribe({ part: "report", present: true }, () => unit.log("BROKEN an instance reported"));
  for (const part of ["secret", "private", "number"]) {
    unit.subscribeManaged({ part, present: true }, "managed-launder", config);
  }
  attack(unit, () => {
    const draft = unit.createEvent();
    unit.addPart(draft, { secrecy: [mine] }, "private", 1);
    unit.addPart(draft, { secrecy: [mine, secret] }, "secret", 1);
    unit.publish(draft);
  });
});

export default program;
