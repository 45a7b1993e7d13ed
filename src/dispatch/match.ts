/**
 * Match: which subscriptions an event may concern. Filed first by part and value, then by label, so
 * that a look-up costs in proportion to what it finds, not to what is subscribed.
 */

import { type Event, isScalar, type Part } from "../event/index.ts";
import { canFlowTo, difference, type Label, type Tag, type TagSet } from "../label/index.ts";
import { type AccessKey, planAccess } from "./access.ts";
import { Crowd } from "./crowd.ts";
import { compareSubscriptions, type Subscription, type Endpoint } from "./endpoint.ts";
import type { CompiledFilter, FilterTable } from "./filter.ts";
import { IntervalIndex } from "./interval-index.ts";
import { ScalarMap } from "./scalar-map.ts";

/** Below this, walking a bucket is cheaper than looking up who may see the label. */
const SMALL_BUCKET = 16;
/** Labels for which a bucket remembers whom they reach. */
const REMEMBERED_LABELS = 8;
/** Lists that are tried to be put one after the other; more are merged. */
const FEW_LISTS = 4;

function insertSorted<E extends Endpoint>(list: Subscription<E>[], item: Subscription<E>): void {
  let low = 0;
  let high = list.length;
  const last = list[high - 1];
  if (last === undefined || compareSubscriptions(last, item) < 0) {
    list.push(item);
    return;
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareSubscriptions(list[middle] as Subscription<E>, item) < 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, item);
}

/**
 * Merges two lists in the order of delivery into `into`, without repetition. What `into` held is
 * overwritten rather than cleared: cleared, an array loses its room and has to grow anew.
 */
function mergeSorted<E extends Endpoint>(
  a: readonly Subscription<E>[],
  b: readonly Subscription<E>[],
  into: Subscription<E>[],
): readonly Subscription<E>[] {
  let i = 0;
  let j = 0;
  let k = 0;
  while (i < a.length && j < b.length) {
    const first = a[i] as Subscription<E>;
    const second = b[j] as Subscription<E>;
    const isSame = first === second;
    const isFirst = isSame || compareSubscriptions(first, second) <= 0;
    if (isFirst) i++;
    if (isSame || !isFirst) j++;
    into[k++] = isFirst ? first : second;
  }
  while (i < a.length) into[k++] = a[i++] as Subscription<E>;
  while (j < b.length) into[k++] = b[j++] as Subscription<E>;
  into.length = k;
  return into;
}

/** Whether all of one list come before all of the other. */
function isBefore<E extends Endpoint>(
  a: readonly Subscription<E>[] | undefined,
  b: readonly Subscription<E>[] | undefined,
): boolean {
  const last = a?.at(-1);
  const first = b?.[0];
  return last === undefined || first === undefined || compareSubscriptions(last, first) < 0;
}

/** Swaps an item with the one before it. */
function swap(items: unknown[], at: number): void {
  const item = items[at];
  items[at] = items[at - 1];
  items[at - 1] = item;
}

/** Removes an item of a list in the order of delivery. */
function removeItem<E extends Endpoint>(list: Subscription<E>[], item: Subscription<E>): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareSubscriptions(list[middle] as Subscription<E>, item) < 0) low = middle + 1;
    else high = middle;
  }
  while (low < list.length && list[low] !== item) low++;
  if (low < list.length) list.splice(low, 1);
}

/** Puts hits in the order of delivery, each once. */
function inOrder<E extends Endpoint>(hits: Subscription<E>[]): readonly Subscription<E>[] {
  return hits.length < 2 ? hits : [...new Set(hits)].sort(compareSubscriptions);
}

