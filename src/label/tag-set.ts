/**
 * Sets of tags as arrays sorted by serial: small, never changed, and cheap to compare. No program ever
 * meets one, so they are not frozen: engines are ten times slower in reading arrays that are.
 */

import { type Tag, tagSerial } from "./tag.ts";

export type TagSet = readonly Tag[];

export const NO_TAGS: TagSet = [];

export function tagSet(tags: Iterable<Tag>): TagSet {
  if (Array.isArray(tags) && tags.length < 2) return tags.length === 0 ? NO_TAGS : [tags[0]];
  const unique = [...new Set(tags)];
  return unique.length === 0 ? NO_TAGS : unique.sort((a, b) => tagSerial(a) - tagSerial(b));
}

/** a ⊆ b */
export function isSubset(a: TagSet, b: TagSet): boolean {
  if (a.length > b.length) return false;
  let j = 0;
  for (let i = 0; i < a.length; i++) {
    while (j < b.length && b[j] !== a[i]) j++;
    if (j++ === b.length) return false;
  }
  return true;
}

/** a ∪ b */
export function union(a: TagSet, b: TagSet): TagSet {
  if (a === b || isSubset(b, a)) return a;
  if (isSubset(a, b)) return b;
  const merged: Tag[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const first = a[i] as Tag;
    const second = b[j] as Tag;
    const order = tagSerial(first) - tagSerial(second);
    if (order <= 0) i++;
    if (order >= 0) j++;
    merged.push(order <= 0 ? first : second);
  }
  while (i < a.length) merged.push(a[i++] as Tag);
  while (j < b.length) merged.push(b[j++] as Tag);
  return merged;
}

/** Tells whether tags are in a set, if it is asked in the order of sets: in one pass over both. */
function memberOf(set: TagSet): (tag: Tag) => boolean {
  let at = 0;
  return (tag) => {
    const serial = tagSerial(tag);
    while (at < set.length && tagSerial(set[at] as Tag) < serial) at++;
    return set[at] === tag;
  };
}

/** a ∩ b */
export function intersection(a: TagSet, b: TagSet): TagSet {
  if (a === b || isSubset(a, b)) return a;
  if (isSubset(b, a)) return b;
  return a.filter(memberOf(b));
}

/** a ∖ b */
export function difference(a: TagSet, b: TagSet): TagSet {
  if (b.length === 0) return a;
  const isMember = memberOf(b);
  const kept = a.filter((tag) => !isMember(tag));
  return kept.length === a.length ? a : kept;
}
