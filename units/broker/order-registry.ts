/** The orders that a broker knows: those on their way to a book, and those that rest in one. */

import type { ReadPart, Tag, UnitApi, Value } from "../../src/unit/index.ts";
import { type BrokerConfig, isRecord, isTag } from "./config.ts";

export interface OpenOrder {
  readonly symbol: string;
  /** Who vouches for the order: a cancel needs the same. */
  readonly integrity: readonly Tag[];
  /** What tells its owner from others: orders that share such a tag are of one owner. */
  readonly owners: readonly Tag[];
  readonly memo: string;
}

/** An order that was accepted and is about to come back. */
interface ExpectedOrder {
  readonly integrity: readonly Tag[];
  isCancelled: boolean;
}

/** Orders on their way: above what one generation may bring, so that none of those is forgotten. */
const expectedOrders = 8_192;
const longestMemo = 64;

/** What a trader wrote on its order, for its own eyes: it comes back on every report. */
export function memoOf(body: Value | undefined): string {
  const memo = isRecord(body) ? body.memo : undefined;
  return typeof memo === "string" ? memo.slice(0, longestMemo) : "";
}

/** What may be the tag of an order. */
export function refOf(body: Value | undefined): Tag | undefined {
  const ref = isRecord(body) ? body.ref : undefined;
  return isTag(ref) ? ref : undefined;
}

export class OrderRegistry {
  readonly #unit: UnitApi;
  readonly #sharedIntegrity: readonly Tag[];
  /** Tags that no order may pass off as its own: the broker would drop its privileges with them. */
  readonly #reserved: readonly Tag[];
  readonly #expected = new Map<Tag, ExpectedOrder>();
  /** In the order of arrival. */
  readonly #open = new Map<Tag, OpenOrder>();

  constructor(unit: UnitApi, { sharedIntegrity }: BrokerConfig, reserved: readonly Tag[]) {
    this.#unit = unit;
    this.#sharedIntegrity = sharedIntegrity;
    this.#reserved = reserved;
  }

  /** How many orders are open. */
  get size(): number {
    return this.#open.size;
  }

  get oldest(): Tag | undefined {
    return this.#open.keys().next().value;
  }

  get(ref: Tag): OpenOrder | undefined {
    return this.#open.get(ref);
  }

  isKnown(ref: Tag): boolean {
    return this.#open.has(ref) || this.#expected.has(ref);
  }

  /** Whether a part has all integrity that vouches for the order of a tag. */
  vouchesFor(ref: Tag, { label }: ReadPart): boolean {
    const known = this.#open.get(ref) ?? this.#expected.get(ref);
    return known?.integrity.every((tag) => label.integrity.includes(tag)) ?? false;
  }

  /** Notes an order that is about to come back. */
  expect(ref: Tag, { label }: ReadPart): void {
    this.#expected.set(ref, { integrity: label.integrity, isCancelled: false });
    if (this.#expected.size <= expectedOrders) return;
    for (const oldest of this.#expected.keys()) {
      this.#expected.delete(oldest);
      return;
    }
  }

  /** Cancels an order before it has come back. Returns whether there is one. */
  cancelExpected(ref: Tag): boolean {
    const order = this.#expected.get(ref);
    if (order !== undefined) order.isCancelled = true;
    return order !== undefined;
  }

  /** Takes an order that came back. Returns whether it was cancelled meanwhile. */
  takeExpected(ref: Tag): boolean {
    const isCancelled = this.#expected.get(ref)?.isCancelled === true;
    this.#expected.delete(ref);
    return isCancelled;
  }

  open(ref: Tag, symbol: string, { data, label }: ReadPart): void {
    const { integrity } = label;
    const owners = [...integrity].filter((tag) => !this.#sharedIntegrity.includes(tag));
    this.#open.set(ref, { symbol, integrity, owners, memo: memoOf(data) });
  }

  forget(ref: Tag): void {
    this.#open.delete(ref);
    this.#unit.dropPrivilege(ref);
  }

  /** Whether a tag that is no shared one vouches for both: orders without are of nobody known. */
  isSameOwner(a: Tag, b: Tag): boolean {
    const others = this.#open.get(b)?.owners ?? [];
    return this.#open.get(a)?.owners.some((tag) => others.includes(tag)) ?? false;
  }

  /** Whether it is a tag, and none of the broker's. */
  isAnswerable(ref: Tag): boolean {
    return this.#privilegeOver(ref) !== null;
  }

  /** Whether it is a tag that came with an order, not one of the broker's nor a look-alike. */
  isOrderTag(ref: Tag): boolean {
    return this.#privilegeOver(ref) === true;
  }

  /** Whether the broker holds `t+` over a tag; null if it is one of its own, or no tag at all. */
  #privilegeOver(ref: Tag): boolean | null {
    if (this.#reserved.includes(ref)) return null;
    try {
      return this.#unit.hasPrivilege(ref, "t+");
    } catch {
      return null;
    }
  }
}
