/**
 * Walks from everything it can name or be handed to everything that can be reached from there, and
 * looks for one object that can be changed: that would be memory shared with whoever reaches it, too.
 *
 * @expect holds
 */

import {
  defineProgram,
  type EventView,
  type Program,
  type UnitApi,
} from "../../../../src/unit/index.ts";
import { attack, type Verdict } from "../../verdict.ts";

/** Names of what must not be reachable, by whatever path. */
const absent: ReadonlySet<string> = new Set([
  "eval",
  "Proxy",
  "Promise",
  "WeakRef",
  "FinalizationRegistry",
  "SharedArrayBuffer",
  "Atomics",
  "WebAssembly",
  "Intl",
  "Compartment",
  "Date",
  "Temporal",
  "lockdown",
  "globalThis",
  "getThis",
  "getFunction",
]);

class Walk {
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
      this.#verdict.expect(`${path} is ${value.name}`, !absent.has(value.name));
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

function caught(action: () => unknown): object {
  try {
    action();
  } catch (error) {
    if (typeof error === "object" && error !== null) return error;
  }
  return {};
}

const globals: readonly unknown[] = [
  Array,
  ArrayBuffer,
  BigInt,
  BigInt64Array,
  BigUint64Array,
  Boolean,
  DataView,
  Error,
  EvalError,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  Iterator,
  JSON,
  Map,
  Math,
  Number,
  Object,
  RangeError,
  ReferenceError,
  Reflect,
  RegExp,
  Set,
  String,
  Symbol,
  SyntaxError,
  TypeError,
  URIError,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
  WeakMap,
  WeakSet,
  decodeURI,
  decodeURIComponent,
  encodeURI,
  encodeURIComponent,
  isFinite,
  isNaN,
  parseFloat,
  parseInt,
];

/** Values whose prototypes have no name. */
function nameless(): readonly object[] {
  return [
    function* generator() {},
    Object.getPrototypeOf((function* generator() {})()),
    [].values(),
    new Map().entries(),
    new Set().values(),
    ""[Symbol.iterator](),
    "a".matchAll(/a/g),
    [].values().map((item) => item),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    (function arguments_(): IArguments {
      return arguments;
    })(),
    caught(() => Reflect.get(null as unknown as object, "a")),
    caught(() => {
      const recurse = (): number => 1 + recurse();
      recurse();
    }),
  ];
}

function handedOut(unit: UnitApi, event: EventView): readonly unknown[] {
  const draft = unit.createEvent();
  unit.addPart(draft, {}, "own", [1, { two: [2] }]);
  return [
    unit,
    event,
    draft,
    unit.createTag("own"),
    unit.cloneEvent(event, {}),
    unit.readPart(event, "list"),
    unit.readPart(draft, "own"),
  ];
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const walk = new Walk(verdict);
    for (const [at, value] of globals.entries()) walk.from(value, `global ${at}`);
    for (const [at, value] of nameless().entries()) walk.fromPrototype(value, `nameless ${at}`);
    for (const [at, value] of handedOut(unit, event).entries()) walk.from(value, `given ${at}`);
    const refusal = caught(() => unit.log(1 as unknown as string));
    walk.fromPrototype(refusal, "a refusal");
    const stack = Reflect.getOwnPropertyDescriptor(refusal, "stack");
    walk.from(stack?.get, "get stack");
    walk.from(stack?.set, "set stack");
    verdict.expect("it went far enough", walk.toTheEnd() > 500);
  });
});

export default program;
