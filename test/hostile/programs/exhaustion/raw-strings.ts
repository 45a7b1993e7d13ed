/**
 * Joins a template that says it has very many parts.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const raw: unknown = { length: 2 ** 53 - 1 };
    unit.log(String.raw({ raw } as TemplateStringsArray));
  });
});

export default program;
