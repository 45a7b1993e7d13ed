/**
 * Stand-ins for what programs do without: they are there, so that modules may look for them while they
 * load, and refuse when they are used. The refusal says what to use instead.
 */

/** What a unit offers instead, while a program's module runs for it. */
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

function refuse(what: string, instead: string): never {
  const message = `UNIT_GLOBAL: ${what} is not there for units: ${instead}`;
  throw Object.assign(new Error(message), { code: "UNIT_GLOBAL", remedy: instead });
}

const TIME = "use unit.now()";
const CHANCE = "use unit.random()";
const CODE = "write the code out: none is made of texts";
const LATER = "return the result: nothing runs after a handler has returned";

/** Globals that have no stand-in, because modules do well without; for whoever names one all the same. */
export const remedies: Readonly<Record<string, string>> = {
  Buffer: "use Uint8Array, and unit.bytes() for event data",
  Intl: "format for one language; the machine's is hidden",
  Temporal: TIME,
  WebAssembly: "use JavaScript",
  clearInterval: LATER,
  clearTimeout: LATER,
  console: "use unit.log()",
  crypto: CHANCE,
  document: "a unit has no page",
  eval: CODE,
  fetch: "have events brought to the unit: it reaches nothing else",
  performance: TIME,
  queueMicrotask: LATER,
  require: 'use import, or require("…") with the name written out',
  setImmediate: LATER,
  setInterval: `${LATER}; subscribe to ticks`,
  setTimeout: `${LATER}; subscribe to ticks`,
  structuredClone: "copy it by hand; event data is immutable and needs no copy",
  window: "a unit has no page",
};

/** A constructor that refuses, with what modules ask of one: `instanceof`, and static methods. */
function refusing(name: string, methods: string, instead: string): object {
  function StandIn(): never {
    return refuse(new.target === undefined ? `${name}()` : `new ${name}()`, instead);
  }
  Object.defineProperty(StandIn, "name", { value: name });
  for (const method of methods.split(" ")) {
    const holder = {
      [method](): never {
        return refuse(`${name}.${method}()`, instead);
      },
    };
    const property = { value: holder[method], writable: true, configurable: true };
    Object.defineProperty(StandIn, method, property);
  }
  return StandIn;
}

function dateStandIn(): object {
  const standIn = refusing("Date", "UTC parse", TIME);
  const now = (): number => (loading === null ? refuse("Date.now()", TIME) : loading.now());
  return Object.defineProperty(standIn, "now", { value: now, writable: true, configurable: true });
}

const random = (): number =>
  loading === null ? refuse("Math.random()", CHANCE) : loading.random();

/** @param tamed what `ses` has left of it */
function mathStandIn(tamed: object): object {
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(tamed);
  return Object.create(Object.prototype, { ...descriptors, random: { value: random } }) as object;
}

/** Puts one that says what is wrong in the place of that of `ses`. Before intrinsics are frozen. */
export function refuseFunctionConstructor(): void {
  const constructor = refusing("Function", "", CODE);
  Reflect.deleteProperty(constructor, "");
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
    Promise: refusing("Promise", "all allSettled any race reject resolve try withResolvers", LATER),
    // Modules have two forms, and the shorter one is right where nobody reads warnings.
    process: { env: { NODE_ENV: "production" } },
  };
}
