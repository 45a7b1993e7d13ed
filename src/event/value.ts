/**
 * Event data: immutable trees that may be shared by reference between mutually distrusting programs.
 *
 * What a program passes is copied without running any of its code; the copy is frozen and leads to
 * no mutable intrinsic of any realm.
 */

import { CordonError, nameKind } from "../errors.ts";
import { isTag, type Tag } from "../label/index.ts";
import { limits } from "../limits.ts";
import { hasProxies, isProxy } from "./proxies.ts";

/** What filters compare. */
export type Scalar = null | boolean | number | bigint | string | Tag;

export type Value = Scalar | Bytes | readonly Value[] | { readonly [name: string]: Value };

/** What may be passed as event data; it is copied. */
export type ValueInput =
  | Scalar
  | Bytes
  | Uint8Array
  | readonly ValueInput[]
  | { readonly [name: string]: ValueInput };

/** Makes what programs will see lead nowhere: no constructor, no inherited property. */
function severPrototype(prototype: object): void {
  Reflect.deleteProperty(prototype, "constructor");
  Object.setPrototypeOf(prototype, null);
  Object.freeze(prototype);
}

let readBytes: (value: Bytes) => Uint8Array;

/** An immutable sequence of bytes. Programs copy it out with `unit.bytes(value)`. */
export class Bytes {
  readonly #bytes: Uint8Array;
  readonly length: number;

  constructor(source: Uint8Array) {
    this.#bytes = new Uint8Array(source);
    this.length = this.#bytes.length;
    Object.freeze(this);
  }

  static {
    readBytes = (value) => value.#bytes;
    severPrototype(Bytes.prototype);
  }

  static is(value: object): value is Bytes {
    return #bytes in value;
  }
}

export function isBytes(value: unknown): value is Bytes {
  return typeof value === "object" && value !== null && Bytes.is(value);
}

/** The bytes themselves, not a copy: for code that is trusted not to change or hand them on. */
export function bytesOf(value: Bytes): Uint8Array {
  return readBytes(value);
}

/** Built by constructor, not as a null-prototype literal: those are several times slower to use. */
class RecordValue {
  [name: string]: Value;

  static {
    severPrototype(RecordValue.prototype);
  }
}

export function newRecord(): { [name: string]: Value } {
  return new RecordValue();
}

let newArray: () => Value[] = () => [];

/**
 * Where arrays in event data come from. A cell sets it to a function of a realm without a program, so
 * that the methods that programs find on them are frozen and lead to nothing of anybody's.
 */
export function useArraysOf(factory: () => Value[]): void {
  newArray = factory;
}

export function frozenArray(items: Iterable<Value>): readonly Value[] {
  const array = newArray();
  let i = 0;
  for (const item of items) array[i++] = item;
  return Object.freeze(array);
}

/** What is left of the bounds of one value while it is copied or decoded, and where in it that is. */
export class ValueBudget {
  #nodes: number = limits.valueNodes;
  #bytes: number = limits.valueBytes;
  readonly #root: string;
  readonly #keys: (string | number)[] = [];

  /** @param root how to name the value in an error */
  constructor(root: string) {
    this.#root = root;
  }

