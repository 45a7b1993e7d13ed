/**
 * Stand-ins for what programs do without: they are there, so that modules may look for them while they
 * load, and refuse when they are used. The refusal says what to use instead.
 */

import { insteadOf, refusalOf } from "../../src/unit/globals.ts";

const PROMISE_METHODS: readonly string[] =
  "all allSettled any race reject resolve try withResolvers".split(" ");

/** The unit's own time and chance, which a module gets while it loads. */
export interface Loading {
  readonly now: () => number;
  readonly random: () => number;
}

let loading: Loading | null = null;

/**
 * Runs the body of a program. Modules that try `Math.random` and `Date.now` while they load get what the
 * unit would have got from `unit.random()` and `unit.now()`.
 *
 * @param source null where the body is run for no unit
 */
export function whileLoading<Result>(source: Loading | null, action: () => Result): Result {
  const before = loading;
  loading = source;
  try {
    return action();
  } finally {
    loading = before;
  }
}

/** @param name in the list of what to use instead */
function refuse(name: string, written: string): never {
  const message = `UNIT_GLOBAL: ${refusalOf(name, written)}`;
  throw Object.assign(new Error(message), { code: "UNIT_GLOBAL", remedy: insteadOf[name] });
}

/** A constructor that refuses, with what modules ask of one: `instanceof`, and static methods. */
function refusing(name: string, methods: readonly string[]): object {
  function StandIn(): never {
    return refuse(name, new.target === undefined ? `${name}()` : `new ${name}()`);
  }
  Object.defineProperty(StandIn, "name", { value: name });
  for (const method of methods) {
    const holder = {
      [method](): never {
        return refuse(name, `${name}.${method}()`);
      },
    };
    const property = { value: holder[method], writable: true, configurable: true };
    Object.defineProperty(StandIn, method, property);
  }
  return StandIn;
}

const now = (): number => (loading === null ? refuse("Date", "Date.now()") : loading.now());

function dateStandIn(): object {
  const standIn = refusing("Date", ["UTC", "parse"]);
  return Object.defineProperty(standIn, "now", { value: now, writable: true, configurable: true });
}

const random = (): number =>
  loading === null ? refuse("Math.random", "Math.random()") : loading.random();

/** @param tamed what `ses` has left of it */
function mathStandIn(tamed: object): object {
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(tamed);
  return Object.create(Object.prototype, { ...descriptors, random: { value: random } }) as object;
}

/** Puts one that says what is wrong in the place of that of `ses`. Before intrinsics are frozen. */
export function refuseFunctionConstructor(): void {
  const constructor = refusing("Function", []);
  Object.defineProperty(constructor, "prototype", { value: Function.prototype, writable: false });
  // oxlint-disable-next-line no-extend-native -- whatever code a function leads to is ours
  Object.defineProperty(Function.prototype, "constructor", { value: constructor });
}

/** @param math of `ses` */
export function standIns(math: object): Readonly<Record<string, object>> {
  return {
    Date: dateStandIn(),
    Function: Function.prototype.constructor,
    Math: mathStandIn(math),
    Promise: refusing("Promise", PROMISE_METHODS),
    // Modules have two forms, and the shorter one is right where nobody reads warnings.
    process: { env: { NODE_ENV: "production" } },
  };
}
