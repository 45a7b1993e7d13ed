/**
 * Passes objects whose insides are not what they look like from outside.
 *
 * @expect holds
 */

import { defineProgram, type Program, type ValueInput } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

class Instance {
  readonly field = 1;
}

class Subclass extends Uint8Array {}

const refused: Readonly<Record<string, () => unknown>> = {
  function: () => () => {},
  class: () => Instance,
  symbol: () => Symbol("value"),
  undefined: () => undefined,
  instance: () => new Instance(),
  map: () => new Map(),
  pattern: () => /x/,
  error: () => new Error("x"),
  "boxed text": () => Object("text"),
  "boxed number": () => Object(1),
  "boxed symbol": () => Object(Symbol.iterator),
  floats: () => new Float64Array(1),
  clamped: () => new Uint8ClampedArray(1),
  buffer: () => new ArrayBuffer(1),
  view: () => new DataView(new ArrayBuffer(1)),
  iterator: () => [1].values(),
  generator: () => (function* generator() {})(),
  "symbol key": () => ({ [Symbol.iterator]: 1 }),
  "heir of an heir": () => Object.create(Object.create(Object.create(null))),
  "heir of an array": () => Object.create([1, 2]),
};

const program: Program = defineProgram((unit) => {
  let bytes = 0;
  unit.subscribe({ part: "exotic", present: true }, ({ exotic }) => {
    if (!Array.isArray(exotic)) unit.log("BROKEN not an array any more");
    else for (const item of exotic) bytes += (item as { readonly length: number }).length;
  });
  attack(unit, (verdict, event) => {
    const draft = unit.createEvent();
    for (const [name, make] of Object.entries(refused)) {
      for (const value of [make(), [make()], { value: make() }]) {
        verdict.throws(name, () => unit.addPart(draft, {}, "data", value as ValueInput));
      }
    }
    const long = new Uint8Array(3);
    Object.defineProperty(long, "byteLength", { value: 2 ** 40 });
    Object.defineProperty(long, Symbol.iterator, { value: () => verdict.broken("iterated") });
    Object.defineProperty(long, "constructor", { get: () => verdict.broken("constructed") });
    const unmasked = Object.setPrototypeOf(new Uint8Array(3), null);
    const odd = [new Subclass(3), long, unmasked, new Uint8Array(new ArrayBuffer(9), 6)];
    unit.addPart(draft, {}, "exotic", odd);
    unit.addPart(draft, {}, "event", event as unknown as ValueInput);
    unit.addPart(draft, {}, "draft", draft as unknown as ValueInput);
    unit.publish(draft);
  });
  attack(unit, (verdict) => verdict.expect(`bytes: ${bytes}`, bytes === 12), "again");
});

export default program;