/** The subscriptions under one key, in the order of delivery. */
class Bucket<E extends Endpoint> {
  readonly subscriptions: Subscription<E>[] = [];
  /** Managed subscriptions: found whatever the label, because they look at more than it shows. */
  readonly managed: Subscription<E>[] = [];
  /** For each tag, the subscriptions whose endpoint has it in its input secrecy. */
  #byTag: Map<Tag, Subscription<E>[]> | null = null;
  /** Whom a label reaches, for those that came lately: ticks of a symbol all carry the same. */
  #crowds: Map<Label, Crowd<E>> | null = null;

  get isEmpty(): boolean {
    return this.subscriptions.length === 0 && this.managed.length === 0;
  }

  add(subscription: Subscription<E>): void {
    if (subscription.managed) {
      insertSorted(this.managed, subscription);
      return;
    }
    this.#forgetCrowds();
    insertSorted(this.subscriptions, subscription);
    this.#file(subscription, subscription.endpoint.matchInput.secrecy);
  }

  delete(subscription: Subscription<E>): void {
    if (subscription.managed) {
      removeItem(this.managed, subscription);
      return;
    }
    this.#forgetCrowds();
    removeItem(this.subscriptions, subscription);
    this.#unfile(subscription, subscription.endpoint.matchInput.secrecy);
  }

  /** @param less tags that its endpoint no longer has @param more tags that it has now */
  relabel(subscription: Subscription<E>, less: TagSet, more: TagSet): void {
    if (subscription.managed) return;
    this.#forgetCrowds();
    this.#unfile(subscription, less);
    this.#file(subscription, more);
  }

  /** Those that may see a part with this label; null if there are so few that all can be asked. */
  reach(label: Label): Crowd<E> | null {
    if (this.subscriptions.length < SMALL_BUCKET) return null;
    this.#crowds ??= new Map();
    const known = this.#crowds.get(label);
    if (known !== undefined) return known;
    const reached = this.#fewest(label).filter(({ endpoint }) =>
      canFlowTo(label, endpoint.matchInput),
    );
    if (this.#crowds.size === REMEMBERED_LABELS) {
      this.tellCounts();
      this.#crowds.clear();
    }
    const crowd = new Crowd(reached);
    this.#crowds.set(label, crowd);
    return crowd;
  }

  tellCounts(): void {
    for (const crowd of this.#crowds?.values() ?? []) crowd.tellCounts();
  }

  #forgetCrowds(): void {
    this.tellCounts();
    this.#crowds = null;
  }

  /** The shortest list that all who may see the label are in. */
  #fewest(label: Label): readonly Subscription<E>[] {
    if (label.secrecy.length === 0) return this.subscriptions;
    const byTag = this.#byTag ?? this.#fileAll();
    let fewest = this.subscriptions;
    for (const tag of label.secrecy) {
      const list = byTag.get(tag) ?? [];
      if (list.length < fewest.length) fewest = list;
    }
    return fewest;
  }

  #fileAll(): Map<Tag, Subscription<E>[]> {
    const byTag = new Map<Tag, Subscription<E>[]>();
    this.#byTag = byTag;
    for (const subscription of this.subscriptions) {
      this.#file(subscription, subscription.endpoint.matchInput.secrecy);
    }
    return byTag;
  }

  #file(subscription: Subscription<E>, tags: readonly Tag[]): void {
    if (this.#byTag === null) return;
    for (const tag of tags) {
      const list = this.#byTag.get(tag);
      if (list === undefined) this.#byTag.set(tag, [subscription]);
      else insertSorted(list, subscription);
    }
  }

  #unfile(subscription: Subscription<E>, tags: readonly Tag[]): void {
    if (this.#byTag === null) return;
    for (const tag of tags) {
      const list = this.#byTag.get(tag);
      if (list === undefined) continue;
      removeItem(list, subscription);
      if (list.length === 0) this.#byTag.delete(tag);
    }
  }
}

/** Everything filed under one part name. */
class PartIndex<E extends Endpoint> {
  readonly equals = new ScalarMap<Bucket<E>>();
  readonly present = new Bucket<E>();
  readonly ranges = new IntervalIndex<Subscription<E>>();
  rangeCount = 0;