  node(): void {
    if (--this.#nodes < 0) this.#refuse(limits.valueNodes, "values");
  }

  /** Refuses at once what would not fit, before any of it is copied. */
  room(nodes: number): void {
    if (nodes <= this.#nodes) return;
    const limit = limits.valueNodes;
    throw new CordonError("VALUE_SIZE", { path: this.path, limit, unit: "values" });
  }

  bytes(count: number): void {
    this.#bytes -= count;
    if (this.#bytes < 0) this.#refuse(limits.valueBytes, "characters and bytes");
  }

  enter(key: string | number): void {
    this.#keys.push(key);
  }

  leave(): void {
    this.#keys.pop();
  }

  /** Where it is, such as `body.legs[2].price`. */
  get path(): string {
    const steps = this.#keys.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`));
    return this.#root + steps.join("");
  }

  #refuse(limit: number, unit: string): never {
    throw new CordonError("VALUE_SIZE", { path: this.#root, limit, unit });
  }
}

// Called with the value as `this`, whatever realm it is from.
// oxlint-disable-next-line typescript/unbound-method
const byteLengthOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  "byteLength",
)?.get as (this: Uint8Array) => number;

// oxlint-disable-next-line typescript/unbound-method
const kindOf = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get as (this: unknown) => string | undefined;

// oxlint-disable-next-line typescript/unbound-method
const brandOf = Object.prototype.toString;

/**
 * Refuses what is no plain object by what V8 made it, before anything is enumerated: a string object or
 * a view has as many keys as elements. No code of the caller's runs, and nothing that it can write to
 * an object is believed. A stripped `Map` or the like has no keys: it is an empty record.
 */
function insistPlain(input: object, budget: ValueBudget): void {
  if (!(Symbol.toStringTag in input)) {
    if (!ArrayBuffer.isView(input) && brandOf.call(input) === "[object Object]") return;
  } else if (Object.hasOwn(input, Symbol.toStringTag)) {
    throw new CordonError("VALUE_KIND", { path: budget.path, kind: "a symbol key" });
  }
  throw new CordonError("VALUE_PROTOTYPE", { path: budget.path });
}

/**
 * The same number, but of all NaNs the one that V8 writes itself: the bits of others depend on what
 * made them, also on what V8 has compiled so far.
 */
function copyNumber(input: number): number {
  return Number.isNaN(input) ? Number.NaN : input;
}

/**
 * Copies what a caller passed into an immutable value.
 *
 * @param path how to name the value in an error, such as `body`
 * @throws CordonError VALUE_KIND, VALUE_ACCESSOR, VALUE_PROTOTYPE, VALUE_CYCLE, VALUE_SIZE
 */
export function copyValue(input: unknown, path: string): Value {
  switch (typeof input) {
    case "number":
      return copyNumber(input);
    case "boolean":
      return input;
    case "string":
      if (input.length <= limits.valueBytes) return input;
  }
  return copyNode(input, 0, new ValueBudget(path));
}

function copyNode(input: unknown, depth: number, budget: ValueBudget): Value {
  budget.node();
  switch (typeof input) {
    case "string":
      budget.bytes(input.length);
      return input;
    case "bigint":
      budget.bytes(bigintBytes(input));
      return input;
    case "number":
      return copyNumber(input);
    case "boolean":
      return input;
    case "object":
      if (input === null) return null;
      if (depth >= limits.valueDepth) {
        throw new CordonError("VALUE_CYCLE", { path: budget.path, limit: limits.valueDepth });
      }
      return copyObject(input, depth, budget);
    default:
      throw new CordonError("VALUE_KIND", { path: budget.path, kind: nameKind(input) });
  }
}

/** Printing only what is known to be small: it takes time that grows with the square. */
export function bigintBytes(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  if (magnitude < 1n << 64n) return 8;
  const bound = 1n << BigInt(limits.valueBytes * 8);
  return magnitude >= bound ? limits.valueBytes + 1 : magnitude.toString(16).length >> 1;
}

/** Looking at a proxy, or at what inherits from one, would run code of the caller's. */
function refuseProxies(input: object, budget: ValueBudget): void {
  if (!hasProxies()) return;
  for (let holder: object | null = input; holder !== null; holder = Object.getPrototypeOf(holder)) {
    if (isProxy(holder)) {
      throw new CordonError("VALUE_KIND", { path: budget.path, kind: "a proxy" });
    }
  }
}

function copyObject(input: object, depth: number, budget: ValueBudget): Value {
  if (isTag(input)) return input;
  if (Bytes.is(input)) {
    budget.bytes(input.length);
    return input;
  }
  refuseProxies(input, budget);
  if (Array.isArray(input)) return copyArray(input, depth, budget);
  if (ArrayBuffer.isView(input) && kindOf.call(input) === "Uint8Array") {
    const bytes = input as Uint8Array;
    budget.bytes(byteLengthOf.call(bytes));
    return new Bytes(bytes);
  }
  insistPlain(input, budget);
  const prototype: unknown = Object.getPrototypeOf(input);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new CordonError("VALUE_PROTOTYPE", { path: budget.path });
  }
  const keys = Reflect.ownKeys(input);
  budget.room(keys.length);
  const record = newRecord();
  for (const key of keys) {
    if (typeof key === "symbol") {
      throw new CordonError("VALUE_KIND", { path: budget.path, kind: "a symbol key" });
    }
    budget.bytes(key.length);
    budget.enter(key);
    record[key] = copyNode(readData(input, key, budget), depth + 1, budget);
    budget.leave();
  }
  return Object.freeze(record);
}

function copyArray(
  input: readonly unknown[],
  depth: number,
  budget: ValueBudget,
): readonly Value[] {
  const length = input.length;
  budget.room(length);
  const array = newArray();
  for (let i = 0; i < length; i++) {
    budget.enter(i);
    array[i] = copyNode(readData(input, i, budget), depth + 1, budget);
    budget.leave();
  }
  return Object.freeze(array);
}

/** Reads an own property without ever calling a getter. */
function readData(holder: object, key: string | number, budget: ValueBudget): unknown {
  const property = Reflect.getOwnPropertyDescriptor(holder, key);
  if (property !== undefined && !("value" in property)) {
    throw new CordonError("VALUE_ACCESSOR", { path: budget.path });
  }
  return property?.value;
}

/** Whether a value can be compared by a filter. */
export function isScalar(value: unknown): value is Scalar {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    typeof value === "bigint" ||
    isTag(value)
  );
}
