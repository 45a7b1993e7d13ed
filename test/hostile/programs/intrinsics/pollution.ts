/**
 * Pollutes prototypes in every way there is. The witnesses look whether anything reaches them.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const prototypes: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
  Symbol.prototype,
  BigInt.prototype,
  RegExp.prototype,
  Map.prototype,
  Set.prototype,
  WeakMap.prototype,
  Error.prototype,
  TypeError.prototype,
  Iterator.prototype,
  Uint8Array.prototype,
  ArrayBuffer.prototype,
  Object.getPrototypeOf(Uint8Array.prototype),
  Object.getPrototypeOf(() => {}),
  Object.getPrototypeOf([].values()),
];

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    for (const [at, prototype] of prototypes.entries()) {
      const open = prototype as { [name: string]: unknown };
      verdict.throws(`assign ${at}`, () => (open["polluted"] = 1));
      verdict.throws(`toString ${at}`, () => delete open["toString"] && (open["constructor"] = 1));
      verdict.throws(`define ${at}`, () => Object.defineProperty(open, "polluted", { value: 1 }));
      verdict.throws(`assign several ${at}`, () => Object.assign(open, { polluted: 1 }));
      verdict.throws(`prototype ${at}`, () => Object.setPrototypeOf(open, { polluted: 1 }));
      verdict.throws(`symbol ${at}`, () => Reflect.set(open, Symbol.iterator, 1) || fail());
      verdict.throws(`getter ${at}`, () => {
        const define: unknown = Reflect.get({}, "__defineGetter__");
        Reflect.apply(define as () => void, open, ["polluted", () => 1]);
      });
      verdict.expect(`polluted ${at}`, !("polluted" in open));
    }
    const payload: object = JSON.parse('{"__proto__": {"polluted": 1}}');
    Object.assign({}, payload);
    const merged: { [name: string]: unknown } = {};
    for (const [name, value] of Object.entries(payload)) merged[name] = value;
    verdict.expect("by a merge", !("polluted" in {}) && !("polluted" in []));
  });
});

function fail(): never {
  throw new Error("it could not be set");
}

export default program;
