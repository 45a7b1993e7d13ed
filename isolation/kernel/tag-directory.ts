/** Tags by id: what a cell and its host call the same tag. Only tags that cross are in it. */

import { malformed } from "../../src/event/index.ts";
import {
  isTagId,
  restoreRevocations,
  type Revocation,
  revocationsOf,
  Tag,
  tagId,
  type TagId,
} from "../../src/label/index.ts";

const CLEAN_EVERY = 4_096;

export class TagDirectory {
  /** Weak: a tag that nothing refers to here can be made anew without anybody noticing. */
  readonly #byId = new Map<TagId, WeakRef<Tag>>();
  readonly #known = new WeakSet<Tag>();
  /** Withdrawals by the id of their tag: they hold of one that is made anew, too. */
  readonly #revocations = new Map<TagId, readonly Revocation[]>();
  #announce: (tag: Tag, id: TagId) => void;
  #forget: (ids: readonly TagId[]) => void;
  #additions = 0;

  /**
   * @param announce called before the id of a tag that was made here is first used
   * @param forget called with ids that nothing here refers to any more
   */
  constructor(announce: (tag: Tag, id: TagId) => void, forget: (ids: readonly TagId[]) => void) {
    this.#announce = announce;
    this.#forget = forget;
  }

  /** Whether the other side knows the tag. */
  isShared(tag: Tag): boolean {
    return this.#known.has(tag);
  }

  readonly name = (tag: Tag): TagId => {
    const id = tagId(tag);
    if (!this.#known.has(tag)) {
      this.#add(id, tag);
      this.#announce(tag, id);
    }
    return id;
  };

  readonly resolve = (id: TagId): Tag => {
    const known = this.#byId.get(id)?.deref();
    if (known !== undefined) return known;
    if (!isTagId(id)) throw malformed("tag");
    const tag = new Tag("", id);
    restoreRevocations(tag, this.#revocations.get(id) ?? []);
    this.#add(id, tag);
    return tag;
  };

  /** Notes that something was withdrawn over a tag. */
  noteRevocation(tag: Tag): void {
    if (this.#known.has(tag)) this.#revocations.set(tagId(tag), revocationsOf(tag));
  }

  #add(id: TagId, tag: Tag): void {
    this.#known.add(tag);
    if (revocationsOf(tag).length > 0) this.noteRevocation(tag);
    this.#byId.set(id, new WeakRef(tag));
    this.#additions++;
  }

  /** Lets go of tags that nothing refers to, now and then; the host tells again what was withdrawn. */
  clean(): void {
    if (this.#additions < CLEAN_EVERY) return;
    this.#additions = 0;
    const gone: TagId[] = [];
    for (const [id, reference] of this.#byId) if (reference.deref() === undefined) gone.push(id);
    for (const id of gone) {
      this.#byId.delete(id);
      this.#revocations.delete(id);
    }
    if (gone.length > 0) this.#forget(gone);
  }
}
