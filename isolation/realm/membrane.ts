/**
 * The realm's side of the membrane: trusted code in the realm of a program that is not. It wraps
 * every kernel function in a function of this realm, so that the program meets no object of the
 * kernel's but immutable event data, and no error that leads out of its realm.
 */

import type { Value } from "../../src/event/index.ts";
import type { RealmCall, RealmCalls } from "../kernel/membrane.ts";

type Entry = (config: Value) => void;

/** Makes a function of a program's body; a realm's own way to do so before it was hardened. */
export type CompileBody = (body: string) => () => unknown;

class UnitError extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

function refuse(text: string): never {
  const [code = "", message = "", remedy = ""] = text.split("\n");
  throw new UnitError(code, message, remedy);
}

/** Calls the kernel; whatever it throws stays here. */
function wrap(call: RealmCall): RealmCall {
  return (a, b, c, d, e, f) => {
    let result: unknown;
    try {
      result = call(a, b, c, d, e, f);
    } catch {
      throw new UnitError("UNIT_STACK", "UNIT_STACK: the call could not be completed", "");
    }
    if (typeof result === "string") refuse(result);
    return result;
  };
}

function unitPrototype(calls: RealmCalls): object {
  const prototype: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(calls)) prototype[name] = wrap(calls[name] as RealmCall);
  const bytes = prototype["bytes"] as (value: unknown) => Uint8Array;
  prototype["bytes"] = (value: unknown) => new Uint8Array(bytes(value));
  for (const value of Object.values(prototype)) Object.freeze(value);
  return Object.freeze(prototype);
}

/**
 * Loads a program. Its body is run once for each of its units, so that every variable of the module
 * belongs to one unit alone.
 *
 * @returns how to start a unit, or a text that says why there is none
 */
export function loadProgram(calls: RealmCalls, compile: CompileBody, body: string): Entry | string {
  let factory: () => unknown;
  try {
    factory = compile(body);
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return typeof message === "string" && message !== "" ? message : "it does not compile";
  }
  const prototype = unitPrototype(calls);
  return (config) => {
    const program = factory();
    if (typeof program !== "function") {
      throw new UnitError(
        "PROGRAM_DEFAULT",
        "PROGRAM_DEFAULT: the default export is no program",
        "",
      );
    }
    const unit = Object.create(prototype, { config: { value: config, enumerable: true } });
    program(Object.freeze(unit));
  };
}
