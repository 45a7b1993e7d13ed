/**
 * Hardens the realm that it runs in: afterwards no intrinsic can be changed, and nothing is left by
 * which code could read a clock, draw randomness, share memory, make code from strings, notice
 * garbage collection, wait, or stand in for an object.
 */

import "./bounded-lists.ts";
import "./bounded-patterns.ts";
import "./bounded-texts.ts";
import "./callbacks.ts";
import "./fixed-buffers.ts";
import "./float-arrays.ts";
import "ses";
import { limits } from "../../src/limits.ts";
import { PROGRAM_FILE, type StackOf } from "./faults.ts";
import type { ProgramMaker } from "./membrane.ts";
import { enableIntrinsicOverrides, enableOverrides } from "./overrides.ts";
import { boundedProxy } from "./proxies.ts";
import { refuseFunctionConstructor, standIns } from "./stand-ins.ts";

/** The only globals that a program has; everything else is removed. */
const GLOBALS: readonly string[] = [
  "Array",
  "ArrayBuffer",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "Boolean",
  "DataView",
  "Date",
  "Error",
  "EvalError",
  "Float32Array",
  "Float64Array",
  "Function",
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
  "Promise",
  "Proxy",
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
  "process",
  "undefined",
];

/** @returns ways to make functions of strings and to freeze, which the realm itself no longer has */
export function hardenRealm(): ProgramMaker {
  const FunctionConstructor = Function;
  // Ours stand between a call of the platform's and the program.
  Error.stackTraceLimit = 2 * limits.faultFrames;
  const BoundedProxy = boundedProxy();
  const suppressedError = Reflect.get(globalThis, "SuppressedError") as object | undefined;
  // It waits.
  Reflect.deleteProperty(Array, "fromAsync");
  repairIntrinsics({
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
  refuseFunctionConstructor();
  enableIntrinsicOverrides(GLOBALS.map((name) => Reflect.get(globalThis, name) as unknown));
  hardenIntrinsics();
  const freezeAll = harden;
  const stackOf = Reflect.get(globalThis, "getStackString") as StackOf;
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
  const own: Readonly<Record<string, object>> = freezeAll({
    ...standIns(tamed["Math"] as object),
    Proxy: BoundedProxy,
  });
  for (const name of GLOBALS) {
    const value = own[name] ?? (Object.hasOwn(tamed, name) ? tamed[name] : globals[name]);
    if (Reflect.getOwnPropertyDescriptor(globals, name)?.configurable !== false) {
      Object.defineProperty(globals, name, {
        value,
        writable: false,
        enumerable: false,
        configurable: false,
      });
    }
  }
  Object.freeze(globals);
  const described = Object.getOwnPropertyDescriptors(globals);
  return {
    compile: (body) =>
      new FunctionConstructor(`${body}\n//# sourceURL=${PROGRAM_FILE}`) as () => unknown,
    makeGlobals: () => makeGlobals(described),
    stackOf: (error) => stackOf(error),
    harden: (declared) => {
      enableOverrides(declared);
      return freezeAll(declared);
    },
  };
}

/** A unit's own, which it may write to: modules keep things there. */
function makeGlobals(described: Readonly<Record<string, PropertyDescriptor>>): object {
  const own: Record<string, unknown> = {};
  for (const name of GLOBALS) {
    const property = { value: described[name]?.value as unknown, writable: true };
    Object.defineProperty(own, name, { ...property, configurable: true });
  }
  // By whatever name modules look for it.
  for (const name of ["globalThis", "global", "self"]) {
    Object.defineProperty(own, name, { value: own, writable: true, configurable: true });
  }
  return own;
}
