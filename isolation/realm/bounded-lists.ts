/**
 * Bounds the length of lists that one call of a built-in function works on: V8 does not look at the time
 * limit in the meantime, and the process ends when a cell does not come back. A longer list is a
 * `RangeError`. Runs before what makes the result unchangeable.
 */

import { limits } from "../../src/limits.ts";
import { type Method, textOf, tooLong, type Wrap, wrapMethods } from "./wrap.ts";

const { realmElements, realmListLength, realmSearch, realmSortedText } = limits;

const { isArray } = Array;
const isView = (value: unknown): value is ArrayBufferView => ArrayBuffer.isView(value);
const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

const arrays = Array.prototype as unknown as Readonly<Record<string, Method>>;
const { slice } = arrays as { readonly slice: Method };
const views: object = getPrototypeOf(Uint8Array.prototype) as object;
const lengthOfView = getOwnPropertyDescriptor(views, "length")?.get as (this: unknown) => number;

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** Where a property comes from; undefined if it is nowhere. */
function find(object: unknown, key: PropertyKey): PropertyDescriptor | undefined {
  for (let holder: unknown = object; holder !== null; holder = getPrototypeOf(holder as object)) {
    const property = getOwnPropertyDescriptor(holder as object, key);
    if (property !== undefined) return property;
  }
  return undefined;
}

/**
 * Refuses a list that is too long, and one whose length is a getter or an object, which would run code:
 * such a length can be another when the built-in function asks again.
 */
function checkList(list: unknown, bound: number): void {
  if (list === undefined || list === null) return;
  const property = find(Object(list), "length");
  // That of a view says the truth, and memory is bounded.
  if (property === undefined || (property.get === lengthOfView && isView(list))) return;
  const length: unknown = property.value;
  if (!("value" in property) || isObject(length)) {
    throw new RangeError("the length of a list must be a number, not a getter or an object");
  }
  if (Number(length) > bound) tooLong("the list", bound);
  if (isObject(list)) checkChain(list, Number(length));
}

/** Prototypes of an array: its own, and that of all objects. */
const USUAL_CHAIN = 2;

/** An element that a list does not have is looked for in all that it inherits from. */
function checkChain(list: object, length: number): void {
  const most = USUAL_CHAIN * realmElements;
  let lookUps = 0;
  for (let holder = getPrototypeOf(list); holder !== null; holder = getPrototypeOf(holder)) {
    lookUps += length;
    if (lookUps > most) tooLong("the list times what it inherits from", most);
  }
}

/** Other lists than arrays are many times slower: each element may be inherited. */
function check(list: unknown, most: number = realmListLength): void {
  if (!isArray(list)) {
    checkList(list, most);
    return;
  }
  if (list.length > realmElements) tooLong("the array", realmElements);
  if (getPrototypeOf(list) !== arrays) checkChain(list, list.length);
}

/** An array of this realm that is not too long: nearly all lists are. */
function isUsual(list: unknown): list is unknown[] {
  return isArray(list) && list.length <= realmElements && getPrototypeOf(list) === arrays;
}

const bounded: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    if (!isUsual(this)) check(this);
    return apply(native, this, values);
  },
});

/** Texts that begin alike take long to compare. */
function checkSearch(list: unknown, item: unknown): void {
  check(list);
  if (typeof item === "string" && isArray(list) && item.length * list.length > realmSearch) {
    tooLong("the text times the array", realmSearch);
  }
}

const searching: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    // Little, so that V8 compiles it into its callers.
    if (typeof values[0] === "string" || !isUsual(this)) {
      checkSearch(this, values[0]);
    }
    return apply(native, this, values);
  },
});

/** Whether `concat` takes the elements; else it takes the thing itself. */
function isSpread(value: unknown): boolean {
  if (!isObject(value)) return false;
  const spreadable = find(value, Symbol.isConcatSpreadable);
  if (spreadable === undefined || spreadable.value === undefined)
    return isArray(value) || spreadable?.get !== undefined;
  return Boolean(spreadable.value);
}

const concatenating: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    if (isSpread(this)) check(this);
    for (const value of values) if (isSpread(value)) check(value);
    return apply(native, this, values);
  },
});

/** The order that V8 sorts by if it is given none; a function of ours can be interrupted. */
function compareTexts(a: unknown, b: unknown): number {
  const x = textOf(a);
  const y = textOf(b);
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

function isLongSort(list: unknown): boolean {
  if (!isArray(list)) return true;
  const { length } = list;
  // About as many characters as a number has.
  let longest = 16;
  for (let i = 0; i < length; i++) {
    const item: unknown = list[i];
    if (typeof item === "string" && item.length > longest) longest = item.length;
  }
  return longest * length > realmSortedText;
}

const sorting: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    check(this);
    if (values[0] === undefined && isLongSort(this)) return apply(native, this, [compareTexts]);
    return apply(native, this, values);
  },
});

const sortingView: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    if (isView(this) && lengthOfView.call(this) > realmElements) {
      tooLong("the array", realmElements);
    }
    return apply(native, this, values);
  },
});

/** In a loop that can be interrupted: lists in the list may be of any length. @returns the new end */
function flatten(target: unknown[], end: number, list: readonly unknown[], depth: number): number {
  const { length } = list;
  let at = end;
  for (let i = 0; i < length; i++) {
    const item = list[i];
    if (item === undefined && !(i in list)) continue;
    if (depth > 0 && isArray(item)) at = flatten(target, at, item, depth - 1);
    else target[at++] = item;
  }
  return at;
}

/** An empty list of the kind that the list's own species makes. */
function emptyLike(list: unknown): unknown[] {
  if (isArray(list) && list.constructor === Array) return [];
  return apply(slice, list, [0, 0]) as unknown[];
}

const flattening: Wrap = () => ({
  method(this: unknown, depth: unknown): unknown {
    check(this);
    const levels = depth === undefined ? 1 : Math.trunc(depth as number);
    const target = emptyLike(this);
    flatten(target, 0, Object(this), levels);
    return target;
  },
});

/** The native one flattens what the function returns as soon as it does. */
const mapping: Wrap = (native) => ({
  method(this: unknown, mapper: unknown, self: unknown): unknown {
    check(this);
    if (typeof mapper !== "function") return apply(native, this, [mapper]);
    let total = 0;
    const bounding: Method = (...values) => {
      const items = apply(mapper as Method, self, values);
      if (isArray(items)) total += items.length;
      return total > realmElements ? tooLong("the result", realmElements) : items;
    };
    return apply(native, this, [bounding]);
  },
});

/** Iterating can be interrupted, taking the elements of what cannot be iterated cannot. */
const fromList: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    const source = values[0];
    if (isUsual(source)) return apply(native, this, values);
    if (isObject(source)) {
      const iterator: unknown = find(source, Symbol.iterator)?.value;
      if (iterator === undefined || iterator === null) check(source, realmElements);
    }
    return apply(native, this, values);
  },
});

wrapMethods(arrays, "copyWithin every fill filter forEach join map reduce reduceRight", bounded);
wrapMethods(arrays, "reverse shift slice some splice toReversed", bounded);
wrapMethods(arrays, "toSpliced unshift with", bounded);
wrapMethods(arrays, "includes indexOf lastIndexOf", searching);
wrapMethods(arrays, "concat", concatenating);
wrapMethods(arrays, "sort toSorted", sorting);
wrapMethods(arrays, "flat", flattening);
wrapMethods(arrays, "flatMap", mapping);
wrapMethods(views, "sort toSorted", sortingView);
wrapMethods(Array, "from", fromList);
