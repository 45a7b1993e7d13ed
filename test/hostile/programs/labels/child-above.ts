/**
 * Has a child see what it may not see itself, and report back.
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
  if (role(unit) === "child") {
    const verdict = new Verdict(unit);
    unit.subscribe({ part: "secret", present: true }, () => verdict.broken("it sees the secret"));
    unit.subscribe({ part: "type", equals: "late" }, () => {
      const draft = unit.createEvent();
      unit.addPart(draft, {}, "report", "from a child");
      const [part] = unit.readPart(draft, "report");
      verdict.expect("it was born contaminated", part?.label.secrecy[0] === mine);
      verdict.refuses("LABEL_PRIVILEGE", "its way down", () =>
        unit.changeOutLabel("secrecy", "remove", mine),
      );
      unit.publish(draft);
    });
    return;
  }
  unit.subscribe({ part: "report", present: true }, () => unit.log("BROKEN a child reported"));
  attack(unit, (verdict) => {
    for (const secrecy of [[secret], [mine, secret], [secret, secret, mine]]) {
      verdict.refuses("LABEL_PRIVILEGE", "a child above", () =>
        unit.instantiateUnit("child-above", { secrecy }, [], { secret, mine, role: "child" }),
      );
    }
    for (const name of ["witness", "hostile", "near", "", "__proto__", "toString"]) {
      verdict.refuses("CHILD_UNKNOWN", name, () => unit.instantiateUnit(name, {}, []));
      verdict.refuses("CHILD_UNKNOWN", name, () =>
        unit.subscribeManaged({ part: "type", present: true }, name),
      );
    }
    unit.instantiateUnit("child-above", { secrecy: [mine] }, [], { secret, mine, role: "child" });
  });
});

export default program;
