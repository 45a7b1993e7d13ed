/** The broker's state: a book a symbol, and the orders that rest in them. */

import type { ReadPart, Tag, UnitApi } from "../../src/unit/index.ts";
import { type BrokerConfig, isRecord, isTag } from "./config.ts";
import { OrderBook, type Outcome } from "./order-book.ts";
import { type OrderBody, readOrder } from "./order.ts";
import { publishDone, publishTrade } from "./reports.ts";

/** Orders and fills of one book. A delivery's events stay far below the platform's quota. */
const bookBounds = { restingOrders: 1_024, fills: 100 };
/** Books of symbols that never ticked: orders can invent symbols, ticks cannot. */
const untickedBooks = 64;
/** Resting orders of all books: each is a tag to hold a privilege over, of at most 16,384. */
const openOrders = 16_000;

interface OpenOrder {
  readonly symbol: string;
  /** Who vouches for the order: a cancel needs the same. */
  readonly integrity: readonly Tag[];
  readonly memo: string;
}

const longestMemo = 64;

/** What a trader wrote on its order, for its own eyes: it comes back on every report. */
function memoOf({ data }: ReadPart): string {
  const memo = isRecord(data) ? data.memo : undefined;
  return typeof memo === "string" ? memo.slice(0, longestMemo) : "";
}

export class Pool {
  readonly #unit: UnitApi;
  readonly #config: BrokerConfig;
  /** Tags that no order may pass off as its own: the broker would drop its privileges with them. */
  readonly #reserved: readonly Tag[];
  readonly #books = new Map<string, OrderBook<Tag>>();
  /** In the order of arrival. */
  readonly #open = new Map<Tag, OpenOrder>();

  constructor(unit: UnitApi, config: BrokerConfig, reserved: readonly Tag[]) {
    this.#unit = unit;
    this.#config = config;
    this.#reserved = reserved;
  }

  moveMidpoint(symbol: string, price: number): void {
    const book = this.#books.get(symbol) ?? this.#openBook(symbol);
    this.#settle(symbol, book.setMidpoint(price));
  }

  /** The order in a part, if it is well-formed and no order of its tag is open. */
  newOrder(part: ReadPart | undefined): OrderBody | undefined {
    const order = readOrder(part?.data);
    if (order === undefined || this.#open.has(order.ref)) return undefined;
    return this.#isOrderTag(order.ref) ? order : undefined;
  }

  /** @param body the part that the order was read from */
  enter({ ref, symbol, terms }: OrderBody, body: ReadPart): void {
    const book = this.#bookForOrder(symbol);
    this.#open.set(ref, { symbol, integrity: body.label.integrity, memo: memoOf(body) });
    if (book === undefined) {
      this.#settle(symbol, [{ kind: "done", reference: ref, remaining: terms.quantity }]);
      return;
    }
    this.#settle(symbol, book.submit(ref, terms));
    if (this.#open.size > openOrders) this.#endOldest();
  }

  cancel({ data, label }: ReadPart): void {
    const ref = isRecord(data) ? data.ref : undefined;
    const order = isTag(ref) ? this.#open.get(ref) : undefined;
    if (!isTag(ref) || order === undefined) return;
    if (order.integrity.every((tag) => label.integrity.includes(tag))) this.#end(ref, order);
  }

  #settle(symbol: string, outcomes: readonly Outcome<Tag>[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === "done") {
        publishDone(this.#unit, outcome, this.#memo(outcome.reference));
        this.#forget(outcome.reference);
      } else {
        const memos = { buy: this.#memo(outcome.buy), sell: this.#memo(outcome.sell) };
        publishTrade(this.#unit, this.#config, symbol, outcome, memos);
        if (outcome.buyRemaining === 0) this.#forget(outcome.buy);
        if (outcome.sellRemaining === 0) this.#forget(outcome.sell);
      }
    }
  }

  #memo(ref: Tag): string {
    return this.#open.get(ref)?.memo ?? "";
  }

  #forget(ref: Tag): void {
    this.#open.delete(ref);
    this.#unit.dropPrivilege(ref);
  }

  #end(ref: Tag, { symbol }: OpenOrder): void {
    const done = this.#books.get(symbol)?.cancel(ref);
    if (done !== undefined) this.#settle(symbol, [done]);
  }

  #endOldest(): void {
    for (const [ref, order] of this.#open) {
      this.#end(ref, order);
      return;
    }
  }

  #openBook(symbol: string): OrderBook<Tag> {
    const book = new OrderBook<Tag>(bookBounds);
    this.#books.set(symbol, book);
    return book;
  }

  /** The book for an order; undefined if it would be one invented symbol too many. */
  #bookForOrder(symbol: string): OrderBook<Tag> | undefined {
    const book = this.#books.get(symbol);
    if (book !== undefined) return book;
    let unticked = 0;
    for (const [name, other] of this.#books) {
      if (other.midpoint !== null) continue;
      if (other.size === 0) this.#books.delete(name);
      else unticked++;
    }
    return unticked < untickedBooks ? this.#openBook(symbol) : undefined;
  }

  /** Whether it is a tag that came with an order, not one of the broker's nor a look-alike. */
  #isOrderTag(ref: Tag): boolean {
    if (this.#reserved.includes(ref)) return false;
    try {
      return this.#unit.hasPrivilege(ref, "t+");
    } catch {
      return false;
    }
  }
}
