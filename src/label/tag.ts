/**
 * Tags: opaque, unforgeable concerns about secrecy or integrity (DEFCON, section 3.1.1).
 *
 * A `Tag` is handed to untrusted programs as it is: it is frozen, has no prototype that leads
 * anywhere, and everything about it sits in private fields that only the functions below can read.
 * Holding a tag lets its holder name it, never use it; use takes a privilege.
 */

/** 32 lower-case hexadecimal digits: 128 random bits. The name of a tag between cells and sites. */
export type TagId = string & { readonly __brand: "TagId" };

let readSerial: (tag: Tag) => number;
let readName: (tag: Tag) => string;
let readId: (tag: Tag) => TagId;
let hasIdentity: (value: object) => boolean;

let lastSerial = 0;

export class Tag {
  readonly #serial: number;
  readonly #name: string;
  #id: TagId | (() => TagId);

  /** @param id the id, or how to compute it once it is first needed: most tags never leave their cell */
  constructor(name: string, id: TagId | (() => TagId)) {
    this.#serial = ++lastSerial;
    this.#name = name;
    this.#id = id;
    Object.freeze(this);
  }

  static {
    readSerial = (tag) => tag.#serial;
    readName = (tag) => tag.#name;
    readId = (tag) => {
      if (typeof tag.#id === "function") tag.#id = tag.#id();
      return tag.#id;
    };
    hasIdentity = (value) => #serial in value;
    // A program that holds a tag must find no constructor to forge another with.
    Reflect.deleteProperty(Tag.prototype, "constructor");
    Object.setPrototypeOf(Tag.prototype, null);
    Object.freeze(Tag.prototype);
  }
}

/** Whether a value is a tag that this process made; no look-alike passes. */
export function isTag(value: unknown): value is Tag {
  return typeof value === "object" && value !== null && hasIdentity(value);
}

/** A small number that orders tags within one heap. Never shown to a program. */
export function tagSerial(tag: Tag): number {
  return readSerial(tag);
}

/** The name its creator gave it, for people. Never shown to a program. */
export function tagName(tag: Tag): string {
  return readName(tag);
}

/** The id under which the tag crosses to other cells. Never shown to a program. */
export function tagId(tag: Tag): TagId {
  return readId(tag);
}

/** Whether a text has the form of a tag id. */
export function isTagId(text: unknown): text is TagId {
  return typeof text === "string" && /^[0-9a-f]{32}$/.test(text);
}
