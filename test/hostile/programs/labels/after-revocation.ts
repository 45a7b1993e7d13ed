/**
 * A child keeps what its parent has revoked, and what it had handed on before.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Program, type Tag } from "../../../../src/unit/index.ts";
import { given, role } from "../../given.ts";
import { attack } from "../../verdict.ts";

const self = "after-revocation";

const program: Program = defineProgram((unit) => {
  if (role(unit) === "low") {
    let tag: Tag | null = null;
    attack(unit, () => {
      tag = unit.createTag("lent");
      const grants = (["t+", "t-", "t-auth"] as const).map((privilege) => ({
        tag: tag as Tag,
        privilege,
      }));
      unit.instantiateUnit(self, {}, grants, { role: "child", tag });
    });
    attack(
      unit,
      (verdict) => {
        for (const privilege of ["t-", "t-auth"] as const) {
          verdict.allows("revoke", () => unit.revokePrivilege(tag as Tag, privilege));
        }
      },
      "again",
    );
    return;
  }
  const tag = given(unit, "tag") as Tag;
  if (role(unit) === "child") {
    const grants = (["t-", "t-auth"] as const).map((privilege) => ({ tag, privilege }));
    unit.instantiateUnit(self, { secrecy: [tag] }, grants, { role: "grandchild", tag });
    unit.changeInOutLabel("secrecy", "add", tag);
  }
  unit.changeOutLabel("secrecy", "remove", tag);
  attack(
    unit,
    (verdict) => {
      const draft = unit.createEvent();
      unit.addPart(draft, {}, "said", 1);
      const secrecy = unit.readPart(draft, "said")[0]?.label.secrecy ?? [];
      verdict.expect(`the ${role(unit)} declassifies`, secrecy.includes(tag));
      verdict.expect("it has t-", !unit.hasPrivilege(tag, "t-"));
      verdict.refuses("PRIVILEGE_DELEGATE", "renew", () => unit.acquirePrivilege(tag, "t-"));
      verdict.refuses("TAG_CREATOR", "revoke", () => unit.revokePrivilege(tag, "t+"));
    },
    "late",
  );
});

export default program;
