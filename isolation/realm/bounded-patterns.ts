/**
 * Bounds what a pattern claims to have found: replacing and splitting take all groups out of it, and V8 does
 * not look at the time limit in the meantime. Only a pattern whose `exec` is a program's can claim much.
 * Runs before what makes the result unchangeable.
 */

import { limits } from "../../src/limits.ts";
import { type Method, textOf, tooLong, type Wrap, wrapMethods } from "./wrap.ts";

const { realmListLength } = limits;
const { apply, construct, get, getPrototypeOf, ownKeys } = Reflect;
const { prototype } = RegExp;
const NativeProxy = Proxy;

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** A pattern as V8 made it: nothing of it is a getter, or converted by code of a program's. */
function isUsual(pattern: object): boolean {
  if (getPrototypeOf(pattern) !== prototype) return false;
  const keys = ownKeys(pattern);
  if (keys.length !== 1 || keys[0] !== "lastIndex") return false;
  return typeof (pattern as RegExp).lastIndex === "number";
}

/** A getter could say another length when it is asked again. */
function checked(found: unknown): unknown {
  if (!isObject(found)) return found;
  const length = Number(get(found, "length"));
  if (length > realmListLength) tooLong("the list of groups", realmListLength);
  return new NativeProxy(found, {
    get: (target, key): unknown => (key === "length" ? length : get(target, key)),
  });
}

/** The same pattern, of which what it finds is checked. */
function checking(pattern: object): object {
  return new NativeProxy(pattern, {
    get(target, key): unknown {
      const value: unknown = get(target, key);
      if (key === "constructor") return checkingSpecies(target, value);
      if (key !== "exec" || typeof value !== "function") return value;
      return (text: unknown) => checked(apply(value as Method, target, [text]));
    },
  });
}

/** Splitting makes a pattern of its own. */
function checkingSpecies(pattern: object, constructor: unknown): unknown {
  if (!isObject(constructor)) return constructor;
  const species: unknown = get(constructor, Symbol.species) ?? RegExp;
  if (typeof species !== "function") return constructor;
  function Checking(_pattern: unknown, flags: unknown): object {
    return checking(construct(species as () => object, [pattern, flags]) as object);
  }
  return { [Symbol.species]: Checking };
}

const finding: Wrap = (native) => ({
  method(this: unknown, text: unknown, second: unknown): unknown {
    if (!isObject(this)) return apply(native, this, [text, second]);
    // First of all: its conversion could change the pattern.
    const converted = textOf(text);
    return apply(native, isUsual(this) ? this : checking(this), [converted, second]);
  },
});

wrapMethods(prototype, [Symbol.replace, Symbol.split], finding);
