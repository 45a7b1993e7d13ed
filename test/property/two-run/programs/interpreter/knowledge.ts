/** What a unit knows, and how it writes that down: the same line for what nobody can tell apart. */

import type { Bytes, ReadPart, Tag, Value } from "../../../../../src/unit/index.ts";

const mostTags = 16;
const mostObjects = 24;

export class Knowledge {
  readonly tags: Tag[];
  /** What was read last. */
  last: Value = 0;
  held = false;
  refused = false;
  parts = 0;
  identity = 0;
  readonly #objects: object[] = [];
  readonly #bytes: (value: Bytes) => Uint8Array;

  readonly #looksAtIdentity: boolean;

  constructor(tags: readonly Tag[], looksAtIdentity: boolean, bytes: (value: Bytes) => Uint8Array) {
    this.tags = [...tags];
    this.#looksAtIdentity = looksAtIdentity;
    this.#bytes = bytes;
  }

  readonly tagAt = (at: number): Tag => this.tags[at % this.tags.length] as Tag;

  /** Remembers what was read; tags become names that its steps can use. */
  take(value: Value): void {
    if (isTag(value) && !this.tags.includes(value) && this.tags.length < mostTags) {
      this.tags.push(value);
    }
    this.last = value;
  }

  takeParts(parts: readonly ReadPart[]): void {
    this.parts = parts.length;
    for (const { data } of parts) this.take(data);
  }

  /** Which objects showed it: a number for each, the same for the same object. */
  identities(parts: readonly ReadPart[]): string {
    const objects = parts.flatMap((part) => {
      const { data, label } = part;
      return [part, data, label, label.secrecy, label.integrity];
    });
    const numbers = [parts, ...objects].map((it) => this.identityOf(it));
    this.identity = numbers.at(3) ?? 0;
    return numbers.join();
  }

  identityOf(value: unknown): number {
    if (!this.#looksAtIdentity || typeof value !== "object" || value === null) return -1;
    const known = this.#objects.indexOf(value);
    if (known !== -1) return known;
    return this.#objects.length < mostObjects ? this.#objects.push(value) - 1 : mostObjects;
  }

  describe(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.describe(item)).join()}]`;
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "string") return `'${value}'`;
    if (Object.is(value, -0)) return "-0";
    if (typeof value !== "object" || value === null) return String(value);
    if (isTag(value)) return `#${this.tags.indexOf(value)}`;
    const entries = Object.entries(value);
    if (typeof (value as Bytes).length === "number") {
      return `<${this.#bytes(value as Bytes).join()}>`;
    }
    return `{${entries.map(([name, item]) => `${name}:${this.describe(item)}`).join()}}`;
  }
}

/** Of all that events hold here, only tags are objects that show nothing. */
export function isTag(value: unknown): value is Tag {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.isFrozen(value) &&
    Reflect.ownKeys(value).length === 0
  );
}

export function weight(value: unknown): number {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? Math.abs(value) : 0;
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      return Number(value % 4n);
    case "string":
      return value.length;
    default:
      if (Array.isArray(value)) return value.length;
      return typeof value === "object" && value !== null ? Object.keys(value).length : 1;
  }
}

export function isOdd(value: unknown): boolean {
  return weight(value) % 2 === 1;
}
