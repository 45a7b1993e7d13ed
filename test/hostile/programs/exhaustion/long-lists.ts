/**
 * Calls built-in functions on lists that say they are very long, in every way of saying it: V8 does not
 * look at the time limit while they run, so each has to refuse at once.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack, messageOf } from "../../verdict.ts";

type Method = (...values: readonly unknown[]) => unknown;

const never = (): unknown => undefined;

/** Methods that go through a whole list, with arguments that make them. */
const methods: Readonly<Record<string, readonly unknown[]>> = {
  copyWithin: [0, 1],
  every: [Boolean],
  fill: [1],
  filter: [never],
  flat: [],
  flatMap: [never],
  forEach: [never],
  includes: [1],
  indexOf: [1],
  join: [],
  lastIndexOf: [1],
  map: [never],
  reduce: [never, 1],
  reduceRight: [never, 1],
  reverse: [],
  shift: [],
  slice: [],
  some: [never],
  sort: [],
  splice: [0, 1],
  toReversed: [],
  toSorted: [],
  toSpliced: [0, 1],
  unshift: [1],
  with: [0, 1],
};

const most = 2 ** 53 - 1;

function sparse(): unknown[] {
  const array: unknown[] = [];
  array.length = 2 ** 32 - 1;
  return array;
}

/** Lists that are long, or that need not say the same length twice. */
const lists: Readonly<Record<string, () => unknown>> = {
  "a record": () => ({ length: most }),
  "a sparse array": sparse,
  "a text for a length": () => ({ length: "9007199254740991" }),
  "a getter": () => {
    let asked = 0;
    return {
      get length() {
        return asked++ === 0 ? 1 : most;
      },
    };
  },
  "an object for a length": () => {
    let asked = 0;
    return { length: { valueOf: () => (asked++ === 0 ? 1 : most) } };
  },
  "an heir": () => Object.create({ length: most }),
  "an heir of an array": () => Object.create(sparse()),
  "a view that lies": () => Object.defineProperty(new Uint8Array(4), "length", { value: most }),
  "a view of another kind": () => Object.setPrototypeOf(new Uint8Array(4), { length: most }),
  "a function": () => Object.defineProperty(() => {}, "length", { value: most }),
  arguments: () =>
    (function list(..._: readonly number[]): IArguments {
      return Object.assign(arguments, { length: most });
    })(1),
};

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const refuse = (what: string, action: () => unknown): void => {
      try {
        action();
        verdict.broken(`${what} was done`);
      } catch (error) {
        const name: unknown = Reflect.get(error as object, "name");
        verdict.expect(`${what}: ${messageOf(error)}`, name === "RangeError");
      }
    };
    const given: object = Object.getPrototypeOf(event.list);
    for (const [name, values] of Object.entries(methods)) {
      for (const holder of [Array.prototype, given]) {
        const method = Reflect.get(holder, name) as Method;
        for (const [what, make] of Object.entries(lists)) {
          // What an array is asked for in other realms is what it says.
          const isForeign = holder === given && what.includes("view");
          if (!isForeign) refuse(`${name} of ${what}`, () => method.call(make(), ...values));
        }
        refuse(`${name} of a long text`, () => method.call("x".repeat(2 ** 28), ...values));
      }
    }
    for (const [what, make] of Object.entries(lists)) {
      const isIterable =
        what.includes("array") || what === "arguments" || what.includes("view that");
      if (!isIterable) refuse(`from ${what}`, () => Array.from(make() as ArrayLike<unknown>));
      const spread = Object.assign(Object(make()), { [Symbol.isConcatSpreadable]: true });
      refuse(`concat with ${what}`, () => [1].concat(spread));
    }
    const text = "x".repeat(2 ** 21);
    const [some, other] = [`${text}a`, `${text}b`];
    refuse("texts that begin alike", () => new Array(2 ** 20).fill(some).indexOf(other));
    refuse("many in one", () => [1, 2].flatMap(() => new Array(2 ** 23 - 1)));
    refuse("sorting", () => new Uint8Array(2 ** 23 + 1).sort());
  });
});

export default program;
