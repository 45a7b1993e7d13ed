/**
 * Lets assignments give an object a property of its own, although what it inherits is frozen: without
 * this, `counts["constructor"] = 1` is a `TypeError`. ECMAScript refuses such an assignment only where
 * a data property is inherited, so each becomes a getter and a setter. Runs before intrinsics are frozen.
 */

const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { hasOwn } = Object;

/** V8 iterates the fast way only while these are data properties, and copies arrays while that is. */
const KEPT: readonly PropertyKey[] = [Symbol.iterator, "next"];
const KEPT_OF_ARRAYS = "constructor";

function isKept(holder: object, key: PropertyKey): boolean {
  return KEPT.includes(key) || (key === KEPT_OF_ARRAYS && holder === Array.prototype);
}

function enable(holder: object, key: PropertyKey): void {
  const property = getOwnPropertyDescriptor(holder, key);
  if (property === undefined || !("value" in property) || property.configurable !== true) return;
  const value: unknown = property.value;
  // Methods, which cannot be constructed.
  const accessors = {
    get [key](): unknown {
      return value;
    },
    set [key](given: unknown) {
      if (this === holder) throw new TypeError(`Cannot assign to read only ${String(key)}`);
      if (hasOwn(this, key)) {
        (this as Record<PropertyKey, unknown>)[key] = given;
        return;
      }
      const own = { value: given, writable: true, enumerable: true, configurable: true };
      if (!defineProperty(this, key, own)) {
        throw new TypeError(`Cannot add the property ${String(key)}`);
      }
    },
  };
  const { get, set } = getOwnPropertyDescriptor(accessors, key) as Required<PropertyDescriptor>;
  // Where it is frozen from: a getter does not show what it returns.
  defineProperty(get, "originalValue", { value });
  const { enumerable = false } = property;
  defineProperty(holder, key, { get, set, enumerable, configurable: true });
}

/** @param holder an object that others inherit from */
function enableAll(holder: object): void {
  for (const key of ownKeys(holder)) if (!isKept(holder, key)) enable(holder, key);
}

function prototypeOf(constructor: unknown): object | undefined {
  const property = getOwnPropertyDescriptor(constructor as object, "prototype");
  const prototype: unknown = property?.value;
  return typeof prototype === "object" || typeof prototype === "function"
    ? (prototype ?? undefined)
    : undefined;
}

function* generate(): Generator<undefined> {
  yield undefined;
}

/** Prototypes that no global names. */
function unnamed(): readonly object[] {
  const iterators = [
    [].values(),
    new Map().values(),
    new Set().values(),
    "".matchAll(/x/g),
    ""[Symbol.iterator](),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    [].values().map((it) => it),
  ];
  const generator = getPrototypeOf(generate) as object;
  const views = getPrototypeOf(Uint8Array) as object;
  return [
    ...iterators.map((it) => getPrototypeOf(it) as object),
    generator,
    getPrototypeOf(generate.prototype as object) as object,
    views,
    getPrototypeOf(Uint8Array.prototype) as object,
  ];
}

/** For the prototypes of constructors and classes; what is no function is left out. */
export function enableOverrides(constructors: readonly unknown[]): void {
  for (const constructor of constructors) {
    if (typeof constructor !== "function") continue;
    const prototype = prototypeOf(constructor);
    if (prototype !== undefined) enableAll(prototype);
  }
}

/** For all that the realm has of its own. @param globals its constructors */
export function enableIntrinsicOverrides(globals: readonly unknown[]): void {
  enableAll(Function.prototype);
  for (const prototype of unnamed()) enableAll(prototype);
  enableOverrides(globals);
}
