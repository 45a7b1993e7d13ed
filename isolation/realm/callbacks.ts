/**
 * Puts a function of ours between a built-in function that goes through many elements and a built-in
 * function that it is given to call: without one V8 does not look at the time limit, and the process ends
 * when a cell does not come back. Runs before what makes the result unchangeable.
 */

import { type Method, type Wrap, wrapMethods } from "./wrap.ts";

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { isArray } = Array;
const { toString: toSource } = Function.prototype as unknown as { readonly toString: Method };
const { endsWith } = String.prototype as unknown as { readonly endsWith: Method };

/** So few calls, even of the longest that are bounded, take no second. */
const FEW = 64;

const views: object = getPrototypeOf(Uint8Array.prototype) as object;
const lengthOfView = getOwnPropertyDescriptor(views, "length")?.get as (this: unknown) => number;

/** The source of functions that no program wrote, bound ones included. */
function isNative(callback: Method): boolean {
  return apply(endsWith, apply(toSource, callback, []), ["[native code] }"]) === true;
}

/** The same function, at whose calls V8 looks at the time limit. */
function interruptible(callback: unknown): unknown {
  if (typeof callback !== "function" || !isNative(callback as Method)) return callback;
  const native = callback as Method;
  return function (this: unknown, ...values: readonly unknown[]): unknown {
    return apply(native, this, values);
  };
}

function withFirst(values: readonly unknown[]): readonly unknown[] {
  const [callback, ...others] = values;
  return [interruptible(callback), ...others];
}

const overList: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    const isFew = isArray(this) && this.length <= FEW;
    return apply(native, this, isFew ? values : withFirst(values));
  },
});

const overView: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    const isFew = ArrayBuffer.isView(this) && lengthOfView.call(this) <= FEW;
    return apply(native, this, isFew ? values : withFirst(values));
  },
});

const overAll: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    return apply(native, this, withFirst(values));
  },
});

/** Takes long by itself: as a bound function, say, it may be called by another in a conversion. */
const slow: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    return apply(native, this, values);
  },
});

/** A function that comes second: what maps, groups, revives or replaces. */
const second: Wrap = (native) => ({
  method(this: unknown, ...values: readonly unknown[]): unknown {
    if (typeof values[1] !== "function") return apply(native, this, values);
    const [first, callback, ...others] = values;
    return apply(native, this, [first, interruptible(callback), ...others]);
  },
});

const shared =
  "every filter find findIndex findLast findLastIndex forEach map reduce reduceRight some";
const iterators: object = getPrototypeOf(getPrototypeOf([].values()) as object) as object;

wrapMethods(Array.prototype, `${shared} flatMap sort toSorted`, overList);
wrapMethods(views, `${shared} sort toSorted`, overView);
wrapMethods(views, "copyWithin fill includes indexOf join lastIndexOf reverse", slow);
wrapMethods(views, "set slice toLocaleString toReversed with", slow);
wrapMethods(Map.prototype, "forEach", overAll);
wrapMethods(Set.prototype, "forEach", overAll);
wrapMethods(iterators, "every filter find flatMap forEach map reduce some", overAll);
wrapMethods(Array, "from", second);
wrapMethods(getPrototypeOf(Uint8Array) as object, "from", second);
wrapMethods(Object, "groupBy", second);
wrapMethods(Map, "groupBy", second);
wrapMethods(JSON, "parse stringify", second);
wrapMethods(String.prototype, "replace replaceAll", second);
