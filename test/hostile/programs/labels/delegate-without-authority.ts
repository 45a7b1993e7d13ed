/**
 * Hands on what it may only use, and uses what it may only hand on the other half of.
 *
 * @expect holds
 * @children self
 */

import {
  defineProgram,
  type Privilege,
  type Program,
  type Tag,
} from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const mine = givenTag(unit, "mine");
    const delegable = givenTag(unit, "delegable");
    const attempts: readonly (readonly [Tag, Privilege])[] = [
      [mine, "t+"],
      [mine, "t-"],
      [mine, "t+auth"],
      [mine, "t-auth"],
      [delegable, "t-"],
      [delegable, "t-auth"],
    ];
    for (const [tag, privilege] of attempts) {
      const refuse = (what: string, action: () => unknown): void =>
        verdict.refuses("PRIVILEGE_DELEGATE", `${what} ${privilege}`, action);
      refuse("take", () => unit.acquirePrivilege(tag, privilege));
      refuse("attach", () => unit.attachPrivilegeToPart(event, "list", {}, tag, privilege));
      refuse("grant", () =>
        unit.instantiateUnit("delegate-without-authority", {}, [{ tag, privilege }]),
      );
    }
    verdict.refuses("TAG_CREATOR", "revoke", () => unit.revokePrivilege(delegable, "t+"));
    verdict.allows("what it may", () => unit.acquirePrivilege(delegable, "t+"));
    unit.dropPrivilege(delegable);
    verdict.refuses("PRIVILEGE_DELEGATE", "take what it dropped", () =>
      unit.acquirePrivilege(delegable, "t+"),
    );
  });
});

export default program;
