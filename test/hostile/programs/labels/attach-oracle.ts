/**
 * Asks whether there is a part that it cannot see, by attaching a privilege to it.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack, messageOf } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const label = { secrecy: [givenTag(unit, "secret")] };
    const own = unit.createTag("own");
    const answers = ["secret", "number", "absent"].map((name) => {
      try {
        unit.attachPrivilegeToPart(event, name, label, own, "t+");
        return "attached";
      } catch (error) {
        return messageOf(error).split(":")[0];
      }
    });
    verdict.expect(`it was told ${answers.join()}`, new Set(answers).size === 1);
  });
});

export default program;
