/**
 * Passes arrays that say one thing when asked how long they are and another when they are read.
 *
 * @expect holds
 */

import {
  defineProgram,
  type Program,
  type Tag,
  type ValueInput,
} from "../../../../src/unit/index.ts";
import { given, givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  let received: unknown = null;
  unit.subscribe({ part: "tricks", present: true }, ({ tricks }) => (received = tricks));
  attack(unit, (verdict) => {
    let calls = 0;
    const intrude = (): unknown => {
      calls++;
      return ["intruded"];
    };
    const tricky = [1, 2, 3];
    for (const key of ["toJSON", "map", "forEach", "entries", "toString", Symbol.iterator]) {
      Object.defineProperty(tricky, key, { value: intrude });
    }
    Object.defineProperty(tricky, Symbol.isConcatSpreadable, { value: true });
    class Sublist extends Array<number> {
      override get length(): number {
        return calls++;
      }
    }
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "tricks", tricky as ValueInput);
    unit.addPart(draft, {}, "sublist", Sublist.from([1, 2]) as ValueInput);
    const label: Tag[] = [givenTag(unit, "mine")];
    Object.defineProperty(label, Symbol.iterator, { value: () => [].values() });
    Object.defineProperty(label, "length", { value: 1 });
    unit.addPart(draft, { secrecy: label }, "hidden", 1);
    calls = 0;
    unit.publish(draft);
    verdict.expect("it was called", calls === 0);
  });
  attack(
    unit,
    (verdict) => {
      verdict.expect("it came", Array.isArray(received) && received.length === 3);
      verdict.expect("a configuration", given(unit, "role") === "low");
    },
    "again",
  );
});

export default program;