  get isEmpty(): boolean {
    return this.equals.size === 0 && this.present.isEmpty && this.rangeCount === 0;
  }
}

/**
 * What an event may concern: lists that, one after the other, are in the order of delivery. The arrays
 * may be longer than there are lists: emptied, they would lose their room and have to grow anew.
 */
export interface Candidates<E extends Endpoint> {
  /** How many lists there are. */
  count: number;
  readonly lists: (readonly Subscription<E>[])[];
  /**
   * For each list the part through which it was found: who sees that need only satisfy the residual. If
   * −1, each of the list has to be tested whole.
   */
  readonly positions: number[];
  /** For each list, the same as a crowd that could see that part when the generation began; or null. */
  readonly crowds: (Crowd<E> | null)[];
}

/** The subscriptions of one dispatcher. Not to be changed while candidates are walked. */
export class SubscriptionIndex<E extends Endpoint> {
  readonly #filters: FilterTable;
  readonly #parts = new Map<string, PartIndex<E>>();
  readonly #scanned = new Bucket<E>();
  /** How many subscriptions name each value of each part, wherever they are filed. */
  readonly #named = new Map<string, ScalarMap<number>>();
  /** Two arrays that merges write to in turn: an event's candidates are gone before the next's. */
  #merged: Subscription<E>[] = [];
  #spare: Subscription<E>[] = [];
  readonly #found: Candidates<E> = { count: 0, lists: [], positions: [], crowds: [] };

  constructor(filters: FilterTable) {
    this.#filters = filters;
  }

  add(subscription: Subscription<E>): void {
    this.#count(subscription.filter, 1);
    const access = planAccess(
      subscription.filter,
      this.#filters,
      (part) => this.#named.get(part)?.size ?? 0,
    );
    subscription.access = access;
    subscription.filed = true;
    if (access === null) {
      this.#scanned.add(subscription);
      return;
    }
    for (const key of access.keys) {
      if (key.kind === "range") {
        const index = this.#partIndex(key.part);
        index.ranges.add(key.range, subscription);
        index.rangeCount++;
      } else {
        this.#bucket(key).add(subscription);
      }
    }
  }

  /** To be called before its endpoint is relabelled. */
  delete(subscription: Subscription<E>): void {
    if (!subscription.filed) return;
    subscription.filed = false;
    this.#count(subscription.filter, -1);
    if (subscription.access === null) {
      this.#scanned.delete(subscription);
      return;
    }
    for (const key of subscription.access.keys) {
      const index = this.#partIndex(key.part);
      if (key.kind === "range") {
        index.ranges.delete(key.range, subscription);
        index.rangeCount--;
      } else {
        const bucket = this.#bucket(key);
        bucket.delete(subscription);
        if (key.kind === "equals" && bucket.isEmpty) index.equals.delete(key.value);
      }
      if (index.isEmpty) this.#parts.delete(key.part);
    }
  }

  /** Files an endpoint's subscriptions under its new label, which it must already have. */
  relabel(endpoint: E, from: Label, to: Label): void {
    const less = difference(from.secrecy, to.secrecy);
    const more = difference(to.secrecy, from.secrecy);
    for (const subscription of endpoint.subscriptions.values()) {
      if (!subscription.filed) continue;
      for (const key of subscription.access?.keys ?? []) {
        if (key.kind !== "range") this.#bucket(key).relabel(subscription, less, more);
      }
    }
  }

  /** Tells endpoints of all deliveries that were counted elsewhere. */
  tellCounts(): void {
    this.#scanned.tellCounts();
    for (const { equals, present } of this.#parts.values()) {
      present.tellCounts();
      for (const bucket of equals.values()) bucket.tellCounts();
    }
  }

