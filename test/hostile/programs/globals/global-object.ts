/**
 * Finds the global object, by any of its names or as the `this` of whatever can be called.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

declare const self: unknown;
declare const window: unknown;
declare const frames: unknown;
declare const root: unknown;
declare const written: unknown;

function receiver(this: unknown, ..._ignored: readonly unknown[]): unknown {
  return this;
}

function* generated(this: unknown): Generator<unknown> {
  yield this;
}

class Holder {
  static readonly atInitialisation: unknown = receiver.call(undefined);
  get property(): unknown {
    return receiver();
  }
  readonly method: () => unknown = receiver;
}

const topLevel: unknown = (() => this)();

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    // Under these names a unit has an object of its own.
    const own: Record<string, unknown> = globalThis;
    verdict.expect("global", (global as unknown) === own);
    verdict.expect("self", self === own);
    own["written"] = 1;
    own["Map"] = 1;
    verdict.expect("a new global", typeof written === "undefined");
    verdict.expect("another Map", typeof Map === "function");
    verdict.expect("its prototype", Object.getPrototypeOf(own) === Object.prototype);
    verdict.expect("window", typeof window === "undefined");
    verdict.expect("frames", typeof frames === "undefined");
    verdict.expect("root", typeof root === "undefined");
    const { method } = new Holder();
    const found: unknown[] = [
      topLevel,
      Holder.atInitialisation,
      new Holder().property,
      receiver(),
      method(),
      receiver.call(undefined),
      receiver.apply(null, []),
      receiver.bind(undefined)(),
      Reflect.apply(receiver, undefined, []),
      generated().next().value,
      [1].map(receiver)[0],
      Array.from([1], receiver)[0],
      new Map([[1, 2]]).forEach(receiver),
      receiver`text`,
    ];
    "a".replace("a", (...matched) => {
      found.push(receiver.apply(undefined), matched.at(-1));
      return "";
    });
    JSON.parse("1", receiver);
    for (const [at, value] of found.entries()) {
      const isPlain = value === undefined || value === null || typeof value === "string";
      verdict.expect(`a function of kind ${at} gave ${typeof value}`, isPlain);
    }
    const methods: readonly (() => unknown)[] = [Object.prototype.valueOf, [].concat, [].values];
    for (const method of methods) {
      verdict.throws(`${method.name} of nothing`, () => Reflect.apply(method, undefined, []));
    }
    verdict.expect("an event is global", !("unit" in event));
  });
});

export default program;
