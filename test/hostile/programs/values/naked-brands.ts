/**
 * Passes objects that have as many keys as elements, stripped of everything that says so: whoever
 * enumerates them before looking at what they are takes seconds for it.
 *
 * @expect holds
 * @crossing 400
 * @memory 128
 * @children self
 */

import { defineProgram, type Program, type ValueInput } from "../../../../src/unit/index.ts";
import { attack, messageOf } from "../../verdict.ts";

const text = "x".repeat(2 ** 27);

const large: Readonly<Record<string, () => object>> = {
  text: () => Object(text),
  words: () => new Uint16Array(2 ** 22),
  floats: () => new Float64Array(2 ** 20),
  clamped: () => new Uint8ClampedArray(2 ** 22),
  bytes: () => new Uint8Array(2 ** 22),
  arguments: () =>
    (function many(..._: readonly unknown[]): IArguments {
      return arguments;
    })(...new Array<number>(10_000).fill(0)),
};

const small: Readonly<Record<string, () => object>> = {
  number: () => Object(1),
  flag: () => Object(true),
  "short text": () => Object("x"),
  pattern: () => /x/,
  error: () => new Error("x"),
  view: () => new DataView(new ArrayBuffer(8)),
  doubles: () => new Float32Array(1),
};

let disguises = 0;

/** Disguises: no prototype, that of plain objects, and one that says it is something else. */
function* disguised(make: () => object): Generator<object> {
  yield make();
  yield Object.setPrototypeOf(make(), null);
  yield Object.setPrototypeOf(make(), Object.prototype);
  const lying = Object.create(null, {
    [Symbol.toStringTag]: { get: () => (disguises++, "Object") },
    valueOf: { get: () => disguises++ },
    toString: { get: () => disguises++ },
    constructor: { value: Object },
  });
  yield Object.setPrototypeOf(make(), lying);
  yield Object.defineProperty(Object.setPrototypeOf(make(), null), "toString", {
    get: () => disguises++,
  });
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const draft = unit.createEvent();
    for (const [name, make] of [...Object.entries(large), ...Object.entries(small)]) {
      for (const object of disguised(make)) {
        const value = object as ValueInput;
        const never = { part: "never", equals: value as string };
        const calls: readonly (() => unknown)[] = [
          () => unit.addPart(draft, {}, "data", value),
          () => unit.addPart(draft, {}, "data", [{ value }]),
          () => unit.subscribe(never, () => {}),
          () => unit.subscribe(value as never, () => {}),
          () => unit.subscribeManaged(never, "naked-brands", value),
          () => unit.subscribeManaged({ part: "never", present: true }, "naked-brands", value),
          () => unit.instantiateUnit("naked-brands", {}, [], value),
          () => unit.log(value as unknown as string),
        ];
        for (const [at, call] of calls.entries()) {
          try {
            call();
            verdict.broken(`${name} was taken by call ${at}`);
          } catch (error) {
            const held = /^(VALUE|FILTER)_/.test(messageOf(error));
            verdict.expect(`${name} at ${at}: ${messageOf(error)}`, held);
          }
        }
      }
    }
    verdict.expect(`its code was run ${disguises} times`, disguises === 0);
  });
});

export default program;
