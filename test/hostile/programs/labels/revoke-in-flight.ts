/**
 * Lends a privilege to a unit in another cell, and takes it back in the very generation in which that
 * unit uses it: it still may, and must not be taken for a forger.
 *
 * @expect holds
 */

import { defineProgram, type Program, type Tag } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  let tag: Tag | null = null;
  let vouched = 0;
  let refused = 0;
  unit.subscribe({ part: "pledged", equals: "far" }, (event) => {
    const [part] = unit.readPart(event, "pledged");
    if (part?.label.integrity.length === 1) vouched++;
    else refused++;
  });
  attack(unit, () => {
    tag = unit.createTag("lent");
    const loan = unit.createEvent();
    unit.addPart(loan, {}, "loan", tag);
    unit.attachPrivilegeToPart(loan, "loan", {}, tag, "t+");
    unit.publish(loan);
  });
  const demand = (): void => {
    const event = unit.createEvent();
    unit.addPart(event, {}, "pledge", 1);
    unit.publish(event);
  };
  unit.subscribe({ part: "pledge", present: true }, () => {
    if (vouched === 0) unit.revokePrivilege(tag as Tag, "t+");
  });
  attack(unit, demand, "again");
  attack(
    unit,
    (verdict) => {
      verdict.expect(`it vouched ${vouched} times`, vouched === 1);
      demand();
    },
    "late",
  );
  unit.subscribe({ part: "type", equals: "ping" }, () => {
    if (vouched > 1) unit.log("BROKEN it vouches for ever");
    if (vouched === 1 && refused !== 1) unit.log(`BROKEN it was refused ${refused} times`);
  });
});

export default program;
