/**
 * Uses tags that it holds but has no privilege over: for its labels, and to hand on.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Privilege, type Program } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const privileges: readonly Privilege[] = ["t+", "t-", "t+auth", "t-auth"];

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    for (const name of ["secret", "vouched"] as const) {
      const tag = givenTag(unit, name);
      for (const component of ["secrecy", "integrity"] as const) {
        for (const change of ["add", "remove"] as const) {
          const what = `${change} ${name} ${component}`;
          verdict.refuses("LABEL_PRIVILEGE", what, () =>
            unit.changeInOutLabel(component, change, tag),
          );
          verdict.refuses("LABEL_PRIVILEGE", `${what} of the output`, () =>
            unit.changeOutLabel(component, change, tag),
          );
        }
      }
      for (const privilege of privileges) {
        verdict.expect(`it has ${privilege}`, !unit.hasPrivilege(tag, privilege));
        verdict.refuses("PRIVILEGE_DELEGATE", `take ${privilege}`, () =>
          unit.acquirePrivilege(tag, privilege),
        );
        verdict.refuses("TAG_CREATOR", `revoke ${privilege}`, () =>
          unit.revokePrivilege(tag, privilege),
        );
        verdict.refuses("PRIVILEGE_DELEGATE", `attach ${privilege}`, () =>
          unit.attachPrivilegeToPart(event, "list", {}, tag, privilege),
        );
        verdict.refuses("PRIVILEGE_DELEGATE", `grant ${privilege}`, () =>
          unit.instantiateUnit("use-without-privilege", {}, [{ tag, privilege }]),
        );
      }
    }
  });
});

export default program;
