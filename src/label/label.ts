/**
 * Labels (S, I) and the table that interns them (DEFCON, section 3.1.1).
 *
 * The same label is always the same object with the same small index, so that "can flow to" is one
 * look-up in a row of bytes wherever it is asked often.
 */

import { intersection, isSubset, NO_TAGS, type TagSet, tagSet, union } from "./tag-set.ts";
import { type Tag, tagId } from "./tag.ts";

/** A label as callers write it; what is left out is empty. */
export interface LabelSpec {
  readonly secrecy?: readonly Tag[];
  readonly integrity?: readonly Tag[];
}

export interface Label {
  /** S: who may learn of it. */
  readonly secrecy: TagSet;
  /** I: who vouches for it. */
  readonly integrity: TagSet;
  /** Position in the table that interned it; changes when the table is swept. */
  readonly index: number;
  /** Its tags in the order of their ids, once somebody asked: see {@link sortedById}. */
  sorted: SortedTags | null;
}

/** The tags of a label as programs and operators are shown them. */
export interface SortedTags {
  readonly secrecy: readonly Tag[];
  readonly integrity: readonly Tag[];
}

function byId(tags: TagSet): readonly Tag[] {
  return tags.length < 2 ? tags : [...tags].sort((a, b) => (tagId(a) < tagId(b) ? -1 : 1));
}

/**
 * A label's tags in the order of their ids: the order in which this heap happened to meet them depends on
 * what else it was told, and must not show.
 */
export function sortedById(label: Label): SortedTags {
  label.sorted ??= { secrecy: byId(label.secrecy), integrity: byId(label.integrity) };
  return label.sorted;
}

/** La ⊑ Lb iff Sa ⊆ Sb and Ia ⊇ Ib, computed from the sets. */
export function canFlowTo(a: Label, b: Label): boolean {
  return a === b || (isSubset(a.secrecy, b.secrecy) && isSubset(b.integrity, a.integrity));
}

const UNKNOWN = 0;
const YES = 1;
const NO = 2;

class InternedLabel implements Label {
  readonly secrecy: TagSet;
  readonly integrity: TagSet;
  index: number;
  sorted: SortedTags | null = null;
  /** flows[b.index]: whether this label can flow to b. Only labels that fan out have one. */
  flows: Uint8Array | null = null;
  joins: Map<Label, Label> | null = null;

  constructor(secrecy: TagSet, integrity: TagSet, index: number) {
    this.secrecy = secrecy;
    this.integrity = integrity;
    this.index = index;
  }
}

/** A place in the table: the tags on the way to it are those of its label. */
class Place {
  label: InternedLabel | null = null;
  /** The last tag on the way here. */
  readonly tag: Tag | null;
  /** By one more tag of the component that led here; one alone stands by itself. */
  next: Map<Tag, Place> | Place | null = null;
  /** By the first integrity tag; only places that secrecy led to have any. */
  vouched: Map<Tag, Place> | Place | null = null;

  constructor(tag: Tag | null) {
    this.tag = tag;
  }
}

function step(from: Place, tag: Tag, component: "next" | "vouched"): Place {
  const known = from[component];
  if (known instanceof Place && known.tag === tag) return known;
  if (known instanceof Map) {
    const place = known.get(tag);
    if (place !== undefined) return place;
  }
  const place = new Place(tag);
  if (known === null) from[component] = place;
  else if (known instanceof Map) known.set(tag, place);
  else {
    from[component] = new Map<Tag | null, Place>([
      [known.tag, known],
      [tag, place],
    ]) as Map<Tag, Place>;
  }
  return place;
}

/** The labels of one dispatcher. Not shared between heaps: indexes mean nothing elsewhere. */
export class LabelTable {
  #root = new Place(null);
  /** By their index. */
  #labels: InternedLabel[] = [];
  /** (∅, ∅): what anybody may read and nobody vouches for. */
  readonly public: Label;
  /** How often it was swept: since then a label that was kept elsewhere may be no longer in it. */
  sweeps = 0;

  constructor() {
    this.public = this.#intern(NO_TAGS, NO_TAGS);
  }

  /** How many distinct labels are interned now. */
  get size(): number {
    return this.#labels.length;
  }

  of(spec: LabelSpec): Label {
    return this.#intern(tagSet(spec.secrecy ?? NO_TAGS), tagSet(spec.integrity ?? NO_TAGS));
  }

  /** The label with these sets, which must be sorted as {@link tagSet} sorts. */
  ofSets(secrecy: TagSet, integrity: TagSet): Label {
    return this.#intern(secrecy, integrity);
  }

  /** The least upper bound: (Sa ∪ Sb, Ia ∩ Ib). */
  join(a: Label, b: Label): Label {
    if (a === b) return a;
    const from = a as InternedLabel;
    let joined = from.joins?.get(b);
    if (joined === undefined) {
      joined = this.#intern(union(a.secrecy, b.secrecy), intersection(a.integrity, b.integrity));
      (from.joins ??= new Map()).set(b, joined);
    }
    return joined;
  }

  /** La ⊑ Lb, remembered if `a` is a label that fans out. */
  canFlow(a: Label, b: Label): boolean {
    if (a === b) return true;
    const flows = (a as InternedLabel).flows;
    if (flows === null) return canFlowTo(a, b);
    const known = flows[b.index];
    if (known === YES) return true;
    if (known === NO) return false;
    return this.#remember(a as InternedLabel, b);
  }

  /** Announces that `a` is about to be compared with many labels: from now on it remembers. */
  fanOut(a: Label): void {
    (a as InternedLabel).flows ??= new Uint8Array(this.#labels.length + 64);
  }

  /**
   * Forgets every label that is not in `live`. Labels that have been forgotten still compare
   * correctly, but must not be given to `canFlow` as its second argument.
   */
  sweep(live: Iterable<Label>): void {
    this.sweeps++;
    const kept = new Set<Label>(live);
    kept.add(this.public);
    const labels = this.#labels;
    this.#root = new Place(null);
    this.#labels = [];
    for (const label of labels) {
      label.flows = null;
      label.joins = null;
      if (!kept.has(label)) continue;
      this.#placeOf(label.secrecy, label.integrity).label = label;
      label.index = this.#labels.push(label) - 1;
    }
  }

  #remember(a: InternedLabel, b: Label): boolean {
    const answer = canFlowTo(a, b);
    let flows = a.flows as Uint8Array;
    if (b.index >= flows.length) {
      const grown = new Uint8Array(Math.max(this.#labels.length, b.index + 1) * 2).fill(UNKNOWN);
      grown.set(flows);
      flows = a.flows = grown;
    }
    flows[b.index] = answer ? YES : NO;
    return answer;
  }

  #intern(secrecy: TagSet, integrity: TagSet): InternedLabel {
    const place = this.#placeOf(secrecy, integrity);
    if (place.label === null) {
      place.label = new InternedLabel(secrecy, integrity, this.#labels.length);
      this.#labels.push(place.label);
    }
    return place.label;
  }

  #placeOf(secrecy: TagSet, integrity: TagSet): Place {
    let place = this.#root;
    for (let i = 0; i < secrecy.length; i++) place = step(place, secrecy[i] as Tag, "next");
    for (let i = 0; i < integrity.length; i++) {
      place = step(place, integrity[i] as Tag, i === 0 ? "vouched" : "next");
    }
    return place;
  }
}
