/**
 * Demands integrity of what it reads, then has instances and children made, whose labels are derived
 * from its own: one of them might vouch.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { givenTag, role } from "../../given.ts";
import { Verdict } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  const vouched = givenTag(unit, "vouched");
  if (role(unit) !== "low") {
    const verdict = new Verdict(unit);
    const draft = unit.createEvent();
    unit.addPart(draft, { integrity: [vouched] }, "warrant", `forged by ${role(unit)}`);
    const integrity = unit.readPart(draft, "warrant").flatMap(({ label }) => label.integrity);
    verdict.expect("it vouches", integrity.length === 0);
    verdict.refuses("LABEL_PRIVILEGE", "its output", () =>
      unit.changeOutLabel("integrity", "add", vouched),
    );
    unit.publish(draft);
    const operator = { part: "warrant", equals: "operator" } as const;
    unit.subscribe({ all: [operator, { not: { part: "extra", present: true } }] }, (event) => {
      const clone = unit.cloneEvent(event, { integrity: [vouched] });
      unit.addPart(clone, { integrity: [vouched] }, "extra", "forged");
      unit.publish(clone);
      unit.addPart(event, { integrity: [vouched] }, "extra", "forged");
    });
    return;
  }
  const config = (name: string) => ({ vouched, role: name });
  unit.requireIntegrity(vouched);
  unit.subscribeManaged(
    { part: "warrant", present: true },
    "endorse-by-instances",
    config("managed"),
  );
  unit.subscribe({ part: "warrant", equals: "operator" }, () => {
    unit.instantiateUnit("endorse-by-instances", { integrity: [vouched] }, [], config("child"));
    unit.log("ok");
  });
});

export default program;
