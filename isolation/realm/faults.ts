/**
 * Describes what a program threw, and where a program is. Runs in the realm, on what programs may have
 * made: own data properties only are looked at, so that none of their code runs.
 */

import { limits } from "../../src/limits.ts";
import { insteadOf, refusalOf } from "../../src/unit/globals.ts";
import { isProxy } from "./proxies.ts";

const { getOwnPropertyDescriptor } = Reflect;
const { stringify } = JSON;

/** The name under which V8 knows the text of a program. */
export const PROGRAM_FILE = "cordon:program";

/** Lines that V8 puts before the text of a function that is made of one. */
const HEAD_LINES = 2;

/** Characters of a line of a stack that are looked at: its author chooses names. */
const LINE_CHARACTERS = 256;
const NAME_CHARACTERS = 64;

/** How the stack of an error is read; the realm's own way is hidden from programs. */
export type StackOf = (error: Error) => string;

function frameOf(text: string): string | null {
  const line = text.slice(-LINE_CHARACTERS);
  const found = /cordon:program:(\d{1,7}):(\d{1,7})\)?$/.exec(line);
  if (found === null) return null;
  const start = text.slice(0, LINE_CHARACTERS);
  const [, name = ""] = /^\s*at (?:async )?([^()\n]{1,200}) \(/.exec(start) ?? [];
  // So V8 names functions without a name.
  const shown = name === "eval" ? "" : name.slice(0, NAME_CHARACTERS);
  return `${Number(found[1]) - HEAD_LINES}:${found[2]}:${shown}`;
}

/** Places in the program's text, innermost first: `line:column:function`, a line each. */
function framesOf(stack: string): string {
  const frames: string[] = [];
  for (const line of stack.slice(0, limits.faultStack).split("\n")) {
    const frame = frameOf(line);
    if (frame !== null) frames.push(frame);
    if (frames.length === limits.faultFrames) break;
  }
  return frames.join("\n");
}

/** V8 keeps the stack in a property of this getter; another one would be the program's. */
const nativeStack = getOwnPropertyDescriptor(new Error("probe"), "stack")?.get;

function isNativeError(thrown: object): thrown is Error {
  const stack = getOwnPropertyDescriptor(thrown, "stack");
  return stack !== undefined && stack.get === nativeStack;
}

function messageOf(thrown: object): string {
  const message: unknown = getOwnPropertyDescriptor(thrown, "message")?.value;
  if (typeof message !== "string") {
    return `threw ${typeof thrown === "function" ? "a function" : "an object"}`;
  }
  const text = message.slice(0, limits.faultMessage);
  const [, name = ""] = /^([\w$]+) is not defined$/.exec(text) ?? [];
  return getOwnPropertyDescriptor(insteadOf, name) === undefined ? text : refusalOf(name);
}

function describePrimitive(thrown: unknown): string {
  switch (typeof thrown) {
    case "string":
      return `threw ${stringify(thrown.slice(0, limits.faultMessage))}`;
    case "symbol":
      return "threw a symbol";
    case "bigint":
      return "threw a bigint";
    default:
      return `threw ${String(thrown)}`;
  }
}

/** @returns JSON of a message, and of places as `framesOf` writes them */
export function describeThrown(thrown: unknown, stackOf: StackOf): string {
  if ((typeof thrown !== "object" && typeof thrown !== "function") || thrown === null) {
    return stringify([describePrimitive(thrown), ""]);
  }
  if (isProxy(thrown)) return stringify(["threw a proxy", ""]);
  const frames = isNativeError(thrown) ? framesOf(stackOf(thrown)) : "";
  return stringify([messageOf(thrown), frames]);
}

/** @returns where the program is that called us, as `framesOf` writes it */
export function whereNow(stackOf: StackOf): string {
  return framesOf(stackOf(new Error("probe")));
}
