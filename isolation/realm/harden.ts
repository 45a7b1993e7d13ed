/**
 * Hardens the realm that it runs in: afterwards no intrinsic can be changed, and nothing is left by
 * which code could read a clock, draw randomness, share memory, make code from strings, notice
 * garbage collection, wait, or stand in for an object.
 */

import "./bounded-lists.ts";
import "./bounded-texts.ts";
import "./callbacks.ts";
import "./fixed-buffers.ts";
import "./float-arrays.ts";
import "ses";
import type { ProgramMaker } from "./membrane.ts";

/** The only globals that a program has; everything else is removed. */
const GLOBALS: readonly string[] = [
  "Array",
  "ArrayBuffer",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "Boolean",
  "DataView",
  "Error",
  "EvalError",
  "Float32Array",
  "Float64Array",
  "Infinity",
  "Int16Array",
  "Int32Array",
  "Int8Array",
  "Iterator",
  "JSON",
  "Map",
  "Math",
  "NaN",
  "Number",
  "Object",
  "RangeError",
  "ReferenceError",
  "Reflect",
  "RegExp",
  "Set",
  "String",
  "Symbol",
  "SyntaxError",
  "TypeError",
  "URIError",
  "Uint16Array",
  "Uint32Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "WeakMap",
  "WeakSet",
  "decodeURI",
  "decodeURIComponent",
  "encodeURI",
  "encodeURIComponent",
  "isFinite",
  "isNaN",
  "parseFloat",
  "parseInt",
  "undefined",
];

/** @returns ways to make functions of strings and to freeze, which the realm itself no longer has */
export function hardenRealm(): ProgramMaker {
  const FunctionConstructor = Function;
  const suppressedError = Reflect.get(globalThis, "SuppressedError") as object | undefined;
  // It waits.
  Reflect.deleteProperty(Array, "fromAsync");
  lockdown({
    consoleTaming: "unsafe",
    domainTaming: "unsafe",
    errorTaming: "safe",
    errorTrapping: "none",
    evalTaming: "no-eval",
    localeTaming: "safe",
    overrideTaming: "min",
    reporting: "none",
    stackFiltering: "concise",
    unhandledRejectionTrapping: "none",
  });
  const freezeAll = harden;
  // A compartment's globals are the tamed ones, such as a Math without random. There is no Date: even
  // without a clock it shows the machine's time zone.
  const tamed = new Compartment().globalThis as Record<string, unknown>;
  // `using` makes one without naming it, and ses does not know it: it led to the Error that ses hides.
  if (suppressedError !== undefined) {
    Object.setPrototypeOf(suppressedError, tamed["Error"] as object);
    freezeAll(suppressedError);
  }
  const globals = globalThis as unknown as Record<string, unknown>;
  for (const name of Reflect.ownKeys(globals)) {
    if (typeof name !== "string" || !GLOBALS.includes(name)) Reflect.deleteProperty(globals, name);
  }
  for (const name of GLOBALS) {
    const value = Object.hasOwn(tamed, name) ? tamed[name] : globals[name];
    if (Reflect.getOwnPropertyDescriptor(globals, name)?.configurable === true) {
      Object.defineProperty(globals, name, {
        value,
        writable: false,
        enumerable: false,
        configurable: false,
      });
    }
  }
  Object.freeze(globals);
  return { compile: (body) => new FunctionConstructor(body) as () => unknown, harden: freezeAll };
}
