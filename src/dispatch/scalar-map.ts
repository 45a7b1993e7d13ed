/**
 * Maps and sets of scalars that programs choose. V8 hashes numbers and bigints without a secret, bigints by
 * their last 64 bits alone: in a `Map`, thousands that collide would take everybody seconds.
 */

import type { Scalar } from "../event/index.ts";

/** No program can tell what it is, and nothing that is observed depends on it. */
const secret = Math.trunc(Math.random() * 2 ** 32) | 0;

/** Numbers and bigints that are no small integers, as texts: those V8 hashes with a secret of its own. */
function textOf(value: Scalar): string | null {
  if (typeof value === "bigint") return value.toString(16);
  if (typeof value !== "number" || (value | 0) === value) return null;
  return `~${value}`;
}

function keyOf(value: Scalar): unknown {
  return typeof value === "number" ? value ^ secret : value;
}

/** Equality is that of `Map`: NaN equals itself, and 0 equals −0. */
export class ScalarMap<T> {
  readonly #plain = new Map<unknown, T>();
  readonly #texts = new Map<string, T>();

  get size(): number {
    return this.#plain.size + this.#texts.size;
  }

  get(value: Scalar): T | undefined {
    if (typeof value === "string") return this.#plain.get(value);
    const text = textOf(value);
    return text === null ? this.#plain.get(keyOf(value)) : this.#texts.get(text);
  }

  set(value: Scalar, item: T): void {
    const text = textOf(value);
    if (text === null) this.#plain.set(keyOf(value), item);
    else this.#texts.set(text, item);
  }

  delete(value: Scalar): void {
    const text = textOf(value);
    if (text === null) this.#plain.delete(keyOf(value));
    else this.#texts.delete(text);
  }

  *values(): IterableIterator<T> {
    yield* this.#plain.values();
    yield* this.#texts.values();
  }
}

/** The first of each of several equal scalars. */
export function distinct(values: readonly Scalar[]): readonly Scalar[] {
  const seen = new ScalarMap<true>();
  return values.filter((value) => {
    if (seen.get(value) === true) return false;
    seen.set(value, true);
    return true;
  });
}
