/** Tags as the host knows them: by id, with who made them, for as long as some cell knows them. */

import type { RevocationRequest } from "../dispatch/index.ts";
import { CordonError } from "../errors.ts";
import { isCovered, Tag, tagId, type TagId } from "../label/index.ts";

/** Whoever may know tags: a cell. */
export type TagHolder = object;

interface TagRecord {
  readonly tag: Tag;
  /** The cell it was made in; null for the operator's. */
  readonly creator: TagHolder | null;
  /** Cells that know it; null for the operator's, which is kept anyway. */
  readonly holders: Set<TagHolder> | null;
}

const NO_REVOCATIONS: readonly RevocationRequest[] = [];

export class HostTags {
  readonly #records = new Map<TagId, TagRecord>();
  /** Of the tag itself: an event of the host's may outlive what cells know of its tags. */
  readonly #revocations = new WeakMap<Tag, readonly RevocationRequest[]>();

  get size(): number {
    return this.#records.size;
  }

  /** A tag of the operator's; it is never forgotten. */
  create(name: string, id: TagId): Tag {
    const tag = new Tag(name, id);
    this.#records.set(id, { tag, creator: null, holders: null });
    return tag;
  }

  /** A cell says that it made a tag. @throws CordonError WIRE if somebody else has it already */
  announce(id: TagId, name: string, creator: TagHolder): void {
    if (this.#records.has(id)) throw new CordonError("WIRE", { problem: "a tag is made twice" });
    const record: TagRecord = {
      tag: new Tag(name, id),
      creator,
      holders: new Set([creator]),
    };
    this.#records.set(id, record);
  }

  /** @throws CordonError WIRE if no cell has announced it */
  resolve(id: TagId): Tag {
    const record = this.#records.get(id);
    if (record === undefined) throw new CordonError("WIRE", { problem: "an unknown tag" });
    return record.tag;
  }

  isCreator(tag: Tag, holder: TagHolder): boolean {
    return this.#records.get(tagId(tag))?.creator === holder;
  }

  noteRevocation(request: RevocationRequest): void {
    const { tag, privilege, by } = request;
    const known = this.revocationsOf(tag);
    const kept = known.filter((other) => !isCovered(other, privilege, by.secrecy));
    this.#revocations.set(tag, [...kept, request]);
  }

  /** What a tag's creator has withdrawn. */
  revocationsOf(tag: Tag): readonly RevocationRequest[] {
    return this.#revocations.get(tag) ?? NO_REVOCATIONS;
  }

  /** Whether a cell may know a tag. */
  isHolder(tag: Tag, holder: TagHolder): boolean {
    return this.#records.get(tagId(tag))?.holders?.has(holder) === true;
  }

  /** Notes that a cell is told of a tag. */
  tell(tag: Tag, holder: TagHolder): TagId {
    const id = tagId(tag);
    const record = this.#records.get(id);
    if (record === undefined) {
      // Every cell had forgotten it, and with it whatever privileges there were; the host has not.
      const holders = new Set([holder]);
      this.#records.set(id, { tag, creator: null, holders });
    } else {
      record.holders?.add(holder);
    }
    return id;
  }

  forget(ids: Iterable<TagId>, holder: TagHolder): void {
    for (const id of ids) {
      const record = this.#records.get(id);
      if (record?.holders?.delete(holder) !== true) continue;
      if (record.holders.size === 0 && record.creator !== null) this.#records.delete(id);
    }
  }

  /** A cell is gone. */
  forgetHolder(holder: TagHolder): void {
    this.forget([...this.#records.keys()], holder);
  }
}
