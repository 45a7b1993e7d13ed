/**
 * Rewrites an event that others have the secret parts of, and sends it on: the new version must not
 * show them to anybody else, nor lose what it could not name.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  let versions = 0;
  unit.subscribe({ part: "rewritten", present: true }, (event) => {
    versions++;
    if ("secret" in event || "number" in event) unit.log("BROKEN a version shows the secret");
    if (unit.readPart(event, "secret").length > 0) unit.log("BROKEN a version gives the secret");
  });
  attack(unit, (verdict, event) => {
    unit.delPart(event, {}, "type");
    unit.addPart(event, {}, "type", "canary");
    unit.addPart(event, {}, "rewritten", 1);
    verdict.expect("its own part", unit.readPart(event, "type").length === 1);
    unit.release(event);
    verdict.refuses("EVENT_STALE", "afterwards", () => unit.addPart(event, {}, "more", 1));
  });
  attack(
    unit,
    (_, event) => {
      // Naming the label of what it cannot see is no way to see it.
      unit.delPart(event, { secrecy: [givenTag(unit, "secret")] }, "number");
      unit.addPart(event, {}, "rewritten", 2);
    },
    "again",
  );
  attack(unit, (verdict) => verdict.expect(`versions: ${versions}`, versions === 2), "late");
});

export default program;
