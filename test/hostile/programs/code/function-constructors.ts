/**
 * Makes code from strings with the constructors of every kind of function there is.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack, messageOf } from "../../verdict.ts";

type Maker = (...parts: readonly string[]) => unknown;

class Sample {
  static #hidden(): void {}
  static readonly hidden = Sample.#hidden;
  readonly field = (): void => {};
  get property(): number {
    return 0;
  }
  method(): void {}
  *generator(): Generator<number> {
    yield 0;
  }
}

function getter(holder: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, name)?.get;
}

const functions: readonly unknown[] = [
  () => {},
  function ordinary() {},
  function* generator() {},
  Sample,
  Sample.hidden,
  Sample.prototype.method,
  Sample.prototype.generator,
  new Sample().field,
  getter(Sample.prototype, "property"),
  (() => {}).bind(null),
  Object,
  Array.prototype.map,
  Map,
  getter(Map.prototype, "size"),
  Symbol.prototype[Symbol.toPrimitive],
  Reflect.apply,
  JSON.stringify,
  Object.getPrototypeOf(Uint8Array),
  [].values().next,
  Iterator.from([]).map,
  Error,
  String.raw,
  Function,
];

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    // V8 refuses, too, while another context is entered; that is not what we rely on.
    const refuse = (what: string, action: () => unknown): void => {
      try {
        action();
        verdict.broken(what);
      } catch (error) {
        const message = messageOf(error);
        const isOurs = message.startsWith("UNIT_GLOBAL: ");
        verdict.expect(
          `${what}: ${message}`,
          isOurs || message.includes("not a valid constructor"),
        );
      }
    };
    for (const [at, from] of functions.entries()) {
      const prototype: { readonly constructor?: Maker } = Object.getPrototypeOf(from);
      const makers = [prototype.constructor, (from as typeof prototype).constructor];
      for (const maker of makers) {
        if (maker === undefined) continue;
        class Derived extends (maker as unknown as ObjectConstructor) {}
        refuse(`call ${at}`, () => maker("return 1"));
        refuse(`construct ${at}`, () => Reflect.construct(maker, ["return 1"]));
        refuse(`another target ${at}`, () => Reflect.construct(maker, [""], Object));
        refuse(`derive ${at}`, () => new Derived("return 1"));
      }
    }
  });
});

export default program;
