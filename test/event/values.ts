/** Event data and look-alikes, for properties. */

import fc from "fast-check";
import { Bytes, bytesOf, isBytes, type Value, type ValueInput } from "../../src/event/index.ts";
import { isTag, Tag, tagId, type TagId } from "../../src/label/index.ts";

export const tags: readonly Tag[] = Array.from(
  { length: 4 },
  (_, i) => new Tag(`tag-${i}`, i.toString(16).repeat(32) as TagId),
);

export const tagById: ReadonlyMap<TagId, Tag> = new Map(tags.map((tag) => [tagId(tag), tag]));

const scalar: fc.Arbitrary<ValueInput> = fc.oneof(
  fc.constantFrom<ValueInput>(null, true, false, Number.NaN, -0, Infinity, -Infinity, ""),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("__proto__", "constructor", "toString", "length"),
  fc.constantFrom(...tags),
  fc.uint8Array({ maxLength: 12 }),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => new Bytes(bytes)),
);

const key = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom("__proto__", "constructor", "prototype", "0", "then"),
);

/** A plain object with exactly these own properties, also those that a literal would swallow. */
export function record(
  entries: Iterable<readonly [string, ValueInput]>,
  prototype: object | null = Object.prototype,
): { readonly [name: string]: ValueInput } {
  const made: { [name: string]: ValueInput } = Object.create(prototype);
  for (const [name, value] of entries) {
    Object.defineProperty(made, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return made;
}

export const valueInput: fc.Arbitrary<ValueInput> = fc.letrec<{ readonly node: ValueInput }>(
  (tie) => ({
    node: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      scalar,
      fc.array(tie("node"), { maxLength: 5 }),
      fc
        .tuple(fc.array(fc.tuple(key, tie("node")), { maxLength: 5 }), fc.boolean())
        .map(([entries, bare]) => record(entries, bare ? null : Object.prototype)),
    ),
  }),
).node;

/** Whether two values are the same data; `Object.is` for scalars, so that −0 and NaN count. */
export function isSameData(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array) return isBytes(b) && sameBytes(a, bytesOf(b));
  if (isBytes(a)) return isBytes(b) && sameBytes(bytesOf(a), bytesOf(b));
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isTag(a) || isTag(b) || isBytes(b)) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keysA, keysB] = [Object.keys(a), Object.keys(b)];
  return (
    keysA.length === keysB.length &&
    keysA.every((name, i) => name === keysB[i] && isSameData(own(a, name), own(b, name)))
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function own(holder: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(holder, name)?.value;
}

/** Every object in a value, its prototypes included: what a program could get hold of. */
export function* reachable(value: Value, seen: Set<object> = new Set()): Iterable<object> {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  yield value;
  if (isTag(value) || isBytes(value)) return;
  for (const item of Object.values(value)) yield* reachable(item as Value, seen);
}
