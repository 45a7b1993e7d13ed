/**
 * `Proxy` for programs. Built-in functions that go through a proxy call its traps, and all traps are
 * functions of ours: so V8 looks at the time limit at each of them, however many there are. Trusted code
 * asks whether an object is a proxy before it looks at it.
 */

import { limits } from "../../src/limits.ts";

const { realmElements } = limits;
const { isArray } = Array;
const { apply } = Reflect;

type Handler = ProxyHandler<object>;
type Keys = ArrayLike<string | symbol>;

/** Tells the kernel of each proxy. */
let note: (proxy: object) => void = () => {};

export function tellProxiesTo(kernel: (proxy: object) => void): void {
  note = kernel;
}

const known = new WeakSet<object>();

export function isProxy(value: unknown): boolean {
  return known.has(value as object);
}

function trapOf<Name extends keyof Handler>(handler: Handler, name: Name): Handler[Name] {
  const trap = handler[name];
  // As ECMAScript has it: null counts as none.
  return trap === null ? undefined : trap;
}

/** Calls the program's trap, or does what would be done without one. */
function run(
  handler: Handler,
  name: keyof Handler & keyof typeof Reflect,
  values: readonly unknown[],
): unknown {
  const trap = trapOf(handler, name) as ((...values: readonly unknown[]) => unknown) | undefined;
  if (trap !== undefined) return apply(trap, handler, values);
  return apply(Reflect[name] as (...given: readonly unknown[]) => unknown, undefined, values);
}

/** V8 would go through a list of any length without looking at the time limit. */
function copyKeys(keys: Keys): (string | symbol)[] {
  if (!isArray(keys)) throw new TypeError("the trap ownKeys of a proxy must return an array");
  const copy: (string | symbol)[] = [];
  const { length } = keys;
  if (length > realmElements) {
    throw new RangeError(`the trap ownKeys of a proxy returned more than ${realmElements} keys`);
  }
  for (let i = 0; i < length; i++) copy[i] = keys[i] as string | symbol;
  return copy;
}

class Traps implements Handler {
  readonly #handler: Handler;

  constructor(handler: Handler) {
    this.#handler = handler;
  }

  apply(...values: readonly unknown[]): unknown {
    return run(this.#handler, "apply", values);
  }

  construct(...values: readonly unknown[]): object {
    return run(this.#handler, "construct", values) as object;
  }

  defineProperty(...values: readonly unknown[]): boolean {
    return run(this.#handler, "defineProperty", values) as boolean;
  }

  deleteProperty(...values: readonly unknown[]): boolean {
    return run(this.#handler, "deleteProperty", values) as boolean;
  }

  get(...values: readonly unknown[]): unknown {
    return run(this.#handler, "get", values);
  }

  getOwnPropertyDescriptor(...values: readonly unknown[]): PropertyDescriptor | undefined {
    return run(this.#handler, "getOwnPropertyDescriptor", values) as PropertyDescriptor | undefined;
  }

  getPrototypeOf(...values: readonly unknown[]): object | null {
    return run(this.#handler, "getPrototypeOf", values) as object | null;
  }

  has(...values: readonly unknown[]): boolean {
    return run(this.#handler, "has", values) as boolean;
  }

  isExtensible(...values: readonly unknown[]): boolean {
    return run(this.#handler, "isExtensible", values) as boolean;
  }

  ownKeys(...values: readonly unknown[]): (string | symbol)[] {
    return copyKeys(run(this.#handler, "ownKeys", values) as Keys);
  }

  preventExtensions(...values: readonly unknown[]): boolean {
    return run(this.#handler, "preventExtensions", values) as boolean;
  }

  set(...values: readonly unknown[]): boolean {
    return run(this.#handler, "set", values) as boolean;
  }

  setPrototypeOf(...values: readonly unknown[]): boolean {
    return run(this.#handler, "setPrototypeOf", values) as boolean;
  }
}

function trapsFor(handler: unknown): Traps {
  if ((typeof handler !== "object" || handler === null) && typeof handler !== "function") {
    throw new TypeError("Cannot create proxy with a non-object as target or handler");
  }
  return new Traps(handler);
}

function noted<Made extends object>(proxy: Made): Made {
  known.add(proxy);
  note(proxy);
  return proxy;
}

/** @returns the constructor that programs are given */
export function boundedProxy(): object {
  const Native = Proxy;
  function BoundedProxy(target: object, handler: unknown): object {
    if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'");
    return noted(new Native(target, trapsFor(handler)));
  }
  const revocable = (target: object, handler: unknown): { proxy: object; revoke: () => void } => {
    const { proxy, revoke } = Native.revocable(target, trapsFor(handler));
    return { proxy: noted(proxy), revoke };
  };
  Object.defineProperties(BoundedProxy, {
    name: { value: "Proxy" },
    prototype: { value: undefined, writable: false },
    revocable: { value: revocable },
  });
  return BoundedProxy;
}
