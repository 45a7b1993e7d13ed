/**
 * The realm's side of the membrane: trusted code in the realm of a program that is not. It wraps
 * every kernel function in a function of this realm, so that the program meets no object of the
 * kernel's but immutable event data, and no error that leads out of its realm.
 */

import type { Value } from "../../src/event/index.ts";
import type { RealmCall, RealmCalls } from "../kernel/membrane.ts";

import { describeThrown, type StackOf, whereNow } from "./faults.ts";
import { tellProxiesTo } from "./proxies.ts";
import { type Loading, whileLoading } from "./stand-ins.ts";

const { isArray } = Array;

type Entry = (config: Value) => void;

/**
 * Throws an `Error` of the hardened realm. Not of a class of ours: that would be an object which all
 * units of the program share and could write to, and lead to the realm's `Error` as it was before.
 */
function fail(code: string, message: string, remedy: string): never {
  throw Object.assign(new Error(message), { code, remedy });
}

function refuse(text: string): never {
  const [code = "", message = "", remedy = ""] = text.split("\n");
  fail(code, message, remedy);
}

/** Calls the kernel; whatever it throws stays here. */
function wrap(call: RealmCall): RealmCall {
  return (a, b, c, d, e, f, g) => {
    let result: unknown;
    try {
      result = call(a, b, c, d, e, f, g);
    } catch {
      fail("UNIT_STACK", "UNIT_STACK: the stack was used up in a call", "");
    }
    if (typeof result === "string") refuse(result);
    return result;
  };
}

/** Not so a tag or an event, passed by mistake: without halves of a label they would mean public. */
function mayBeLabel(value: object): boolean {
  if ("secrecy" in value || "integrity" in value) return true;
  return Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * One half of a label as a call takes it: a list of one tag is that tag. Read on this side, so that
 * a getter of the program's runs before the kernel is in the middle of anything.
 */
function half(label: unknown, name: "secrecy" | "integrity"): unknown {
  if (typeof label !== "object" || label === null) return null;
  const tags: unknown = Reflect.get(label, name);
  if (tags === undefined && !mayBeLabel(label)) return null;
  if (!isArray(tags)) return tags;
  if (tags.length === 0) return undefined;
  const tag: unknown = tags[0];
  // Whatever else is in it, such as a tag that is missing, is for the kernel to refuse.
  const isOne = tags.length === 1 && typeof tag === "object" && tag !== null && !isArray(tag);
  return isOne ? tag : tags;
}

type ReshapedCalls = Readonly<
  Record<
    "addPart" | "delPart" | "attachPrivilegeToPart" | "cloneEvent" | "instantiateUnit" | "bytes",
    RealmCall
  >
>;

type Method = (...parameters: readonly unknown[]) => unknown;

/** The calls whose arguments the kernel takes apart from how programs write them. */
function reshaped(calls: ReshapedCalls): Readonly<Record<string, Method>> {
  const { addPart, delPart, attachPrivilegeToPart, cloneEvent, instantiateUnit, bytes } = calls;
  return {
    addPart: (event, label, name, data) =>
      addPart(event, name, data, half(label, "secrecy"), half(label, "integrity")),
    delPart: (event, label, name) =>
      delPart(event, name, half(label, "secrecy"), half(label, "integrity")),
    attachPrivilegeToPart: (event, name, label, tag, privilege, until) =>
      attachPrivilegeToPart(
        event,
        name,
        half(label, "secrecy"),
        half(label, "integrity"),
        tag,
        privilege,
        until,
      ),
    cloneEvent: (event, label) =>
      cloneEvent(event, half(label, "secrecy"), half(label, "integrity")),
    instantiateUnit: (program, label, privileges, config) =>
      instantiateUnit(
        program,
        half(label, "secrecy"),
        half(label, "integrity"),
        privileges,
        config,
      ),
    bytes: (value) => new Uint8Array(bytes(value) as Uint8Array),
  };
}

function unitPrototype(calls: RealmCalls): Readonly<Record<string, unknown>> {
  const wrapped: { [name: string]: RealmCall } = {};
  for (const name of Object.keys(calls)) {
    if (name !== "noteProxy") wrapped[name] = wrap(calls[name] as RealmCall);
  }
  const prototype: { [name: string]: unknown } = Object.create(null);
  Object.assign(prototype, wrapped, reshaped(wrapped as ReshapedCalls));
  for (const value of Object.values(prototype)) Object.freeze(value);
  return Object.freeze(prototype);
}

/** How a realm makes programs of texts. */
export interface ProgramMaker {
  readonly compile: (body: string) => (globals: object, source: Loading) => unknown;
  /** Makes what a unit finds under `globalThis`. */
  readonly makeGlobals: () => object;
  readonly stackOf: StackOf;
  /** Freezes what the top of a program's modules declares, and all that it leads to. */
  readonly harden: (declared: readonly unknown[]) => readonly unknown[];
}

/** A program that a realm has loaded. */
export interface LoadedProgram {
  /** Starts a unit. */
  readonly entry: Entry;
  /** JSON that says what was thrown, and where. */
  readonly describe: (thrown: unknown) => string;
  /** Where the program is. */
  readonly where: () => string;
}

/**
 * Loads a program. Its body is run once for each of its units, so that every variable of the module
 * belongs to one unit alone; or once for all, and frozen, if no variable of the module can change.
 *
 * @returns a text that says why, if it does not compile
 */
export function loadProgram(
  calls: RealmCalls,
  { compile, harden, makeGlobals, stackOf }: ProgramMaker,
  body: string,
  isShared: boolean,
): LoadedProgram | string {
  const prototype = unitPrototype(calls);
  const source: Loading = Object.freeze({
    now: prototype["now"] as () => number,
    random: prototype["random"] as () => number,
  });
  let factory: ReturnType<ProgramMaker["compile"]>;
  try {
    factory = compile(body);
    if (isShared) {
      const declared = whileLoading(null, () =>
        factory(makeGlobals(), source),
      ) as readonly unknown[];
      const [program] = harden(declared);
      factory = () => program;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return typeof message === "string" && message !== "" ? message : "it does not compile";
  }
  const needsGlobals = body.includes("globalThis");
  tellProxiesTo(calls["noteProxy"] as RealmCall);
  const entry: Entry = (config) => {
    const program = isShared
      ? factory(source, source)
      : whileLoading(source, () => factory(needsGlobals ? makeGlobals() : source, source));
    if (typeof program !== "function") {
      fail("PROGRAM_DEFAULT", "PROGRAM_DEFAULT: the default export is no program", "");
    }
    const unit = Object.create(prototype, { config: { value: config, enumerable: true } });
    program(Object.freeze(unit));
  };
  return {
    entry,
    describe: (thrown) => describeThrown(thrown, stackOf),
    where: () => whereNow(stackOf),
  };
}
