/**
 * Passes bytes whose memory is gone, or never was theirs.
 *
 * @expect holds
 */

import {
  defineProgram,
  type Bytes,
  type Program,
  type ValueInput,
} from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, { bytes }) => {
    const buffer = new ArrayBuffer(8);
    const view = new Uint8Array(buffer);
    const detachers = ["transfer", "transferToFixedLength", "transferToImmutable"];
    for (const name of detachers) {
      verdict.throws(name, () => Reflect.apply(Reflect.get(buffer, name), buffer, []));
    }
    verdict.expect("it was detached", view.length === 8);
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "data", view as ValueInput);
    const fakes: readonly unknown[] = [
      view,
      {},
      Object.create(Object.getPrototypeOf(bytes)),
      Object.create(bytes as object),
      null,
      "bytes",
    ];
    for (const fake of fakes) {
      verdict.refuses("VALUE_KIND", "bytes of a fake", () => unit.bytes(fake as Bytes));
    }
  });
});

export default program;
