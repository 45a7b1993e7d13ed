/**
 * The realm of arrays in event data: it has no program and runs nothing but this. Every program of the
 * cell is handed its arrays, so what they lead to is the same for all, unchangeable, and can do nothing
 * but work on arrays. A realm hardened with `ses` would do as well, at ten milliseconds a cell; here
 * little is kept, and only what is kept can be reached:
 *
 * - by properties: the prototypes below, with the methods that are listed, and their functions
 * - as results of those: arrays, iterators, bound functions, and primitives as objects
 * - as errors that those throw: `TypeError` and `RangeError`
 */

import "./bounded-lists.ts";
import "./callbacks.ts";
import type { Value } from "../../src/event/index.ts";

const iterator: object = Object.getPrototypeOf([].values());

/** An error that is thrown here tells nobody whose functions were running. */
Object.defineProperty(Error, "stackTraceLimit", { value: 0 });

// The machine's language would show in numbers.
const arrays: object = Array.prototype;
Object.defineProperty(arrays, "toLocaleString", { value: Reflect.get(arrays, "toString") });

/** Each object that is kept, with its properties that are; the others have only those of V8's own. */
const kept: readonly (readonly [object, readonly PropertyKey[]])[] = [
  [Array, [Symbol.species]],
  [
    arrays,
    [
      ..."at concat copyWithin entries every fill filter find findIndex findLast".split(" "),
      ..."findLastIndex flat flatMap forEach includes indexOf join keys lastIndexOf map".split(" "),
      ..."pop push reduce reduceRight reverse shift slice some sort splice".split(" "),
      ..."toLocaleString toReversed toSorted toSpliced toString unshift values with".split(" "),
      Symbol.iterator,
      Symbol.unscopables,
      // With the species above, so that V8 keeps making copies of arrays the fast way.
      "constructor",
    ],
  ],
  [iterator, ["next", Symbol.toStringTag]],
  [Object.getPrototypeOf(iterator) as object, [Symbol.iterator]],
  [Function.prototype, ["apply", "bind", "call", Symbol.hasInstance]],
  [
    Object.prototype,
    ["hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toString", "valueOf"],
  ],
  [TypeError.prototype, ["name", "message"]],
  [RangeError.prototype, ["name", "message"]],
  [Error.prototype, ["name", "message", "toString"]],
  [String.prototype, []],
  [Number.prototype, []],
  [Boolean.prototype, []],
  [Symbol.prototype, []],
  [BigInt.prototype, []],
];

/** Freezes a thing and all that it leads to: nothing that is not kept, as the tests walk it. */
function freezeAll(thing: unknown, seen: Set<unknown>): void {
  if ((typeof thing !== "object" && typeof thing !== "function") || thing === null) return;
  if (seen.has(thing)) return;
  seen.add(thing);
  Object.freeze(thing);
  for (const key of Reflect.ownKeys(thing)) {
    const property = Reflect.getOwnPropertyDescriptor(thing, key);
    for (const value of [property?.value, property?.get, property?.set]) freezeAll(value, seen);
  }
  freezeAll(Object.getPrototypeOf(thing), seen);
}

/** Errors, for the properties of their own, such as the functions that read and write their stack. */
function thrown(): readonly unknown[] {
  return [
    () => Reflect.apply(Array.prototype.at, undefined, []),
    () => Array.prototype.with.call([], 1, 0),
  ].map((action): unknown => {
    try {
      return action();
    } catch (error) {
      return error;
    }
  });
}

const roots = [[], ...thrown(), ...kept.map(([holder]) => holder)];

for (const [holder, keys] of kept) {
  for (const key of Reflect.ownKeys(holder)) {
    if (!keys.includes(key)) Reflect.deleteProperty(holder, key);
  }
}

const seen = new Set<unknown>();
for (const root of roots) freezeAll(root, seen);

export const newArray = (): Value[] => [];
