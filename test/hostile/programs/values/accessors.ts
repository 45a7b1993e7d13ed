/**
 * Passes data with getters, to run code while the platform copies: none of them may be called.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Program, type ValueInput } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    let calls = 0;
    const get = (): number => ++calls;
    const draft = unit.createEvent();
    const list: unknown[] = [1, 2];
    Object.defineProperty(list, 1, { get, enumerable: true });
    const values: readonly unknown[] = [
      Object.defineProperty({}, "value", { get, enumerable: true }),
      Object.defineProperty({}, "value", { get, enumerable: false }),
      Object.defineProperty({}, "value", { set: get, enumerable: true }),
      { nested: { deep: [list] } },
      list,
    ];
    for (const [at, value] of values.entries()) {
      const input = value as ValueInput;
      verdict.refuses("VALUE_ACCESSOR", `data ${at}`, () => unit.addPart(draft, {}, "a", input));
      verdict.refuses("VALUE_ACCESSOR", `filter ${at}`, () =>
        unit.subscribe({ part: "type", in: [input as string] }, () => {}),
      );
      verdict.refuses("VALUE_ACCESSOR", `configuration ${at}`, () =>
        unit.instantiateUnit("accessors", {}, [], input),
      );
    }
    verdict.expect("a getter was called", calls === 0);
  });
});

export default program;
