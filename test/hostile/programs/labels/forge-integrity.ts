/**
 * Vouches for what it may not: with labels of parts, clones and versions, and by demanding integrity
 * of what it reads. The guard listens.
 *
 * @expect holds
 */

import { defineProgram, type Program, type Tag } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  function publishVouched(vouched: Tag): readonly Tag[] {
    const draft = unit.createEvent();
    unit.addPart(draft, { integrity: [vouched] }, "warrant", "forged");
    const [part] = unit.readPart(draft, "warrant");
    unit.publish(draft);
    return part?.label.integrity ?? [];
  }

  attack(unit, (verdict, event) => {
    const vouched = givenTag(unit, "vouched");
    verdict.expect("a part", publishVouched(vouched).length === 0);
    unit.publish(unit.cloneEvent(event, { integrity: [vouched] }));
    unit.addPart(event, { integrity: [vouched] }, "warrant", "forged");
    unit.delPart(event, { integrity: [vouched] }, "warrant");
    verdict.refuses("LABEL_PRIVILEGE", "its output", () =>
      unit.changeOutLabel("integrity", "add", vouched),
    );
    unit.requireIntegrity(vouched);
    verdict.expect("by demanding it", publishVouched(vouched).length === 0);
    verdict.refuses("LABEL_PRIVILEGE", "after demanding it", () =>
      unit.changeOutLabel("integrity", "add", vouched),
    );
  });
});

export default program;
