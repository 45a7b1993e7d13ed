/**
 * Goes on using a privilege after its lease has ended: to say what it learnt under it, to keep the
 * label it had, and to give it to others.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  const leased = givenTag(unit, "leased");
  const saysLeased = (): boolean => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "said", 1);
    return unit.readPart(draft, "said")[0]?.label.secrecy.includes(leased) === true;
  };
  attack(unit, (verdict) => {
    unit.changeInOutLabel("secrecy", "add", leased);
    unit.changeOutLabel("secrecy", "remove", leased);
    verdict.expect("it may declassify under the lease", !saysLeased());
  });
  attack(
    unit,
    (verdict) => {
      verdict.expect("it still declassifies", saysLeased());
      for (const privilege of ["t+", "t-"] as const) {
        verdict.expect(`it has ${privilege}`, !unit.hasPrivilege(leased, privilege));
      }
      verdict.refuses("LABEL_PRIVILEGE", "declassify again", () =>
        unit.changeOutLabel("secrecy", "remove", leased),
      );
      verdict.refuses("LABEL_PRIVILEGE", "step down", () =>
        unit.changeInOutLabel("secrecy", "remove", leased),
      );
      verdict.refuses("LABEL_PRIVILEGE", "endorse", () =>
        unit.changeInOutLabel("integrity", "add", leased),
      );
      verdict.refuses("PRIVILEGE_DELEGATE", "renew", () => unit.acquirePrivilege(leased, "t-"));
    },
    "late",
  );
});

export default program;
