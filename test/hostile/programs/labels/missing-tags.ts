/**
 * Names a label with a tag that is not there, which must never mean a lower label.
 *
 * @expect holds
 */

import {
  defineProgram,
  type LabelSpec,
  type Program,
  type Tag,
} from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const tag = givenTag(unit, "mine");
    const sparse: Tag[] = [];
    sparse.length = 1;
    const lists: readonly unknown[] = [
      [undefined],
      [null],
      [[]],
      [[tag]],
      [{}],
      [tag, undefined],
      sparse,
      null,
      {},
      "secrecy",
      new Set([tag]),
      { length: 1, 0: tag },
    ];
    for (const [at, secrecy] of lists.entries()) {
      const label = { secrecy } as LabelSpec;
      const draft = unit.createEvent();
      verdict.throws(`a part ${at}`, () => unit.addPart(draft, label, "own", 1));
      verdict.throws(`a clone ${at}`, () => unit.cloneEvent(event, label));
      verdict.throws(`deleting ${at}`, () => unit.delPart(draft, label, "own"));
    }
    for (const label of [undefined, null, "label", 1, tag, event, [tag], unit]) {
      const draft = unit.createEvent();
      verdict.throws("no label", () => unit.addPart(draft, label as LabelSpec, "own", 1));
    }
  });
});

export default program;