  /** The answer is valid until the next call. */
  candidates(event: Event): Candidates<E> {
    const found = this.#found;
    found.count = 0;
    const { parts } = event;
    const hits: Subscription<E>[] = [];
    let position = -1;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      const index = this.#parts.get(part.name);
      if (index === undefined) continue;
      const { data, label } = part;
      const equal = isScalar(data) ? index.equals.get(data) : undefined;
      if (equal !== undefined) this.#reach(equal, label, i);
      if (!index.present.isEmpty) this.#reach(index.present, label, i);
      if (index.rangeCount === 0) continue;
      const before = hits.length;
      index.ranges.stab(data, (item) => hits.push(item));
      // Of several parts, none is the one through which all were found.
      if (hits.length > before) position = before === 0 ? i : -1;
    }
    if (hits.length > 0) this.#find(inOrder(hits), position, null);
    const { subscriptions, managed } = this.#scanned;
    if (subscriptions.length > 0) this.#find(subscriptions, -1, null);
    if (managed.length > 0) this.#find(managed, -1, null);
    if (found.count > 1 && !this.#putInOrder()) this.#merge();
    return found;
  }

  #find(list: readonly Subscription<E>[], position: number, crowd: Crowd<E> | null): void {
    const found = this.#found;
    const at = found.count++;
    found.lists[at] = list;
    found.positions[at] = position;
    found.crowds[at] = crowd;
  }

  #reach(bucket: Bucket<E>, label: Label, position: number): void {
    const crowd = bucket.reach(label);
    const reached = crowd?.subscriptions ?? bucket.subscriptions;
    if (reached.length > 0) this.#find(reached, position, crowd);
    if (bucket.managed.length > 0) this.#find(bucket.managed, position, null);
  }

  /**
   * Puts the lists one after the other, if that is the order of delivery: mostly those who look at all
   * events of a kind come before, or after, those who look at some.
   */
  #putInOrder(): boolean {
    const { count, lists, positions, crowds } = this.#found;
    if (count > FEW_LISTS) return false;
    for (let i = 1; i < count; i++) {
      for (let j = i; j > 0 && isBefore(lists[j], lists[j - 1]); j--) {
        swap(lists, j);
        swap(positions, j);
        swap(crowds, j);
      }
    }
    for (let i = 1; i < count; i++) if (!isBefore(lists[i - 1], lists[i])) return false;
    return true;
  }

  /** Makes one of all lists. */
  #merge(): void {
    const { count, lists } = this.#found;
    let merged: readonly Subscription<E>[] = lists[0] ?? [];
    for (let i = 1; i < count; i++) {
      merged = mergeSorted(merged, lists[i] as readonly Subscription<E>[], this.#spare);
      this.#spare = this.#merged;
      this.#merged = merged as Subscription<E>[];
    }
    this.#found.count = 0;
    this.#find(merged, -1, null);
  }

  #partIndex(part: string): PartIndex<E> {
    let index = this.#parts.get(part);
    if (index === undefined) {
      index = new PartIndex();
      this.#parts.set(part, index);
    }
    return index;
  }

  #bucket(key: AccessKey & { readonly kind: "equals" | "present" }): Bucket<E> {
    const index = this.#partIndex(key.part);
    if (key.kind === "present") return index.present;
    let bucket = index.equals.get(key.value);
    if (bucket === undefined) {
      bucket = new Bucket();
      index.equals.set(key.value, bucket);
    }
    return bucket;
  }

  #count(filter: CompiledFilter, by: 1 | -1): void {
    const { form } = filter;
    if (form.kind === "not") this.#count(form.filter, by);
    else if (form.kind === "all" || form.kind === "any") {
      for (const child of form.filters) this.#count(child, by);
    } else if (form.kind === "equals") {
      const values = this.#named.get(form.part) ?? new ScalarMap<number>();
      this.#named.set(form.part, values);
      for (const value of form.values) {
        const count = (values.get(value) ?? 0) + by;
        if (count === 0) values.delete(value);
        else values.set(value, count);
      }
      if (values.size === 0) this.#named.delete(form.part);
    }
  }
}
