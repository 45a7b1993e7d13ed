/**
 * Match: which subscriptions an event may concern. Filed first by part and value, then by label, so
 * that a look-up costs in proportion to what it finds, not to what is subscribed.
 */

import { type Event, isScalar, type Part, type Scalar } from "../event/index.ts";
import type { Label, Tag } from "../label/index.ts";
import { type AccessKey, planAccess } from "./access.ts";
import { compareSubscriptions, type Subscription, type Endpoint } from "./endpoint.ts";
import type { CompiledFilter, FilterTable } from "./filter.ts";
import { IntervalIndex } from "./interval-index.ts";

/** Below this, walking a bucket is cheaper than looking up a tag. */
const SMALL_BUCKET = 8;

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
    const order = first === second ? 0 : compareSubscriptions(first, second);
    if (order <= 0) i++;
    if (order >= 0) j++;
    into[k++] = order <= 0 ? first : second;
  }
  while (i < a.length) into[k++] = a[i++] as Subscription<E>;
  while (j < b.length) into[k++] = b[j++] as Subscription<E>;
  into.length = k;
  return into;
}

function removeItem<T>(list: T[], item: T): void {
  const at = list.lastIndexOf(item);
  if (at !== -1) list.splice(at, 1);
}

/** The subscriptions under one key, in the order of delivery. */
class Bucket<E extends Endpoint> {
  readonly subscriptions: Subscription<E>[] = [];
  /** Managed subscriptions: found whatever the label, because they look at more than it shows. */
  readonly managed: Subscription<E>[] = [];
  /** For each tag, the subscriptions whose endpoint has it in its input secrecy. */
  #byTag: Map<Tag, Subscription<E>[]> | null = null;

  get isEmpty(): boolean {
    return this.subscriptions.length === 0 && this.managed.length === 0;
  }

  add(subscription: Subscription<E>): void {
    if (subscription.managed) {
      insertSorted(this.managed, subscription);
      return;
    }
    insertSorted(this.subscriptions, subscription);
    this.#file(subscription, subscription.endpoint.matchInput.secrecy);
  }

  delete(subscription: Subscription<E>): void {
    if (subscription.managed) {
      removeItem(this.managed, subscription);
      return;
    }
    removeItem(this.subscriptions, subscription);
    this.#unfile(subscription, subscription.endpoint.matchInput.secrecy);
  }

  relabel(subscription: Subscription<E>, from: Label, to: Label): void {
    if (subscription.managed || this.#byTag === null) return;
    this.#unfile(
      subscription,
      from.secrecy.filter((tag) => !to.secrecy.includes(tag)),
    );
    this.#file(
      subscription,
      to.secrecy.filter((tag) => !from.secrecy.includes(tag)),
    );
  }

  /** Those that may see a part with this label: all of them are in the list, and few others. */
  reach(label: Label): readonly Subscription<E>[] {
    if (label.secrecy.length === 0 || this.subscriptions.length <= SMALL_BUCKET) {
      return this.subscriptions;
    }
    const byTag = this.#byTag ?? this.#fileAll();
    let fewest: readonly Subscription<E>[] | null = null;
    for (const tag of label.secrecy) {
      const list = byTag.get(tag) ?? [];
      if (fewest === null || list.length < fewest.length) fewest = list;
    }
    return fewest ?? this.subscriptions;
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
  readonly equals = new Map<Scalar, Bucket<E>>();
  readonly present = new Bucket<E>();
  readonly ranges = new IntervalIndex<Subscription<E>>();
  rangeCount = 0;

  get isEmpty(): boolean {
    return this.equals.size === 0 && this.present.isEmpty && this.rangeCount === 0;
  }
}

/** What an event may concern. */
export interface Candidates<E extends Endpoint> {
  /** In the order of delivery, without repetition. */
  subscriptions: readonly Subscription<E>[];
  /**
   * The one part through which all were found: who sees it need only satisfy the residual. If −1,
   * each has to be tested whole.
   */
  position: number;
}

/** The subscriptions of one dispatcher. Not to be changed while candidates are walked. */
export class SubscriptionIndex<E extends Endpoint> {
  readonly #filters: FilterTable;
  readonly #parts = new Map<string, PartIndex<E>>();
  readonly #scanned = new Bucket<E>();
  /** How many subscriptions name each value of each part, wherever they are filed. */
  readonly #named = new Map<string, Map<Scalar, number>>();
  /** Two arrays that merges write to in turn: an event's candidates are gone before the next's. */
  #merged: Subscription<E>[] = [];
  #spare: Subscription<E>[] = [];
  #found: (readonly Subscription<E>[])[] = [];
  readonly #result: Candidates<E> = { subscriptions: [], position: -1 };

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
    if (from.secrecy === to.secrecy) return;
    for (const subscription of endpoint.subscriptions.values()) {
      if (!subscription.filed) continue;
      for (const key of subscription.access?.keys ?? []) {
        if (key.kind !== "range") this.#bucket(key).relabel(subscription, from, to);
      }
    }
  }

  /** The answer is valid until the next call. */
  candidates(event: Event): Candidates<E> {
    const found = this.#found;
    found.length = 0;
    const { parts } = event;
    let position = -1;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      const index = this.#parts.get(part.name);
      if (index === undefined) continue;
      const { data, label } = part;
      const before = found.length;
      const equal = isScalar(data) ? index.equals.get(data) : undefined;
      if (equal !== undefined) this.#reach(equal, label);
      if (!index.present.isEmpty) this.#reach(index.present, label);
      if (index.rangeCount > 0) index.ranges.stab(data, (item) => found.push([item]));
      if (found.length > before) position = i;
    }
    if (this.#scanned.subscriptions.length > 0) found.push(this.#scanned.subscriptions);
    if (this.#scanned.managed.length > 0) found.push(this.#scanned.managed);
    const result = this.#result;
    const [only] = found;
    result.subscriptions = found.length === 1 && only !== undefined ? only : this.#merge();
    result.position = found.length === 1 && !this.#isScanned(only) ? position : -1;
    return result;
  }

  #isScanned(list: readonly Subscription<E>[] | undefined): boolean {
    return list === this.#scanned.subscriptions || list === this.#scanned.managed;
  }

  #reach(bucket: Bucket<E>, label: Label): void {
    const reached = bucket.reach(label);
    if (reached.length > 0) this.#found.push(reached);
    if (bucket.managed.length > 0) this.#found.push(bucket.managed);
  }

  /** The lists found, as one. */
  #merge(): readonly Subscription<E>[] {
    const found = this.#found;
    let merged: readonly Subscription<E>[] = found[0] ?? [];
    for (let i = 1; i < found.length; i++) {
      merged = mergeSorted(merged, found[i] as readonly Subscription<E>[], this.#spare);
      this.#spare = this.#merged;
      this.#merged = merged as Subscription<E>[];
    }
    return merged;
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
      const values = this.#named.get(form.part) ?? new Map<Scalar, number>();
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
