/**
 * Replaces what the membrane itself uses when it makes an error or copies bytes: if any of that could
 * be changed, trusted code would run the program's.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const tools: readonly (readonly [object, PropertyKey])[] = [
  [String.prototype, "split"],
  [String.prototype, Symbol.iterator],
  [Array.prototype, Symbol.iterator],
  [Array, "isArray"],
  [Object, "assign"],
  [Object, "freeze"],
  [Object, "create"],
  [Reflect, "get"],
  [Reflect, "getOwnPropertyDescriptor"],
  [Symbol, "split"],
  [Error, "prototype"],
  [Uint8Array, "prototype"],
  [Object.getPrototypeOf(Uint8Array), Symbol.species],
  [Object.getPrototypeOf([].values()), "next"],
];

/** A property that lets heirs have their own throws where it is itself. */
function isSet(holder: object, key: PropertyKey, value: unknown): boolean {
  try {
    return Reflect.set(holder, key, value);
  } catch {
    return false;
  }
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, { bytes }) => {
    let intrusions = 0;
    const intrude = (): never => {
      intrusions++;
      throw new Error("intruded");
    };
    for (const [holder, key] of tools) {
      const name = String(key);
      verdict.expect(`${name} was set`, !isSet(holder, key, intrude));
      verdict.expect(`${name} was defined`, !Reflect.defineProperty(holder, key, { get: intrude }));
    }
    verdict.refuses("VALUE_KIND", "a refusal", () => unit.log(1 as unknown as string));
    const copy = unit.bytes(bytes as Parameters<typeof unit.bytes>[0]);
    verdict.expect("bytes", copy.length === 3);
    verdict.expect("it got in", intrusions === 0);
  });
});

export default program;
