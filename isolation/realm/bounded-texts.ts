/**
 * Bounds searches in texts, and what is made of texts, in one call of a built-in function: V8 does not
 * look at the time limit in the meantime. More is a `RangeError`. Runs before `ses`.
 *
 * The lengths of texts themselves are not bounded: `text += text` makes long ones as well as `repeat`.
 */

import { limits } from "../../src/limits.ts";
import {
  type Method,
  replaceConstructor,
  textOf,
  tooLong,
  type Wrap,
  wrapMethods,
} from "./wrap.ts";

const { realmTextParts, realmSearch, realmBigintText } = limits;

const { apply } = Reflect;
const texts = String.prototype as unknown as Readonly<Record<string, Method>>;
const { split } = texts as { readonly split: Method };

/** With a pattern as short at most, a search in less is within every bound. */
const realmShortText = Math.sqrt(realmSearch);

/** Searching takes as long as both lengths multiplied, at worst. */
function checkSearch(text: string, pattern: string): void {
  if (text.length * pattern.length > realmSearch) tooLong("text times pattern", realmSearch);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function textOfThis(value: unknown, name: string): string {
  if (value !== undefined && value !== null) return textOf(value);
  throw new TypeError(`String.prototype.${name} called on null or undefined`);
}

/** V8 compares at each place. Searches from the front are faster, and much too common to be checked. */
const searching: Wrap = (native) => ({
  method(this: unknown, pattern: unknown, ...position: readonly unknown[]): unknown {
    const text = textOfThis(this, "lastIndexOf");
    const wanted = textOf(pattern);
    checkSearch(text, wanted);
    return apply(native, text, [wanted, ...position]);
  },
});

/** As an object says, or at a text. */
function splitOther(self: unknown, separator: unknown, limit: unknown): unknown {
  if (isObject(separator) && self !== undefined && self !== null) {
    const splitter: unknown = Reflect.get(separator, Symbol.split);
    if (splitter !== undefined && splitter !== null) {
      return apply(splitter as Method, separator, [self, limit]);
    }
  }
  const text = textOfThis(self, "split");
  const most = limit === undefined ? 2 ** 32 - 1 : (limit as number) >>> 0;
  if (separator === undefined) return apply(split, text, [separator, most]);
  const between = textOf(separator);
  checkSearch(text, between);
  const parts = apply(split, text, [between, Math.min(most, realmTextParts + 1)]);
  if ((parts as readonly string[]).length > realmTextParts) tooLong("the result", realmTextParts);
  return parts;
}

const splitting: Wrap = (native) => ({
  method(this: unknown, separator: unknown, limit: unknown): unknown {
    const isShort = isText(this) && isText(separator) && this.length < realmShortText;
    if (isShort && separator.length < realmShortText)
      return apply(native, this, [separator, limit]);
    return splitOther(this, separator, limit);
  },
});

const replacing: Wrap = (native) => {
  const { name } = native;
  return {
    method(this: unknown, pattern: unknown, replacement: unknown): unknown {
      if (isObject(pattern)) return apply(native, this, [pattern, replacement]);
      const text = textOfThis(this, name);
      const wanted = textOf(pattern);
      checkSearch(text, wanted);
      // As many parts as a split makes, which is quick to try.
      if (name === "replaceAll" && text.length > realmTextParts)
        splitOther(text, wanted, undefined);
      return apply(native, text, [wanted, replacement]);
    },
  };
};

const raw = {
  /** In a loop that can be interrupted, whatever length the list says it has. */
  method(strings: unknown, ...values: readonly unknown[]): string {
    const list = Object((strings as TemplateStringsArray).raw) as ArrayLike<unknown>;
    const length = Math.trunc(list.length);
    let text = "";
    for (let i = 0; i < length; i++) {
      text += textOf(list[i]);
      if (i + 1 < length && i < values.length) text += textOf(values[i]);
    }
    return text;
  },
};

const Native = BigInt;

/** Objects are converted by the native one; `text == 1n` reads long texts, too. */
function BoundedBigInt(value: bigint | boolean | number | string): bigint {
  if (new.target !== undefined) throw new TypeError("BigInt is not a constructor");
  if (typeof value === "string" && value.length > realmBigintText) {
    tooLong("the text", realmBigintText);
  }
  return Native(value);
}

wrapMethods(texts, "lastIndexOf", searching);
wrapMethods(texts, "split", splitting);
wrapMethods(texts, "replace replaceAll", replacing);
wrapMethods(String, "raw", () => raw);
replaceConstructor("BigInt", BoundedBigInt);
