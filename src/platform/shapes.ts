/**
 * Shapes: what events are like apart from their data. Most events are like one that was sent before; a
 * cell is told of a shape once, and of such an event only the data.
 */

import type { Part } from "../event/index.ts";
import type { Label } from "../label/index.ts";
import { limits } from "../limits.ts";

export interface Shape {
  /** A place among the shapes that cells know; another shape may have taken it since. */
  readonly slot: number;
  /** Of each part. */
  readonly names: readonly string[];
  readonly labels: readonly Label[];
}

function isOf({ names, labels }: Shape, parts: readonly Part[]): boolean {
  if (names.length !== parts.length) return false;
  for (let i = 0; i < parts.length; i++) {
    const { name, label } = parts[i] as Part;
    if (name !== names[i] || label !== labels[i]) return false;
  }
  return true;
}

export class Shapes {
  readonly #shapes: Shape[] = [];
  #last: Shape | null = null;
  #next = 0;

  /** The shape of these parts, whose privileges are no part of it. */
  of(parts: readonly Part[]): Shape {
    if (this.#last !== null && isOf(this.#last, parts)) return this.#last;
    this.#last = this.#shapes.find((shape) => isOf(shape, parts)) ?? this.#add(parts);
    return this.#last;
  }

  #add(parts: readonly Part[]): Shape {
    const slot = this.#next;
    this.#next = (slot + 1) % limits.shapes;
    const names = parts.map(({ name }) => name);
    const labels = parts.map(({ label }) => label);
    const shape: Shape = { slot, names, labels };
    this.#shapes[slot] = shape;
    return shape;
  }
}

/** An event that is told alike to every cell that knows its shape. */
export interface PlainEvent {
  readonly shape: Shape;
  /** The command that tells of it. */
  readonly command: string;
}

/** Whether JSON gives a value back as it is, and the same to every cell. */
function isPlain(data: unknown): boolean {
  switch (typeof data) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(data) && !Object.is(data, -0);
    default:
      return data === null;
  }
}

/** The data of parts that carry no privileges, if all of it is plain. */
export function plainData(parts: readonly Part[]): readonly unknown[] | null {
  const values: unknown[] = [];
  for (const { data, privileges } of parts) {
    if (privileges !== null || !isPlain(data)) return null;
    values.push(data);
  }
  return values;
}
