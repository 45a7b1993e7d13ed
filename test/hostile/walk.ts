/**
 * Walks from objects to all that can be reached from them by properties and prototypes, and looks for
 * one that can be changed. Bundled into hostile programs.
 */

import type { Verdict } from "./verdict.ts";

/** Names of what must not be reachable, by whatever path. */
const absent: ReadonlySet<string> = new Set([
  "eval",
  "Proxy",
  "Promise",
  "Date",
  "WeakRef",
  "FinalizationRegistry",
  "SharedArrayBuffer",
  "Atomics",
  "WebAssembly",
  "Intl",
  "Compartment",
  "Temporal",
  "lockdown",
  "globalThis",
  "getThis",
  "getFunction",
]);

/** In their places are ours, which refuse or are bounded. */
const standIns: ReadonlySet<unknown> = new Set([Date, Promise, Proxy]);

/** A function of whatever kind. */
export type Callable = (...parameters: readonly unknown[]) => unknown;

export class Walk {
  readonly #verdict: Verdict;
  readonly #seen = new Set<object>();
  readonly #waiting: (readonly [object, string])[] = [];

  constructor(verdict: Verdict) {
    this.#verdict = verdict;
  }

  from(value: unknown, path: string): void {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    if (this.#seen.has(value)) return;
    this.#seen.add(value);
    this.#waiting.push([value, path]);
  }

  /** What it inherits from; the value itself is the program's own. */
  fromPrototype(value: object, path: string): void {
    this.from(Reflect.getPrototypeOf(value), path);
  }

  /** All that a fresh object leads to, which is the program's own: a result, or an error. */
  fromFresh(value: unknown, path: string): void {
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
    if (this.#seen.has(value)) return;
    this.fromPrototype(value, `${path}.__proto__`);
    for (const key of Reflect.ownKeys(value)) {
      const property = Reflect.getOwnPropertyDescriptor(value, key);
      this.from(property?.get, `get ${path}.${String(key)}`);
      this.from(property?.set, `set ${path}.${String(key)}`);
    }
  }

  /** The functions that have been met. */
  functions(): readonly Callable[] {
    return [...this.#seen].filter((value) => typeof value === "function") as Callable[];
  }

  toTheEnd(): number {
    for (;;) {
      const next = this.#waiting.pop();
      if (next === undefined) return this.#seen.size;
      this.#look(...next);
    }
  }

  #look(value: object, path: string): void {
    this.#verdict.expect(`${path} is extensible`, !Object.isExtensible(value));
    this.#verdict.expect(`${path} has a state`, !hasState(value));
    if (typeof value === "function") {
      const { name } = value;
      this.#verdict.expect(`${path} is ${name}`, !absent.has(name) || standIns.has(value));
    }
    for (const key of Reflect.ownKeys(value)) this.#lookAt(value, key, `${path}.${String(key)}`);
    this.from(Reflect.getPrototypeOf(value), `${path}.__proto__`);
  }

  #lookAt(value: object, key: PropertyKey, path: string): void {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    const fixed = property?.configurable === false && property.writable !== true;
    this.#verdict.expect(`${path} can be changed`, fixed);
    this.from(property?.value, path);
    this.from(property?.get, `get ${path}`);
    this.from(property?.set, `set ${path}`);
  }
}

/** Some objects can be changed however frozen they are. */
function hasState(value: object): boolean {
  const probes: readonly (() => unknown)[] = [
    () => Map.prototype.has.call(value as Map<unknown, unknown>, 1),
    () => Set.prototype.has.call(value as Set<unknown>, 1),
    () => WeakMap.prototype.has.call(value as WeakMap<object, unknown>, probes),
    () => WeakSet.prototype.has.call(value as WeakSet<object>, probes),
    () => ArrayBuffer.prototype.slice.call(value as ArrayBuffer, 0, 0),
    () => DataView.prototype.getUint8.call(value as DataView, 0),
    () => Uint8Array.prototype.at.call(value as Uint8Array, 0),
  ];
  return probes.some((probe) => {
    try {
      probe();
      return true;
    } catch {
      return false;
    }
  });
}

/** What an action throws, or an empty object. */
export function caught(action: () => unknown): object {
  try {
    action();
  } catch (error) {
    if (typeof error === "object" && error !== null) return error;
  }
  return {};
}
