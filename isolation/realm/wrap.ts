/** Replaces built-in functions by others that check what they are called with, and then call them. */

export type Method = (this: unknown, ...values: readonly unknown[]) => unknown;

/** Makes a method of a native one. A method of an object literal cannot be constructed. */
export type Wrap = (native: Method) => { readonly method: Method };

/**
 * Replaces methods that are there; some are not in every version of V8.
 *
 * @param names with blanks between
 */
export function wrapMethods(
  holder: object,
  names: string | readonly PropertyKey[],
  wrap: Wrap,
): void {
  for (const name of typeof names === "string" ? names.split(" ") : names) {
    const native: unknown = Reflect.getOwnPropertyDescriptor(holder, name)?.value;
    if (typeof native !== "function") continue;
    const { method: value } = wrap(native as Method);
    for (const key of ["name", "length"]) {
      const property = Reflect.getOwnPropertyDescriptor(native, key);
      if (property !== undefined) Object.defineProperty(value, key, property);
    }
    Object.defineProperty(holder, name, { value });
  }
}

/** Puts a constructor in the place of a global one, with the properties of that. */
export function replaceConstructor(name: string, replacement: object): void {
  const native = Reflect.get(globalThis, name) as { readonly prototype: object };
  Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(native));
  Object.setPrototypeOf(replacement, Object.getPrototypeOf(native));
  const property = { value: replacement, writable: true, configurable: true };
  Object.defineProperty(native.prototype, "constructor", property);
  Object.defineProperty(globalThis, name, property);
}

/** The text of a value, as native methods convert it: a symbol has none. */
export function textOf(value: unknown): string {
  // `String(value)` would take symbols.
  // oxlint-disable-next-line typescript/no-unnecessary-template-expression
  return typeof value === "string" ? value : `${value as string}`;
}

export function tooLong(what: string, bound: number): never {
  throw new RangeError(`${what} is longer than ${bound}, the most that one call may work on`);
}
